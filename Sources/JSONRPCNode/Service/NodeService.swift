import Chain
import EthereumPrimitives
import JSONText

/// A node's answers: request bytes in, answer bytes out, with no socket and no clock of its own.
///
/// One thread calls it, the one that the world lives on. What happens at the node between requests
/// reaches filters and subscriptions as the chain tells of it.
public final class NodeService {
    /// The world behind the node.
    public let control: any NodeControl
    /// Names, limits and keys.
    public let settings: NodeServiceSettings
    /// Is handed what subscribers are to be sent.
    public var onPush: ((ClientID, [UInt8]) -> Void)?
    /// Adds members of its own to what `perplab_status` tells.
    public var moreStatus: ((inout JSONWriter) -> Void)?
    /// The wall clock, in microseconds from any beginning; the age of filters goes by it.
    public let clock: () -> UInt64

    var filters = FilterTable()
    var subscriptions = SubscriptionTable()
    /// Whether any account may send without a key.
    var impersonatesAll = false
    /// Subscriptions whose ids no client can know yet, and what waits for them.
    var freshSubscriptions: Set<String> = []
    var heldPushes: [(ClientID, [UInt8])] = []
    /// Whether a request is being answered.
    var isAnswering = false
    /// What the node listens to, so that it can be left.
    var listening: NodeListening?

    /// A node over a world.
    public init(
        control: any NodeControl, settings: NodeServiceSettings = NodeServiceSettings(),
        clock: @escaping () -> UInt64 = { 0 }
    ) {
        self.control = control
        self.settings = settings
        self.clock = clock
        listen()
        control.onReplaced = { [weak self] in self?.listen() }
    }

    /// What the node sees now.
    public var view: NodeView {
        let chain = control.chain
        return NodeView(chain: chain, node: chain.node(control.node))
    }

    /// All methods with their aliases, sorted by name.
    public static var methods: [RPCMethod] { MethodTable.shared.methods }

    // MARK: - Answering

    /// Answers a request or a batch.
    /// - Returns: nil where nothing is to be said, as after notifications.
    public func answer(_ body: [UInt8], from client: NodeClient) -> [UInt8]? {
        deliverHeldPushes()
        isAnswering = true
        defer { isAnswering = false }
        let tape: JSONTape
        do throws(JSONProblem) {
            tape = try JSONTape(body, depthMax: settings.depthMax)
        } catch {
            return NodeService.failure(.parse)
        }
        let root = tape.root
        guard root.kind == .list else {
            var writer = JSONWriter()
            handle(root, from: client, &writer)
            return writer.count == 0 ? nil : writer.bytes
        }
        return answer(batch: root.elements, from: client)
    }

    /// Forgets a connection and its subscriptions.
    public func closed(_ client: ClientID) {
        subscriptions.remove(client)
        adjustListening()
    }

    private func answer(batch: [JSONView], from client: NodeClient) -> [UInt8]? {
        if batch.isEmpty { return NodeService.failure(.emptyBatch) }
        var writer = JSONWriter(capacity: 256 * min(batch.count, 1_000))
        writer.beginList()
        if batch.count > settings.batchRequestsMax {
            // The first call that waits for an answer gets it, as no id stands for a batch.
            let id = batch.lazy.compactMap { RequestID($0["id"]) }.first { $0 != .missing }
            writer.failure(.batchTooLarge, id: id ?? .null)
            writer.endList()
            return writer.bytes
        }
        for request in batch {
            if writer.count > settings.batchBytesMax {
                let id = RequestID(request["id"]) ?? .null
                if id != .missing { writer.failure(.responseTooLarge, id: id) }
            } else {
                handle(request, from: client, &writer)
            }
        }
        guard writer.count > 1 else { return nil }
        writer.endList()
        return writer.bytes
    }

    private static func failure(_ error: RPCError) -> [UInt8] {
        var writer = JSONWriter()
        writer.failure(error, id: .null)
        return writer.bytes
    }

    // MARK: - One request

    /// Writes the answer to one request; nothing for a notification.
    private func handle(_ request: JSONView, from client: NodeClient, _ writer: inout JSONWriter) {
        guard request.kind == .object, let id = RequestID(request["id"]),
            let method = request["method"]?.text,
            request["jsonrpc"]?.isText("2.0") ?? true
        else {
            writer.failure(.invalidRequest, id: RequestID(request["id"])?.orNull ?? .null)
            return
        }
        let start = writer.count
        writer.beginResponse(id: id.orNull)
        let resultStart = writer.count
        do throws(RPCError) {
            writer.name("result")
            try run(method, request["params"], from: client, &writer)
            writer.endObject()
        } catch {
            writer.truncate(to: resultStart)
            writer.name("error")
            writer.error(error)
            writer.endObject()
        }
        if id == .missing { writer.truncate(to: start) }
    }

    /// Refuses what a bot under test may not do.
    func requireControls(_ name: String) throws(RPCError) {
        if !settings.allowsControls {
            throw .refused("\(name) changes clock or chain, which a bot under test may not")
        }
    }

    private func run(
        _ name: String, _ arguments: JSONView?, from client: NodeClient,
        _ writer: inout JSONWriter
    ) throws(RPCError) {
        guard let method = MethodTable.shared.find(name) else { throw .methodMissing(name) }
        switch method.access {
        case .step, .control:
            if !client.mayControl {
                throw .refused("\(name) changes clock or chain, which this origin may not")
            }
            if method.access == .control { try requireControls(name) }
        case .open, .refused: break
        }
        let parameters = try Parameters(arguments, of: method, from: client)
        try method.handler(self, parameters, &writer)
    }
}

/// The `id` of a request, echoed as it was written.
enum RequestID: Equatable {
    /// There is none: the request is a notification.
    case missing
    /// `null`, and where no id is known.
    case null
    /// The source of a number or a string.
    case source(ArraySlice<UInt8>)

    /// Reads an `id` member; nil where it is neither number nor string nor `null`.
    init?(_ view: JSONView?) {
        guard let view else {
            self = .missing
            return
        }
        switch view.kind {
        case .null: self = .null
        case .number, .text: self = .source(view.source)
        case .bool, .list, .object: return nil
        }
    }

    /// The id to answer with.
    var orNull: RequestID { self == .missing ? .null : self }
}

extension JSONWriter {
    /// Begins an answer up to its `result` or `error`.
    fileprivate mutating func beginResponse(id: RequestID) {
        literal(#"{"jsonrpc":"2.0","id":"#)
        if case .source(let source) = id { verbatim(source) } else { null() }
    }

    /// A whole answer that is an error.
    fileprivate mutating func failure(_ error: RPCError, id: RequestID) {
        beginResponse(id: id)
        name("error")
        self.error(error)
        endObject()
    }
}

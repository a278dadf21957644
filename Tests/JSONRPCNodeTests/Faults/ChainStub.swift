import JSONRPCNode
import JSONText
import Synchronization

/// A backend with a chain of empty blocks, each with one log, that remembers what it was asked.
final class ChainStub: ShellBackend {
    private struct State {
        var head: UInt64 = 100
        var asked: [String] = []
        var changes = "[]"
        var closed: [ClientID] = []
        var pushes: [ClientID: @Sendable (ShellPush) -> Void] = [:]
    }

    private let state = Mutex(State())

    var head: UInt64 {
        get { state.withLock(\.head) }
        set { state.withLock { $0.head = newValue } }
    }
    /// What each filter has to tell at the next call, as JSON.
    var changes: String {
        get { state.withLock(\.changes) }
        set { state.withLock { $0.changes = newValue } }
    }
    /// Bodies, but for those of `eth_blockNumber` that somebody asks for himself.
    var asked: [String] {
        state.withLock { $0.asked.filter { !$0.contains("fault-head") } }
    }
    var opened: Int { state.withLock(\.pushes.count) }
    var closed: [ClientID] { state.withLock(\.closed) }

    func answer(
        _ body: [UInt8], from client: NodeClient, reply: @escaping @Sendable (ShellReply) -> Void
    ) {
        let text = String(decoding: body, as: UTF8.self)
        state.withLock { $0.asked.append(text) }
        var reader = JSONReader(body)
        guard let document = try? reader.document() else {
            return reply(.body(Array("no JSON".utf8)))
        }
        if case .list(let items) = document {
            return reply(.body(Array(JSONValue.list(items.map(answer)).line.utf8)))
        }
        // A blank at the end tells whether bytes are left as they are.
        reply(.body(Array((answer(document).line + " ").utf8)))
    }

    private func answer(_ call: JSONValue) -> JSONValue {
        guard case .object(let members) = call else { return .null }
        func member(_ name: String) -> JSONValue {
            members.first { $0.name == name }?.value ?? .null
        }
        var params: [JSONValue] = []
        if case .list(let values) = member("params") { params = values }
        var result = JSONValue.list(params)
        switch member("method") {
        case .text("eth_blockNumber"): result = hex(head)
        case .text("eth_getTransactionReceipt"), .text("eth_getTransactionByHash"):
            result = .object([
                .init("blockNumber", params.first ?? .null), .init("blockHash", .text("0xaa")),
                .init("transactionIndex", .text("0x0")),
            ])
        case .text("eth_getBlockByHash"): result = .object([.init("number", params.first ?? .null)])
        case .text("eth_getFilterChanges"):
            var reader = JSONReader(Array(changes.utf8))
            result = (try? reader.document()) ?? .null
        case .text("eth_getLogs"): result = logs(params.first ?? .null)
        default: break
        }
        return .object([
            .init("jsonrpc", .text("2.0")), .init("id", member("id")), .init("result", result),
        ])
    }

    private func logs(_ filter: JSONValue) -> JSONValue {
        guard case .object(let members) = filter else { return .list([]) }
        func number(_ name: String) -> UInt64 {
            if case .text(let text)? = members.first(where: { $0.name == name })?.value,
                let number = UInt64(text.dropFirst(2), radix: 16)
            {
                return number
            }
            return head
        }
        let (from, to) = (number("fromBlock"), min(number("toBlock"), head))
        guard from <= to else { return .text("invalid block range params") }
        return .list(
            (from...to).map {
                .object([.init("blockNumber", hex($0)), .init("logIndex", .text("0x0"))])
            })
    }

    private func hex(_ number: UInt64) -> JSONValue { .text("0x" + String(number, radix: 16)) }

    func opened(_ client: NodeClient, push: @escaping @Sendable (ShellPush) -> Void) {
        state.withLock { $0.pushes[client.id] = push }
    }

    func closed(_ client: NodeClient) { state.withLock { $0.closed.append(client.id) } }

    /// A new head, told to all sockets together with its log.
    func seal() {
        head += 1
        let number = hex(head)
        let header = JSONValue.object([.init("number", number), .init("parentHash", .text("0x1"))])
        let log = JSONValue.object([.init("blockNumber", number), .init("logIndex", .text("0x0"))])
        for result in [header, log] {
            let push = JSONValue.object([
                .init("jsonrpc", .text("2.0")), .init("method", .text("eth_subscription")),
                .init(
                    "params",
                    .object([.init("subscription", .text("0x1")), .init("result", result)])),
            ])
            send(push.line)
        }
    }

    func send(_ text: String) {
        let pushes = state.withLock { state in
            state.pushes.sorted { $0.key < $1.key }.map(\.value)
        }
        for push in pushes { push(.text(Array(text.utf8))) }
    }
}

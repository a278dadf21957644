import Dispatch
import JSONRPCNode
import Synchronization

/// A backend that does what the request says, and tells the test what has happened.
final class ScriptedBackend: ShellBackend {
    enum Event: Equatable, Sendable {
        case asked(String, NodeClient)
        case opened(NodeClient)
        case closed(NodeClient)
    }

    private struct State {
        var events: [Event] = []
        var depth = 0
        var depthMax = 0
        var held: [@Sendable (ShellReply) -> Void] = []
        var pushes: [ClientID: @Sendable (ShellPush) -> Void] = [:]
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func answer(
        _ body: [UInt8], from client: NodeClient, reply: @escaping @Sendable (ShellReply) -> Void
    ) {
        let text = String(decoding: body, as: UTF8.self)
        switch text {
        case "nothing": reply(.nothing)
        case "silence": reply(.silence)
        case "hang up": reply(.hangUp)
        case "busy": reply(.status(429, "too many calls", retryAfterSeconds: 7))
        case "fall silent":
            // On the shell's own thread, so that nothing that comes later is before it.
            push(.fallSilent, to: client)
            reply(.nothing)
        case "elsewhere":
            DispatchQueue.global().async { reply(.body(Array("from elsewhere".utf8))) }
        case _ where text.hasPrefix("long "):
            reply(.body([UInt8](repeating: 0x61, count: Int(text.dropFirst(5)) ?? 0)))
        case _ where text.hasPrefix("hold"): state.withLock { $0.held.append(reply) }
        default:
            state.withLock { state in
                state.depth += 1
                state.depthMax = max(state.depthMax, state.depth)
            }
            reply(.body(body))
            state.withLock { $0.depth -= 1 }
        }
        note(.asked(text, client))
    }

    func opened(_ client: NodeClient, push: @escaping @Sendable (ShellPush) -> Void) {
        state.withLock { $0.pushes[client.id] = push }
        note(.opened(client))
    }

    func closed(_ client: NodeClient) { note(.closed(client)) }

    private func note(_ event: Event) {
        state.withLock { $0.events.append(event) }
        signal.signal()
    }

    /// How many requests were handed over within replies to others, within replies to others.
    var depthMax: Int { state.withLock(\.depthMax) }

    /// Whether nothing happens within so many milliseconds.
    func isQuiet(millis: Int) -> Bool {
        guard signal.wait(timeout: .now() + .milliseconds(millis)) == .success else { return true }
        signal.signal()
        return false
    }

    /// Waits for the next event.
    func event() throws -> Event {
        guard
            signal.wait(timeout: .now() + .milliseconds(Int(RawClient.patienceMillis))) == .success
        else { throw RawClient.Unexpected(description: "no event") }
        return state.withLock { $0.events.removeFirst() }
    }

    /// Replies to the first of the held requests, or to that of an index.
    func reply(_ text: String, index: Int = 0) {
        let reply = state.withLock { $0.held.remove(at: index) }
        reply(.body(Array(text.utf8)))
    }

    func push(_ push: ShellPush, to client: NodeClient) {
        let pushing = state.withLock { $0.pushes[client.id] }
        pushing?(push)
    }

    func push(_ text: String, to client: NodeClient) {
        push(.text(Array(text.utf8)), to: client)
    }
}

/// A shell on a free port, and its backend.
struct ShellUnderTest {
    let backend = ScriptedBackend()
    let shell: NodeShell
    let port: Int

    init(_ change: (inout ShellSettings) -> Void = { _ in }) throws {
        var settings = ShellSettings()
        settings.address.port = 0
        change(&settings)
        shell = NodeShell(settings: settings, backend: backend)
        port = try shell.start().main.port
    }

    func client() throws -> RawClient { try RawClient(port: port) }

    /// A WebSocket that the backend has heard of.
    func webSocket(fields: String = "") throws -> (RawClient, NodeClient) {
        let raw = try client()
        try raw.openWebSocket(fields: fields)
        guard case .opened(let client) = try backend.event() else {
            throw RawClient.Unexpected(description: "not opened")
        }
        return (raw, client)
    }
}

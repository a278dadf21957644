import Chain
import JSONRPCNode
import JSONText
import Simulation
import SimulationKernel
import Synchronization
import WideIntegers

/// Faults in front of a stub, and clients without sockets.
final class FaultTestBed: Sendable {
    let stub = ChainStub()
    let time = ManualClock()
    let shell: FaultShell
    private let heard = Mutex<[String]>([])

    /// One fault from 1 s to 11 s.
    convenience init(
        _ kind: NodeFault.Kind, seed: UInt64 = 1,
        _ change: (inout NodeFault) -> Void = { _ in }
    ) {
        var fault = NodeFault()
        fault.kind = kind
        change(&fault)
        self.init(
            [PlannedNodeFault(atMicros: 1_000_000, forMicros: 10_000_000, fault: fault)], seed: seed
        )
    }

    init(_ faults: [PlannedNodeFault], seed: UInt64 = 1) {
        shell = FaultShell(
            backend: stub, faults: faults, chance: RandomSource(seed: seed), clock: time.clock)
    }

    /// Into the fault.
    func begin() { time.pass(micros: 1_000_000) }
    /// Out of it.
    func end() { time.pass(micros: 10_000_000) }

    static let http = NodeClient(id: ClientID(rawValue: 1), transport: .http)
    static let socket = NodeClient(id: ClientID(rawValue: 2), transport: .webSocket)

    /// What all clients have heard since this was last asked.
    func takeHeard() -> [String] {
        heard.withLock { heard in
            defer { heard = [] }
            return heard
        }
    }

    private func hear(_ text: String) { heard.withLock { $0.append(text) } }

    func ask(_ body: String, from client: NodeClient = FaultTestBed.http) {
        shell.answer(Array(body.utf8), from: client) { reply in
            switch reply {
            case .body(let bytes): self.hear(String(decoding: bytes, as: UTF8.self))
            case .nothing: self.hear("nothing")
            case .status(let code, _, let seconds):
                self.hear("\(code)" + (seconds.map { " after \($0)" } ?? ""))
            case .silence: self.hear("silence")
            case .hangUp: self.hear("hang up")
            }
        }
    }

    /// The result, or the error, of one call.
    func result(
        _ method: String, _ params: String = "", from client: NodeClient = FaultTestBed.http
    )
        -> String
    {
        ask(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[\#(params)]}"#, from: client)
        var answer = takeHeard().joined(separator: "|")[...]
        if answer.last == " " { answer = answer.dropLast() }
        for start in [#"{"jsonrpc":"2.0","id":1,"result":"#, #"{"jsonrpc":"2.0","id":1,"error":"#]
        where answer.hasPrefix(start) {
            return String(answer.dropFirst(start.count).dropLast())
        }
        return String(answer)
    }

    func open(_ client: NodeClient = FaultTestBed.socket) {
        shell.opened(client) { push in
            switch push {
            case .text(let bytes): self.hear(String(decoding: bytes, as: UTF8.self))
            case .hangUp: self.hear("hang up")
            case .fallSilent: self.hear("fall silent")
            }
        }
    }
}

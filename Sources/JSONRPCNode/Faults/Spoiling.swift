import Chain
import JSONText

/// What is done to one request's calls and to their answers.
struct Spoiling: Sendable {
    private let request: RPCRequest
    private let plan: FaultPlan
    private let head: UInt64
    private let view: LaggedView?
    private let kinds: [NodeFault.Kind]
    private let treatments: [Int: LaggedView.Treatment]
    private let refusals: [Int: String]
    /// Other parameters for the calls of some places.
    let params: [Int: [JSONValue]]

    /// Without a head, which a backend in trouble may not tell, nothing is behind.
    init(_ request: RPCRequest, _ plan: FaultPlan, head: UInt64?, _ draws: FaultDraws) {
        self.request = request
        self.plan = plan
        self.head = head ?? 0
        var shown = head ?? .max
        var kinds: [NodeFault.Kind] = []
        if let head {
            for lateness in plan.behind {
                let own = draws.shownHead(lateness, head: head)
                if own < head { kinds.append(draws.faults[lateness.fault].fault.kind) }
                shown = Swift.min(shown, own)
            }
        }
        self.kinds = kinds
        let view = head.flatMap { kinds.isEmpty ? nil : LaggedView(shown: shown, head: $0) }
        self.view = view
        var treatments: [Int: LaggedView.Treatment] = [:]
        var refusals: [Int: String] = [:]
        var params: [Int: [JSONValue]] = [:]
        for (index, call) in request.calls.enumerated() {
            guard let call else { continue }
            if let view {
                let treatment = view.treatment(of: call)
                treatments[index] = treatment
                if case .asked(let changed?) = treatment { params[index] = changed }
            }
            if let head {
                refusals[index] = plan.logs.refusal(of: call, head: shown < head ? shown : head)
            }
        }
        self.treatments = treatments
        self.refusals = refusals
        self.params = params
    }

    /// Whether the node shows an older head.
    var isStale: Bool { view != nil }
    /// That head.
    var shown: UInt64? { view?.shown }

    /// Calls that depend on the head.
    var staleCalls: Int {
        treatments.values.count {
            if case .asked(params: nil) = $0 { false } else { true }
        }
    }

    /// What becomes of a reply, and each fault that has shown itself in a method.
    func spoil(_ reply: ShellReply) -> (ShellReply, [(NodeFault.Kind, String)]) {
        if plan.leavesUnanswered, request.contains("eth_sendRawTransaction") {
            return (.silence, [(.sendUnknown, "eth_sendRawTransaction")])
        }
        guard case .body(let body) = reply else { return (reply, []) }
        var notes: [(NodeFault.Kind, String)] = []
        let changed = request.answer(body) { index, call, answer in
            let (part, own) = spoil(answer, of: call, at: index)
            notes += own.map { ($0, call.method) }
            return part
        }
        return (changed.map(ShellReply.body) ?? reply, notes)
    }

    private func spoil(
        _ answer: JSONValue, of call: RPCCall, at index: Int
    ) -> (JSONValue, [NodeFault.Kind]) {
        if let text = refusals[index] {
            return (answer.failing(code: FaultPlan.Logs.code, text), [.rangeCap])
        }
        var answer = answer
        var notes: [NodeFault.Kind] = []
        switch treatments[index] {
        case .result(let value)?: return (answer.answering(value), kinds)
        case .failure(let code, let text)?: return (answer.failing(code: code, text), kinds)
        case .asked(let params)?:
            if params != nil { notes = kinds }
            if let view, let result = answer["result"] {
                let cleared = view.cleared(result, of: call.method)
                if cleared != result {
                    answer = answer.answering(cleared)
                    notes = kinds
                }
            }
        case nil: break
        }
        let (limited, kind) = plan.logs.limited(answer, of: call, head: view?.shown ?? head)
        return (limited, notes + (kind.map { [$0] } ?? []))
    }
}

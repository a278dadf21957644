import EthereumPrimitives
import WideIntegers

/// One call with all that it called, as a tracer tells of it.
///
/// Contracts of one design call each other in Swift, without encoding: such a call has no input and no
/// output of its own.
public struct CallTrace: Hashable, Sendable {
    /// Who called.
    public let sender: Address
    /// The contract or account that was called.
    public let recipient: Address
    /// Whether state must not change (STATICCALL).
    public let isStatic: Bool
    /// Native asset that went along, in wei.
    public let valueWei: UInt256
    /// Gas that the call was given.
    public let gasLimit: UInt64
    /// Gas that it used; of a transaction with what is charged before execution, the refund taken off.
    public internal(set) var gasUsed: UInt64 = 0
    /// Call data, where there was any.
    public internal(set) var input: [UInt8] = []
    /// What it returned, or its revert data.
    public internal(set) var output: [UInt8] = []
    /// Why it failed; nil when it succeeded.
    public internal(set) var failure: Revert?
    /// The calls that it made, in order.
    public internal(set) var calls: [CallTrace] = []
}

/// Writes down the calls of one transaction.
///
/// Its stack is as deep as the context's frames.
final class CallTracer {
    private struct Entry {
        var trace: CallTrace
        /// Gas that callers had kept back when the frame began.
        let withheldGas: UInt64
    }

    private var stack: [Entry] = []
    /// The whole, once it has ended.
    private(set) var finished: CallTrace?

    func enter(_ frame: CallContext.Frame, gasLimit: UInt64, in state: WorldState) {
        let trace = CallTrace(
            sender: state.address(of: frame.caller), recipient: state.address(of: frame.this),
            isStatic: frame.isStatic, valueWei: frame.valueWei, gasLimit: gasLimit)
        stack.append(Entry(trace: trace, withheldGas: frame.withheldGas))
    }

    func setInput(_ input: [UInt8]) {
        if !stack.isEmpty { stack[stack.count - 1].trace.input = input }
    }

    func setOutput(_ output: [UInt8]) {
        if !stack.isEmpty { stack[stack.count - 1].trace.output = output }
    }

    /// Ends the innermost call.
    func leave(gasRemaining: UInt64) {
        guard stack.count > 1, var entry = stack.popLast() else { return }
        entry.trace.gasUsed = entry.trace.gasLimit &- min(gasRemaining, entry.trace.gasLimit)
        stack[stack.count - 1].trace.calls.append(entry.trace)
    }

    /// Ends all calls below a frame, which have failed.
    func unwind(toDepth depth: Int, _ failure: Revert, gasRemaining: UInt64) {
        guard let innermost = stack.last?.withheldGas else { return }
        while stack.count > depth + 1, let entry = stack.last {
            stack[stack.count - 1].trace.failure = failure
            stack[stack.count - 1].trace.output = failure.returnData
            leave(gasRemaining: gasRemaining &+ (innermost &- entry.withheldGas))
        }
    }

    /// Ends the transaction.
    func finish(_ outcome: ExecutionOutcome) {
        guard var trace = stack.first?.trace else { return }
        stack.removeAll()
        trace.gasUsed = outcome.gasUsed
        trace.output = outcome.output
        trace.failure = outcome.revert
        finished = trace
    }
}

extension ContractHost {
    /// Runs a call from outside and undoes it, and tells of all calls within it.
    public func trace(
        _ message: Message, in block: BlockEnvironment
    ) -> (outcome: ExecutionOutcome, trace: CallTrace) {
        var outcome: ExecutionOutcome?
        let trace = tracing { outcome = simulate(message, in: block) }
        guard let outcome, let trace else { preconditionFailure("a call that left no trace") }
        return (outcome, trace)
    }

    /// Runs `body` and tells of the transaction that it runs, the last if there are several.
    package func tracing(_ body: () -> Void) -> CallTrace? {
        let recorder = CallTracer()
        tracer = recorder
        defer { tracer = nil }
        body()
        return recorder.finished
    }
}

import EthereumPrimitives
import WideIntegers

/// How a call treats the callee.
public struct CallOptions: Hashable, Sendable {
    /// Native asset that goes along, in wei.
    public var valueWei: UInt256 = .zero
    /// Whether the callee must not change state.
    public var isStatic = false
    /// Whether the caller first checks that there is code, as Solidity's calls of functions do.
    public var checksCode = true

    /// A call of a function that may change state.
    public static let function = CallOptions()
    /// A call of a view.
    public static let view = CallOptions(isStatic: true)
    /// A low-level call: no check for code.
    public static let lowLevel = CallOptions(checksCode: false)
    /// A low-level static call.
    public static let lowLevelView = CallOptions(isStatic: true, checksCode: false)

    /// Options by their parts.
    public init(valueWei: UInt256 = .zero, isStatic: Bool = false, checksCode: Bool = true) {
        self.valueWei = valueWei
        self.isStatic = isStatic
        self.checksCode = checksCode
    }
}

extension CallContext {
    /// Enters a callee's frame after paying for the call.
    ///
    /// A typed call is `let outer = try context.enter(x)`, the callee's own Swift function, and
    /// `context.leave(outer)`. A revert in between needs no `leave`: whoever catches it puts the
    /// frame back, and nobody but `attempt` and the transaction itself may catch.
    /// - Returns: the caller's frame, for `leave`.
    /// - Throws: `.empty` when there is no code where it is checked, the stack is full or the value
    ///   cannot be paid; `.outOfGas`; `.invalidOpcode` for value out of a static frame.
    public func enter(
        _ callee: AccountID, _ options: CallOptions = .function
    ) throws(Revert) -> Frame {
        try payForCall(of: callee, options)
        return try openFrame(of: callee, options)
    }

    /// What the caller pays and checks in its own frame; a failure here is the caller's own.
    @inline(__always)
    private func payForCall(of callee: AccountID, _ options: CallOptions) throws(Revert) {
        if options.checksCode {
            try gas.charge(host.gasOfAccess(callee), .access)
            if !host.hasCode(callee) { throw .empty }
            try gas.charge(schedule.accountWarm, .access)
        } else {
            try gas.charge(host.gasOfAccess(callee), .access)
        }
        if !options.valueWei.isZero { try payForValue(options.valueWei, to: callee) }
    }

    /// Puts the callee's frame in place of the caller's; a failure here is a failure of the call, and
    /// the gas that was meant for the callee goes back to the caller.
    @usableFromInline @inline(__always)
    func openFrame(of callee: AccountID, _ options: CallOptions) throws(Revert) -> Frame {
        let outer = frame
        replaceFrame(
            Frame(
                this: callee, caller: outer.this, valueWei: options.valueWei,
                isStatic: outer.isStatic || options.isStatic, depth: outer.depth + 1,
                withheldGas: outer.withheldGas + gas.withhold()))
        if !options.valueWei.isZero { gas.addStipend() }
        if let tracer { tracer.enter(frame, gasLimit: gas.remaining, in: state) }
        if host.hasAccountsMeteredApart && host.accountsMeteredApart.contains(callee) {
            gasApart.enter(depth: frame.depth, spent: gas.amounts)
        }
        if host.hasProxies { try payForProxy(of: callee) }
        guard outer.depth < CallContext.depthMax else { throw .empty }
        if !options.valueWei.isZero {
            try transferValue(options.valueWei, from: outer.this, to: callee)
        }
        return outer
    }

    /// Leaves a callee that has returned.
    public func leave(_ outer: Frame) {
        if let tracer { tracer.leave(gasRemaining: gas.remaining) }
        gas.release(frame.withheldGas - outer.withheldGas)
        gasApart.leave(toDepth: outer.depth, spent: gas.amounts)
        replaceFrame(outer)
    }

    /// Makes a low-level call whose failure the caller sees and survives.
    ///
    /// - Returns: the body's value, or the callee's revert after its effects were undone.
    /// - Throws: when the caller itself cannot pay for the call, finds no code where it checks, or
    ///   sends value out of a static frame.
    @inlinable
    public func attempt<Value>(
        _ callee: AccountID, _ options: CallOptions = .lowLevel,
        _ body: () throws(Revert) -> Value
    ) throws(Revert) -> Result<Value, Revert> {
        let point = try beginAttempt(callee, options)
        do throws(Revert) {
            let outer = try openFrame(of: callee, options)
            let value = try body()
            leave(outer)
            return .success(value)
        } catch {
            return .failure(settle(error, backTo: point))
        }
    }

    /// Pays for the call; the callee's account stays warm for the caller when the call fails.
    @usableFromInline
    func beginAttempt(
        _ callee: AccountID, _ options: CallOptions
    ) throws(Revert) -> CallPoint {
        try payForCall(of: callee, options)
        return callPoint
    }

    /// Settles the failure of a call that the running frame has made.
    @usableFromInline
    func settle(_ error: Revert, backTo point: CallPoint) -> Revert {
        settle(error, backTo: point, calleeDepth: point.frame.depth + 1)
    }

    /// Puts back the frame, state and logs of a failed call, and settles its gas.
    ///
    /// A frame that lost all its gas is seen by its caller as a failure without data. Callers between
    /// it and the one that catches pass that on as a revert, so that what they had kept back remains.
    func settle(_ error: Revert, backTo point: CallPoint, calleeDepth: Int) -> Revert {
        let failed = frame
        if error.takesAllGas { gas.takeAll() }
        if let tracer {
            tracer.unwind(toDepth: point.frame.depth, error, gasRemaining: gas.remaining)
        }
        gasApart.leave(toDepth: point.frame.depth, spent: gas.amounts)
        gas.release(failed.withheldGas - point.frame.withheldGas)
        restore(point)
        return error.takesAllGas && failed.depth > calleeDepth ? .empty : error
    }

    // MARK: - Calls by address and call data

    /// Calls a contract by encoded call data and returns what it returns; a revert bubbles up.
    public func call(
        _ callee: AccountID, _ input: [UInt8], _ options: CallOptions = .function
    ) throws(Revert) -> [UInt8] {
        let outer = try enter(callee, options)
        let output = try runProgram(at: callee, input)
        leave(outer)
        return output
    }

    /// Calls a contract by encoded call data; its failure is a value.
    public func tryCall(
        _ callee: AccountID, _ input: [UInt8], _ options: CallOptions = .lowLevel
    ) throws(Revert) -> Result<[UInt8], Revert> {
        try attempt(callee, options) { () throws(Revert) in
            try self.runProgram(at: callee, input)
        }
    }

    /// Runs the program of the entered frame; an account without code returns nothing.
    func runProgram(at account: AccountID, _ input: [UInt8]) throws(Revert) -> [UInt8] {
        guard let tracer else {
            guard let contract = host.contract(at: account) else { return [] }
            return try contract.run(input, in: self)
        }
        tracer.setInput(input)
        guard let contract = host.contract(at: account) else { return [] }
        let output = try contract.run(input, in: self)
        tracer.setOutput(output)
        return output
    }

    /// The contract at an account; nil where there is no code.
    @inline(__always)
    public func contract(at account: AccountID) -> (any Contract)? {
        host.contract(at: account)
    }

    // MARK: - Native asset

    private func payForValue(_ value: UInt256, to callee: AccountID) throws(Revert) {
        if frame.isStatic { throw .invalidOpcode }
        try gas.charge(GasSchedule.callValue, .access)
        let isNew =
            !host.hasCode(callee) && state.balanceWei(of: callee).isZero
            && state.nonce(of: callee) == 0
        if isNew { try gas.charge(GasSchedule.newAccount, .access) }
    }

    /// Moves native asset between accounts.
    ///
    /// A balance beyond 256 bits, which only an intervention can bring near, fails like one that is
    /// short, so that nothing vanishes.
    func transferValue(
        _ value: UInt256, from sender: AccountID, to recipient: AccountID
    ) throws(Revert) {
        let (rest, isShort) = state.balanceWei(of: sender).subtractingReportingOverflow(value)
        if isShort { throw .empty }
        if sender == recipient { return }
        let (sum, overflows) = state.balanceWei(of: recipient).addingReportingOverflow(value)
        if overflows { throw .empty }
        state.setBalanceWei(rest, of: sender)
        state.setBalanceWei(sum, of: recipient)
    }
}

import EthereumPrimitives
import WideIntegers

/// A call from outside: what a transaction asks for once its fee is paid.
public struct Message: Hashable, Sendable {
    /// Who signed.
    public var sender: Address
    /// The contract or account that is called.
    public var recipient: Address
    /// Native asset that goes along, in wei.
    public var valueWei: UInt256
    /// Call data.
    public var data: [UInt8]
    /// The most gas it may use.
    public var gasLimit: UInt64
    /// What is paid per gas, in wei.
    public var gasPriceWei: UInt256
    /// Announced storage.
    public var accessList: [AccessListEntry]

    /// A call from its parts.
    public init(
        sender: Address, recipient: Address, valueWei: UInt256 = 0, data: [UInt8] = [],
        gasLimit: UInt64 = 30_000_000, gasPriceWei: UInt256 = 0,
        accessList: [AccessListEntry] = []
    ) {
        self.sender = sender
        self.recipient = recipient
        self.valueWei = valueWei
        self.data = data
        self.gasLimit = gasLimit
        self.gasPriceWei = gasPriceWei
        self.accessList = accessList
    }

    /// Storage keys in all entries of the access list.
    var accessListKeys: Int {
        var count = 0
        for entry in accessList { count += entry.storageKeys.count }
        return count
    }
}

/// What came of a call from outside.
public struct ExecutionOutcome: Sendable {
    /// What the call returned; empty after a failure.
    public let output: [UInt8]
    /// Why it failed; nil when it succeeded.
    public let revert: Revert?
    /// Gas used, the refund taken off.
    public let gasUsed: UInt64
    /// Gas given back for cleared storage, after the cap.
    public let gasRefund: UInt64
    /// Gas used before the refund, by part.
    public let gasParts: GasParts
    /// What of it was used in frames of accounts that are metered apart.
    public let gasApart: GasParts
    /// How often each computing step was taken, by its number; empty unless the host counts them.
    public let computeSteps: [Int]
    /// Rules of the contracts that have bound, in the order in which they did; also of a failure.
    public let boundRules: [BoundRule]
    /// Logs, none after a failure.
    public let logs: LogStore

    /// Whether the call's effects stand.
    public var isSuccess: Bool { revert == nil }
}

extension ContractHost {
    /// Runs a call from outside as a transaction of its own: cold state, intrinsic gas, refund.
    ///
    /// Nonce and fee are the caller's business, before and after. A failure leaves no change. A gas
    /// limit below the intrinsic gas, which a transaction's sender has to be refused for, is out of
    /// gas from the start.
    public func execute(_ message: Message, in block: BlockEnvironment) -> ExecutionOutcome {
        let intrinsic = IntrinsicGas(
            data: message.data, isCreation: false,
            accessListAddresses: message.accessList.count,
            accessListKeys: message.accessListKeys, fork: schedule.fork)
        return execute(message, intrinsic: intrinsic, in: block)
    }

    /// As `execute`, with the intrinsic gas that is known already.
    package func execute(
        _ message: Message, intrinsic: IntrinsicGas, in block: BlockEnvironment
    ) -> ExecutionOutcome {
        beginTransaction()
        let start = state.checkpoint
        let sender = state.account(message.sender)
        let recipient = state.account(message.recipient)
        warmUp(message, sender, recipient, block)
        let context = CallContext(
            host: self, block: block, schedule: schedule,
            frame: CallContext.Frame(
                this: recipient, caller: sender, valueWei: message.valueWei, isStatic: false,
                depth: 0, withheldGas: 0),
            gasLimit: message.gasLimit, gasPriceWei: message.gasPriceWei)
        if let tracer { tracer.enter(context.frame, gasLimit: message.gasLimit, in: state) }
        let point = context.callPoint
        var output: [UInt8] = []
        var failure: Revert?
        do throws(Revert) {
            try context.gas.charge(intrinsic.intrinsic, .intrinsic)
            if !message.valueWei.isZero {
                try context.transferValue(message.valueWei, from: sender, to: recipient)
            }
            if hasProxies { try context.payForProxy(of: recipient) }
            output = try context.runProgram(at: recipient, message.data)
        } catch {
            failure = context.settle(error, backTo: point, calleeDepth: 0)
            // Addresses that the message alone has named go as well.
            state.revert(to: start)
        }
        let outcome = finish(
            context, output: output, failure: failure,
            floor: min(intrinsic.floor, message.gasLimit))
        if let tracer { tracer.finish(outcome) }
        return outcome
    }

    private func warmUp(
        _ message: Message, _ sender: AccountID, _ recipient: AccountID, _ block: BlockEnvironment
    ) {
        _ = touch(sender)
        _ = touch(recipient)
        if schedule.isCoinbaseWarm { _ = touch(state.account(block.coinbase)) }
        // Storage keys of real layouts mean nothing here: an entry warms its address alone.
        for entry in message.accessList { _ = touch(state.account(entry.address)) }
    }

    private func finish(
        _ context: CallContext, output: [UInt8], failure: Revert?, floor: UInt64
    ) -> ExecutionOutcome {
        let parts = GasParts(context.gas.amounts)
        let spent = parts.total
        precondition(
            spent + context.gas.remaining == context.gasLimit,
            "gas \(spent) + \(context.gas.remaining) of \(context.gasLimit)")
        // The counter is a transaction's, so that it cannot be negative here (EIP-2200).
        let earned = failure == nil ? UInt64(context.gas.refund) : 0
        let refund = min(earned, spent / schedule.refundDivisor)
        return ExecutionOutcome(
            output: failure?.returnData ?? output, revert: failure,
            gasUsed: max(spent - refund, floor), gasRefund: refund, gasParts: parts,
            gasApart: GasParts(context.gasApart.amounts), computeSteps: context.stepCounts ?? [],
            boundRules: context.boundRules, logs: context.drainLogs())
    }

    /// Runs a call from outside and undoes it: `eth_call`, gas estimates.
    public func simulate(_ message: Message, in block: BlockEnvironment) -> ExecutionOutcome {
        let point = state.checkpoint
        let outcome = execute(message, in: block)
        state.revert(to: point)
        return outcome
    }

    /// Runs a contract's own code to read from it, outside of any transaction; nothing can be stored.
    public func inspect<Value>(
        in block: BlockEnvironment, _ body: (CallContext) throws(Revert) -> Value
    ) -> Result<Value, Revert> {
        let point = state.checkpoint
        beginTransaction()
        let context = CallContext(
            host: self, block: block, schedule: schedule,
            frame: CallContext.Frame(
                this: .zero, caller: .zero, valueWei: 0, isStatic: true, depth: 0,
                withheldGas: 0),
            gasLimit: .max / 2, gasPriceWei: 0)
        defer { state.revert(to: point) }
        do throws(Revert) {
            return .success(try body(context))
        } catch {
            return .failure(error)
        }
    }
}

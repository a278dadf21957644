import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A change of the chain that is no transaction: a node's control, or a scenario's fault.
///
/// Each is recorded with the block after which it came, and booked in I5.
public enum Intervention: Hashable, Sendable {
    /// Sets a native balance, in wei.
    case setBalance(Address, UInt256)
    /// Sets the number of transactions sent.
    case setNonce(Address, UInt64)
    /// Calls a contract on behalf of an account: no fee, no nonce, no value, and a block's gas.
    ///
    /// It runs in the state after the head, in the block to come as far as that is known. What it
    /// changes is part of that block; its logs are part of none. A call that fails changes nothing.
    case call(from: Address, to: Address, data: [UInt8])
    /// Moves the clock of timestamps ahead, in seconds; without effect beyond 2^63 in all.
    case increaseTime(UInt64)
    /// Sets the base fee of the next block, in wei per gas; without effect where there is none.
    case setNextBaseFee(UInt256)
    /// Sets the timestamp of the next block, seconds since 1970; time goes on from there.
    ///
    /// Without effect where it is not above the head's, or beyond 2^63.
    case setNextTimestamp(UInt64)
    /// Sets how far the timestamps of blocks are apart, in seconds; nil lets them follow the clock again.
    case setTimestampInterval(UInt64?)
    /// Lets an account's transactions in without a signature, or no longer.
    case impersonate(Address, Bool)
    /// Makes a block at once.
    case mine
}

/// What came of a call that was made from outside.
public struct InterventionCall: Sendable {
    /// The block that it ran in. Nobody is its coinbase, since its producer is not known yet.
    public let block: BlockEnvironment
    /// Output or failure, gas, rules that have bound, and the logs, which no block has.
    public let outcome: ExecutionOutcome
}

extension Intervention {
    /// Changes the state, and books what I5 has to know of it.
    ///
    /// A call moves the native asset and makes none, so that there is nothing to book of it.
    /// - Parameter block: what a call runs in.
    /// - Returns: what came of a call.
    func apply(
        to host: ContractHost, in block: BlockEnvironment, _ ledger: inout NativeLedger
    ) -> ExecutionOutcome? {
        let state = host.state
        switch self {
        case .setBalance(let address, let balance):
            let account = state.account(address)
            ledger.bookIntervention(balanceWei: state.balanceWei(of: account), to: balance)
            state.setBalanceWei(balance, of: account)
        case .setNonce(let address, let nonce):
            let account = state.account(address)
            ledger.bookIntervention(nonce: state.nonce(of: account), to: nonce)
            state.setNonce(nonce, of: account)
        case .call(let sender, let recipient, let data):
            return host.execute(
                Message(
                    sender: sender, recipient: recipient, data: data, gasLimit: block.gasLimit),
                in: block)
        case .increaseTime, .setNextBaseFee, .setNextTimestamp, .setTimestampInterval,
            .impersonate, .mine:
            break
        }
        return nil
    }
}

extension SimulatedChain {
    /// How far the clock of timestamps can be ahead, so that no time of day passes 64 bits with it.
    static let clockOffsetSecondsMax: UInt64 = 1 << 63

    /// Changes the chain from outside.
    ///
    /// What a reorg replaces takes the interventions before its blocks with it. Those after the head
    /// are made again on the new branch, where a call may come to something else.
    /// - Returns: what came of a call; nil for everything else.
    @discardableResult
    public func intervene(_ intervention: Intervention) -> InterventionCall? {
        let before = head
        let block = environmentToCome
        let outcome = intervention.apply(to: host, in: block, &ledger)
        switch intervention {
        case .setBalance, .setNonce: unsealedInterventions.append(intervention)
        case .call: if outcome?.isSuccess == true { unsealedInterventions.append(intervention) }
        case .increaseTime(let seconds):
            let (sum, overflow) = clockOffsetSeconds.addingReportingOverflow(seconds)
            if !overflow && sum <= SimulatedChain.clockOffsetSecondsMax { clockOffsetSeconds = sum }
        case .setNextBaseFee(let baseFee): restartBaseFeeWei = baseFee
        case .setNextTimestamp(let seconds):
            if seconds > head.header.timestampSeconds
                && seconds <= SimulatedChain.clockOffsetSecondsMax
            {
                pinnedTimestampSeconds = seconds
            }
        case .setTimestampInterval(let seconds):
            if seconds ?? 0 <= UInt64(UInt32.max) { timestampIntervalSeconds = seconds }
        case .impersonate(let address, let isAllowed):
            if isAllowed { impersonated.insert(address) } else { impersonated.remove(address) }
        case .mine: produceBlock()
        }
        let call = outcome.map { InterventionCall(block: block, outcome: $0) }
        record?(.intervened(intervention, after: before, call: call))
        return call
    }

    /// The next block, if it were made now by nobody.
    private var environmentToCome: BlockEnvironment {
        BlockEnvironment(
            number: head.number + 1, timestampSeconds: nextTimestampSeconds,
            baseFeePerGasWei: nextBaseFeePerGasWei ?? .zero, coinbase: .zero,
            gasLimit: settings.blockGasLimit, chainID: settings.chainID)
    }
}

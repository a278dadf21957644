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
    /// Makes a block at once.
    case mine
    /// Takes transactions of an account on trust from now on, whoever sends them.
    case impersonate(Address)
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
        case .increaseTime, .setNextBaseFee, .mine, .impersonate: break
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
        case .mine: produceBlock()
        case .impersonate(let address): impersonated.insert(address)
        }
        let call = outcome.map { InterventionCall(block: block, outcome: $0) }
        record?(.intervened(intervention, after: before, call: call))
        return call
    }

    /// Whether transactions of an account are taken on trust.
    public func takesOnTrust(_ sender: Address) -> Bool {
        settings.signatures == .elided || impersonated.contains(sender)
    }

    /// The next block, if it were made now by nobody.
    private var environmentToCome: BlockEnvironment {
        BlockEnvironment(
            number: head.number + 1, timestampSeconds: nextTimestampSeconds,
            baseFeePerGasWei: nextBaseFeePerGasWei ?? .zero, coinbase: .zero,
            gasLimit: settings.blockGasLimit, chainID: settings.chainID)
    }
}

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
    /// Moves the clock of timestamps ahead, in seconds; without effect beyond 2^63 in all.
    case increaseTime(UInt64)
    /// Sets the base fee of the next block, in wei per gas; without effect where there is none.
    case setNextBaseFee(UInt256)
    /// Makes a block at once.
    case mine
}

extension SimulatedChain {
    /// How far the clock of timestamps can be ahead, so that no time of day passes 64 bits with it.
    static let clockOffsetSecondsMax: UInt64 = 1 << 63

    /// Changes the chain from outside.
    public func intervene(_ intervention: Intervention) {
        let before = head
        switch intervention {
        case .setBalance, .setNonce: unsealedInterventions.append(intervention)
        case .increaseTime, .setNextBaseFee, .mine: break
        }
        let state = host.state
        switch intervention {
        case .setBalance(let address, let balance):
            let account = state.account(address)
            ledger.bookIntervention(balanceWei: state.balanceWei(of: account), to: balance)
            state.setBalanceWei(balance, of: account)
        case .setNonce(let address, let nonce):
            let account = state.account(address)
            ledger.bookIntervention(nonce: state.nonce(of: account), to: nonce)
            state.setNonce(nonce, of: account)
        case .increaseTime(let seconds):
            let (sum, overflow) = clockOffsetSeconds.addingReportingOverflow(seconds)
            if !overflow && sum <= SimulatedChain.clockOffsetSecondsMax { clockOffsetSeconds = sum }
        case .setNextBaseFee(let baseFee): restartBaseFeeWei = baseFee
        case .mine: produceBlock()
        }
        record?(.intervened(intervention, after: before))
    }
}

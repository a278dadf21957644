import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A token whose holders are set while the world is built, without calls or gas.
package protocol GenesisToken: TokenInterface {
    /// Sets a balance; the supply follows, so that I1 holds.
    /// - Throws: `TokenParameterError.supplyTooLarge`; nothing changes then.
    func setGenesisBalance(
        _ amountRaw: UInt256, of holder: Address, in state: WorldState
    ) throws(TokenParameterError)
    /// Sets an allowance.
    func setGenesisAllowance(
        _ amountRaw: UInt256, of owner: Address, for spender: Address, in state: WorldState)
}

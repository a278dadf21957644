import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// The world before its first block: what contracts are placed in, accounts by their roles, money.
///
/// Every account and contract of a run has a role, such as `feed-eth-reporter-0`; its key and
/// address follow from it alone, so that they are the same in all runs.
public final class Genesis {
    /// Where contracts are placed.
    public let host: ContractHost
    /// The genesis block, as contracts see it that are called while the world is built.
    public let block: BlockEnvironment
    /// The clock of the run, at the genesis block's moment.
    public let timeline: Timeline
    /// The token that margins and quotes are paid in, with 18 decimals.
    public let collateral: ERC20Token
    /// Where the token is.
    public let collateralAddress: Address
    /// Who owns the contracts.
    public let owner: Address

    /// An empty world with its collateral.
    /// - Throws: a problem at `chain` where the token cannot be placed.
    public init(
        _ settings: ChainSettings, startTime: SimulatedTime
    ) throws(ScenarioProblem) {
        host = SimulatedChain.makeHost(for: settings)
        timeline = Timeline(start: startTime)
        block = BlockEnvironment(
            number: 0, timestampSeconds: startTime.seconds,
            baseFeePerGasWei: settings.feeMarket.initialBaseFeePerGasWei ?? .zero,
            gasLimit: settings.blockGasLimit, chainID: settings.chainID)
        owner = Genesis.key(for: "owner").address
        collateralAddress = Genesis.address(for: "collateral")
        do {
            collateral = try ERC20Token(
                at: collateralAddress, in: host, name: "USD", symbol: "USD", owner: owner)
        } catch {
            throw ScenarioProblem("chain", "collateral", "\(error)")
        }
    }

    // MARK: - Accounts

    /// Where the contract of a role is.
    public static func address(for role: String) -> Address {
        Address(truncating: UInt256(hash(of: "contract/" + role)))
    }

    /// The key of an account by its role.
    public static func key(for role: String) -> PrivateKey {
        // Odd and below 2^255 it is above zero and below the order of the group.
        let number = UInt256(hash(of: "account/" + role)) >> 1 | .one
        guard let key = try? PrivateKey(number) else { preconditionFailure("no key of \(role)") }
        return key
    }

    private static func hash(of path: String) -> Hash256 {
        Keccak256.hash(Array("perplab/\(path)".utf8))
    }

    // MARK: - Money

    /// Adds to the native balance of an account, wei.
    public func fund(_ address: Address, nativeWei: UInt256) {
        let account = host.state.account(address)
        host.state.setBalanceWei(host.state.balanceWei(of: account) &+ nativeWei, of: account)
    }

    /// Adds to what an account holds of a token, in its base units.
    /// - Throws: where the token does not take it.
    public func give(
        _ amountRaw: UInt256, of token: ERC20Token, to address: Address
    ) throws(TokenParameterError) {
        let held = token.balanceRaw(of: host.state.account(address), in: host.state)
        let (sum, overflow) = held.addingReportingOverflow(amountRaw)
        try token.setGenesisBalance(overflow ? .max : sum, of: address, in: host.state)
    }

    // MARK: - Calls

    /// Calls a contract while the world is built, by default in the genesis block.
    func call(
        _ contract: Address, _ data: [UInt8], from sender: Address, atSeconds seconds: UInt64? = nil
    ) -> ExecutionOutcome {
        var block = block
        block.timestampSeconds = seconds ?? block.timestampSeconds
        return host.execute(Message(sender: sender, recipient: contract, data: data), in: block)
    }
}

import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// What markets are built on: the chain's genesis, and the scenario's names as places on it.
struct MarketGround {
    /// Where contracts stand.
    let host: ContractHost
    /// The genesis block.
    let block: BlockEnvironment
    /// The clock of the run, at the genesis.
    let timeline: Timeline
    /// The collateral, of 18 decimals.
    let collateral: ERC20Token
    /// Who owns all contracts.
    let owner: Address
    /// The address of a contract by its name, such as `market/eth`.
    let address: (_ name: String) -> Address
    /// A feed's contract and key; nil where there is none of that name.
    let feed: (_ name: String) -> (address: Address, key: Hash256)?
    /// A path's price at the start, wad; nil where there is no such path.
    let startPriceWad: (_ path: String) -> UInt256?
    /// The accounts of a population's members; nil where there is none of that name.
    let accounts: (_ population: String) -> [Address]?
    /// Accounts beside those of populations that are to bear bad debt.
    var ownBackstops: [Address] = []

    /// Adds collateral to an account; the supply follows.
    func mint(_ amountWad: UInt256, to account: Address, keyPath: String) throws(ScenarioProblem) {
        let state = host.state
        let held = collateral.balanceRaw(of: state.account(account), in: state)
        let (sum, overflow) = held.addingReportingOverflow(amountWad)
        do throws(TokenParameterError) {
            try collateral.setGenesisBalance(overflow ? .max : sum, of: account, in: state)
        } catch {
            throw ScenarioProblem(keyPath, "\(amountWad)", "\(error)")
        }
    }

    /// Lets a house draw an account's collateral without a limit.
    func approve(_ account: Address, for house: Address) {
        collateral.setGenesisAllowance(.max, of: account, for: house, in: host.state)
    }

    /// The accounts of populations, in order.
    func members(
        of populations: [String], keyPath: String
    ) throws(ScenarioProblem) -> [Address] {
        var members: [Address] = []
        for (place, name) in populations.enumerated() {
            guard let accounts = accounts(name) else {
                throw ScenarioProblem("\(keyPath)[\(place)]", name, "a population of the scenario")
            }
            members += accounts
        }
        return members
    }

    /// The first mark of a market, wad.
    func priceWad(
        of market: MarketSettings, keyPath: String
    ) throws(ScenarioProblem) -> UInt256 {
        if let price = market.priceWad {
            if price.isZero { throw ScenarioProblem("\(keyPath).price", "0", "a positive price") }
            return price
        }
        guard let price = startPriceWad(market.truth), !price.isZero else {
            throw ScenarioProblem(
                "\(keyPath).truth", market.truth, "a path of the scenario with a price at the start"
            )
        }
        return price
    }
}

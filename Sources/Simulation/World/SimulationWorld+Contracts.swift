import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts

/// A contract of a world, as clients find it.
public struct WorldContract {
    /// The contract's name, and after a slash what it is called in the scenario where there may be
    /// several: `ClearingHouse/fund`, `Amm/eth-perp`.
    public let name: String
    /// Where it is.
    public let address: Address
    /// How it is called.
    public let abi: ContractABI
}

extension SimulationWorld {
    /// The contracts that users of the protocols call, in the scenario's order; each once.
    public var contracts: [WorldContract] {
        var found: [WorldContract] = []
        func add(_ address: Address, _ role: String?) {
            guard !found.contains(where: { $0.address == address }),
                let account = chain.host.state.knownAccount(address),
                let contract = chain.host.contract(at: account)
            else { return }
            let name = contract.abi.name + (role.map { "/\($0)" } ?? "")
            found.append(WorldContract(name: name, address: address, abi: contract.abi))
        }
        add(Genesis.address(for: "collateral"), "collateral")
        for (market, settings) in zip(markets, scenario.markets) where market.exchange == nil {
            add(market.house, settings.fund)
            add(market.fund, settings.fund)
            add(market.address, market.name)
        }
        for feed in outside.feeds {
            add(feed.readingAddress, feed.name)
            for source in feed.sourceAddresses { add(source, feed.name) }
        }
        add(Multicall3.usualAddress, nil)
        return found
    }

    /// The node that the world's agents see the chain through, and the market's feeds by name.
    public var feedAddresses: [(name: String, address: Address)] {
        outside.feeds.map { ($0.name, $0.readingAddress) }
    }

    /// The collateral token's address.
    public var collateralAddress: Address { Genesis.address(for: "collateral") }
}

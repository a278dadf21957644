import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

/// Every kind of contract that can be deployed, each once on a world that is thrown away.
///
/// A contract's ABI is the one that it dispatches by, options of its deployment included.
struct ContractCatalogue {
    /// In the order of their names.
    let abis: [ContractABI]

    init() throws {
        guard let schedule = GasSchedule(.london) else {
            throw CommandFailure(.internalError, "no gas schedule for London")
        }
        var shelf = Shelf(host: ContractHost(state: WorldState(), schedule: schedule))
        shelf.placeProtocols()
        try shelf.placeTokensAndPools()
        try shelf.placeUtilities()
        try shelf.placeFeeds()
        abis = shelf.abis.sorted { $0.name < $1.name }
    }

    /// The contract of a name; capitals do not matter.
    func abi(named name: String) -> ContractABI? {
        abis.first { $0.name.lowercased() == name.lowercased() }
    }
}

/// Contracts at addresses of their own.
private struct Shelf {
    let host: ContractHost
    private(set) var abis: [ContractABI] = []
    private var lastAddress: UInt64 = 0x1000

    init(host: ContractHost) { self.host = host }

    private mutating func next() -> Address {
        lastAddress += 1
        return Address(truncating: UInt256(lastAddress))
    }

    private mutating func place(_ deploy: (Address) throws -> any Contract) rethrows {
        abis.append(try deploy(next()).abi)
    }

    /// Their declarations need no deployment.
    mutating func placeProtocols() {
        abis += [PerpV1ABI.amm, PerpV1ABI.clearingHouse, PerpV1ABI.insuranceFund]
        abis += [ReferencePerpABI.house, ReferencePerpABI.market]
    }

    mutating func placeTokensAndPools() throws {
        let host = host
        try place { try ERC20Token(at: $0, in: host, name: "Token", symbol: "TKN") }
        try place { try WrappedNative(at: $0, in: host) }
        let tokens = (next(), next())
        let pair = try SpotPair(at: next(), in: host, tokens: tokens)
        abis.append(pair.abi)
        let registry = try SpotPairRegistry(at: next(), in: host, pairs: [pair])
        abis.append(registry.abi)
        try place { try SpotRouter(at: $0, in: host, registry: registry) }
    }

    mutating func placeUtilities() throws {
        let (host, owner) = (host, next())
        try place { try ScriptAccount(at: $0, in: host, owner: owner) }
        try place { try FlashLender(at: $0, in: host, tokens: [], feeBasisPoints: 0) }
        try place { try Multicall3(at: $0, in: host) }
        try place { try ClearingHouseViewer(at: $0, in: host, clearingHouse: owner) }
        try place { try AmmReader(at: $0, in: host) }
    }

    mutating func placeFeeds() throws {
        let (host, owner) = (host, next())
        try place {
            try SettablePriceFeed(at: $0, in: host, priceWad: .wad, twapPriceWad: .wad)
        }
        try place { try ChainlinkPriceFeed(at: $0, in: host, owner: owner) }
        try place {
            try ChainlinkL1(
                at: $0, in: host, owner: owner, rootBridge: owner, priceFeedL2: owner)
        }
        try place {
            try L2PriceFeed(at: $0, in: host, owner: owner, bridge: owner, rootBridge: owner)
        }
        try place { try BridgeMock(at: $0, in: host, messageSender: owner) }
        try place { try AggregatorMock(at: $0, in: host, decimals: 8) }
    }
}

import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import VenueFormulas
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
        try shelf.placeReporterFeeds()
        try shelf.placePoolFeeds()
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
        try place {
            try GuardedPriceFeed(
                at: $0, in: host, over: GuardedFeedSources(primary: owner), guards: [])
        }
    }

    /// Feeds that reporters write.
    mutating func placeReporterFeeds() throws {
        let (host, owner) = (host, next())
        let configuration = try OCRConfiguration(
            signers: [owner], transmitters: [owner], faultyMax: 0)
        let aggregator = next()
        abis.append(
            try OffchainAggregator(
                at: aggregator, in: host, owner: owner, description: "ETH / USD",
                configuration: configuration
            ).abi)
        try place {
            try AggregatorProxy(at: $0, in: host, owner: owner, aggregator: aggregator)
        }
        try place {
            try ChainlinkStatusFeed(
                at: $0, in: host, aggregator: aggregator, ageSecondsMax: 3_600)
        }
        let guardians = try PythGuardians([owner], quorum: 1)
        try place { try PythFeed(at: $0, in: host, owner: owner, guardians: guardians) }
        let quorum = try MedianQuorum(feeds: [owner], bar: 1)
        try place {
            try Medianizer(at: $0, in: host, owner: owner, assetTag: .zero, quorum: quorum)
        }
        try place { try OracleSecurityModule(at: $0, in: host, owner: owner, source: owner) }
        try place { try SettableValue(at: $0, in: host) }
        let validators = try StakedValidators([.init(owner, weight: 1)])
        try place {
            try PostedPriceFeed(at: $0, in: host, owner: owner, validators: validators)
        }
        try place {
            try BondedPriceFeed(
                at: $0, in: host, owner: owner, bondWei: .wad, disputeSeconds: 7_200)
        }
    }

    /// Feeds on pools, and the pool of concentrated liquidity.
    mutating func placePoolFeeds() throws {
        let (host, tokens) = (host, (next(), next()))
        let parameters = try ConcentratedPoolParameters(feePpm: 3_000, tickSpacing: 60)
        let pool = next()
        abis.append(
            try ConcentratedPool(at: pool, in: host, tokens: tokens, parameters: parameters).abi)
        let sides = try PoolSides(base: .token0)
        try place {
            try FixedWindowFeed(
                at: $0, in: host, pair: pool, sides: sides, periodSeconds: 1_800)
        }
        try place {
            try SlidingWindowFeed(
                at: $0, in: host, pair: pool, sides: sides, windowSeconds: 1_800, granularity: 6)
        }
        try place {
            try ConcentratedTwapFeed(
                at: $0, in: host, pool: pool, sides: sides, windowSeconds: 1_800)
        }
    }
}

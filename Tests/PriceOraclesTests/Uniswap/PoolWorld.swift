import BigInt
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

/// Two tokens, a constant-product pair, a concentrated pool, and a trader who may spend at both.
struct PoolWorld {
    static let tokenAddresses = (Address(truncating: 0x10), Address(truncating: 0x20))
    static let pairAddress = Address(truncating: 0x40)
    static let poolAddress = Address(truncating: 0x41)
    static let feedAddress = Address(truncating: 0x50)
    static let trader = Address(truncating: 0x7a)

    let world: FeedWorld
    let tokens: [Deployed<ERC20Token>]
    let pair: Deployed<SpotPair>
    let pool: Deployed<ConcentratedPool>

    /// - Parameter reserves: of the pair; the pool has the root of their product over all prices.
    init(
        reserves: (UInt256, UInt256) = (wad("1000"), wad("1000")),
        startSeconds: UInt64 = 1_600_000_000,
        ranges: [ConcentratedRange]? = nil, feePpm: UInt32 = 0, cardinality: UInt16 = 300,
        observedMoveMax: Int32? = nil
    ) throws {
        let world = try FeedWorld()
        world.block.timestampSeconds = startSeconds
        self.world = world
        tokens = try [Self.tokenAddresses.0, Self.tokenAddresses.1].map {
            Deployed(
                world: world,
                program: try ERC20Token(
                    at: $0, in: world.host, name: "", symbol: "", behaviour: .traceMock),
                address: $0)
        }
        pair = Deployed(
            world: world,
            program: try SpotPair(
                at: Self.pairAddress, in: world.host, tokens: Self.tokenAddresses, feePerMille: 0),
            address: Self.pairAddress)
        try pair.program.setGenesisReserves(
            reserves, provider: FeedWorld.admin, timestampSeconds: startSeconds, in: world.host)
        let parameters = try ConcentratedPoolParameters(feePpm: feePpm, tickSpacing: 60)
        pool = Deployed(
            world: world,
            program: try ConcentratedPool(
                at: Self.poolAddress, in: world.host, tokens: Self.tokenAddresses,
                parameters: parameters, observedMoveMax: observedMoveMax),
            address: Self.poolAddress)
        let full = ConcentratedRange(
            parameters.fullRange, liquidity: (reserves.0 &* reserves.1).squareRoot)
        try pool.program.setGenesis(
            sqrtPriceX96: try TickMath.sqrtPriceX96(amount0: reserves.0, amount1: reserves.1),
            ranges: ranges ?? [full], provider: FeedWorld.admin, timestampSeconds: startSeconds,
            observationCardinality: cardinality, in: world.host)
        for token in tokens {
            try token.program.setGenesisBalance(
                wad("1000000000000"), of: Self.trader, in: world.host.state)
            token.program.setGenesisAllowance(
                .max, of: Self.trader, for: Self.poolAddress, in: world.host.state)
        }
    }

    func balance(_ token: Int, _ holder: Address) throws -> UInt256 {
        try tokens[token].word("balanceOf", [.address(holder)])
    }

    var state: ConcentratedPoolState {
        get throws { try #require(pool.program.state(in: world.host.state)) }
    }

    // MARK: - The concentrated pool

    /// Moves the pool's price to a tick, or by an amount as far as that.
    @discardableResult
    func swapPool(
        toTick tick: Int32, amount: Int256 = .max, data: [UInt8] = []
    ) throws -> ExecutionOutcome {
        let target = try TickMath.sqrtRatioX96(at: tick)
        return try swapPool(toSqrtPriceX96: target, amount: amount, data: data)
    }

    @discardableResult
    func swapPool(
        toSqrtPriceX96 target: UInt256, amount: Int256 = .max, data: [UInt8] = []
    ) throws -> ExecutionOutcome {
        try pool.call(
            "swap",
            [
                .address(Self.trader), .bool(target < state.sqrtPriceX96), .int(amount),
                .uint(target), .bytes(data),
            ], from: Self.trader)
    }

    func observe(_ secondsAgos: [UInt64]) throws -> [Int256]? {
        let outcome = try pool.call(
            "observe", [.array(secondsAgos.map { .uint(UInt256($0)) })])
        guard outcome.revert == nil else {
            #expect(outcome.revert == .reason("OLD"))
            return nil
        }
        let function = try #require(pool.program.abi.function(named: "observe"))
        guard
            case .array(let sums) = try function.decodeResult(
                outcome.output, rules: .strict)[0]
        else {
            return nil
        }
        return sums.compactMap(\.intValue)
    }

    // MARK: - The pair

    /// Trades against the pair: pays one token in and takes what it gives for it.
    @discardableResult
    func swapPair(token0In: Bool, _ amountIn: UInt256) throws -> UInt256 {
        let reserves = pair.program.reserves(in: world.host.state)
        let (own, other) =
            token0In
            ? (reserves.reserve0, reserves.reserve1) : (reserves.reserve1, reserves.reserve0)
        let out = try SpotMath.amountOut(
            for: amountIn, reserveIn: own, reserveOut: other, feePerMille: 0)
        try tokens[token0In ? 0 : 1].ok(
            "transfer", [.address(Self.pairAddress), .uint(amountIn)], from: Self.trader)
        try pair.ok(
            "swap",
            [
                .uint(token0In ? .zero : out), .uint(token0In ? out : .zero),
                .address(Self.trader), .bytes([]),
            ], from: Self.trader)
        return out
    }
}

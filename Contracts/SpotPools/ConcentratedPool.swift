import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

/// A pool of two tokens whose liquidity lies in ranges, with a ring of observations.
///
/// Left out of the original: the factory, the protocol's share of the fees, flash loans, and what a
/// tick keeps outside beside fees. A caller that gives no data need not be a contract: the pool then
/// takes the payment by `transferFrom` instead of calling back.
/// - Source: Uniswap v3 core, `UniswapV3Pool`.
public final class ConcentratedPool: Contract {
    /// The functions and events.
    public let abi: ContractABI
    /// Where it stands.
    public let account: AccountID
    /// The token with the lower address.
    public let token0: AccountID
    /// The token with the higher address.
    public let token1: AccountID
    /// Fee and spacing of ticks.
    public let parameters: ConcentratedPoolParameters
    /// The most by which the noted tick moves from one observation to the next; nil for any.
    ///
    /// With it the sums lag behind the price, so that a jump within one block weighs little.
    public let observedMoveMax: Int32?

    let table: DispatchTable<Function>
    let slots: ConcentratedPoolSlots
    let swapCallback: ABIFunction
    let mintCallback: ABIFunction
    let poolEvents: [ABIEvent]

    /// Places a pool without a price.
    ///
    /// - Parameters:
    ///   - tokens: two different addresses, in any order.
    ///   - observedMoveMax: ticks, not below zero.
    public init(
        at address: Address, in host: ContractHost, tokens: (Address, Address),
        parameters: ConcentratedPoolParameters, observedMoveMax: Int32? = nil
    ) throws(ConcentratedPoolError) {
        guard tokens.0 != tokens.1 else { throw .sameTokens(tokens.0) }
        if let observedMoveMax, observedMoveMax < 0 { throw .negativeMove(observedMoveMax) }
        do throws(ABIDeclarationError) {
            abi = try ContractABI("UniswapV3Pool", declarations: ConcentratedPool.declarations)
            swapCallback = try ABIFunction(parsing: ConcentratedPool.callbackDeclarations[0])
            mintCallback = try ABIFunction(parsing: ConcentratedPool.callbackDeclarations[1])
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        poolEvents = abi.events
        let state = host.state
        account = state.account(address)
        token0 = state.account(min(tokens.0, tokens.1))
        token1 = state.account(max(tokens.0, tokens.1))
        self.parameters = parameters
        self.observedMoveMax = observedMoveMax
        slots = ConcentratedPoolSlots(in: state)
        host.deploy(self, at: account)
    }

    func storage(_ context: CallContext) -> ConcentratedPoolStorage {
        ConcentratedPoolStorage(slots: slots, state: context.state, context: context)
    }

    /// The pool's state, without gas, for reports; nil before it has a price.
    package func state(in state: WorldState) -> ConcentratedPoolState? {
        let slot0 = ConcentratedSlot0(packed: state[slots.slot0])
        if slot0.sqrtPriceX96.isZero { return nil }
        return ConcentratedPoolState(
            sqrtPriceX96: slot0.sqrtPriceX96, tick: slot0.tick,
            liquidity: state[slots.liquidity], feeGrowth0X128: state[slots.feeGrowth0],
            feeGrowth1X128: state[slots.feeGrowth1])
    }

    private static let callbackDeclarations = [
        """
        function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes data)
        """,
        """
        function uniswapV3MintCallback(uint256 amount0Owed, uint256 amount1Owed, bytes data)
        """,
    ]

    private static let declarations = [
        "function token0() view returns (address)",
        "function token1() view returns (address)",
        "function fee() view returns (uint24)",
        "function tickSpacing() view returns (int24)",
        "function liquidity() view returns (uint128)",
        """
        function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, \
        uint16 observationCardinality, uint16 observationCardinalityNext, uint8 feeProtocol, \
        bool unlocked)
        """,
        """
        function observations(uint256 index) view returns (uint32 blockTimestamp, \
        int56 tickCumulative, uint160 secondsPerLiquidityCumulativeX128, bool initialized)
        """,
        """
        function observe(uint32[] secondsAgos) view returns (int56[] tickCumulatives, \
        uint160[] secondsPerLiquidityCumulativeX128s)
        """,
        "function increaseObservationCardinalityNext(uint16 observationCardinalityNext)",
        "function initialize(uint160 sqrtPriceX96)",
        """
        function swap(address recipient, bool zeroForOne, int256 amountSpecified, \
        uint160 sqrtPriceLimitX96, bytes data) returns (int256 amount0, int256 amount1)
        """,
        """
        function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, \
        bytes data) returns (uint256 amount0, uint256 amount1)
        """,
        """
        function burn(int24 tickLower, int24 tickUpper, uint128 amount) \
        returns (uint256 amount0, uint256 amount1)
        """,
        """
        function collect(address recipient, int24 tickLower, int24 tickUpper, \
        uint128 amount0Requested, uint128 amount1Requested) \
        returns (uint128 amount0, uint128 amount1)
        """,
        "event Initialize(uint160 sqrtPriceX96, int24 tick)",
        """
        event Mint(address sender, address indexed owner, int24 indexed tickLower, \
        int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)
        """,
        """
        event Burn(address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, \
        uint128 amount, uint256 amount0, uint256 amount1)
        """,
        """
        event Collect(address indexed owner, address recipient, int24 indexed tickLower, \
        int24 indexed tickUpper, uint128 amount0, uint128 amount1)
        """,
        """
        event Swap(address indexed sender, address indexed recipient, int256 amount0, \
        int256 amount1, uint160 sqrtPriceX96, uint128 liquidity, int24 tick)
        """,
        """
        event IncreaseObservationCardinalityNext(uint16 observationCardinalityNextOld, \
        uint16 observationCardinalityNextNew)
        """,
    ]
}

/// Gas that a pool's bytecode spends beside storage, logs and calls.
///
/// Estimates: no recorded bytecode stands behind them.
enum ConcentratedGas {
    static let view: UInt64 = 300
    static let observe: UInt64 = 2_500
    static let swap: UInt64 = 20_000
    static let liquidity: UInt64 = 25_000
}

import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A pair on the chain with its router, as an account trades on it; amounts in base units of the
/// tokens.
///
/// - Source: Uniswap v2 core and periphery: `getReserves`, `swapExactTokensForTokens`, `Swap`.
public struct SpotSwapRoute: Hashable, Sendable {
    /// The router, which must be allowed to take both tokens.
    public var router: Address
    /// The pair.
    public var pair: Address
    /// The token in which prices are given.
    public var quoteToken: Address
    /// The token that has the price.
    public var baseToken: Address
    /// The pair's fee on what goes in, in parts of a thousand.
    public var feePerMille: UInt64
    /// The most gas that a swap may use.
    public var gasLimit: UInt64

    /// A route from its parts; a fee of 1000 or more counts as 999.
    public init(
        router: Address, pair: Address, quoteToken: Address, baseToken: Address,
        feePerMille: UInt64 = 3, gasLimit: UInt64 = 250_000
    ) {
        self.router = router
        self.pair = pair
        self.quoteToken = quoteToken
        self.baseToken = baseToken
        self.feePerMille = min(feePerMille, 999)
        self.gasLimit = gasLimit
    }

    /// The pair at a node's head; nil where there is none with reserves.
    public func pool(at view: NodeView) -> ConstantProductPool? {
        let message = Message(
            sender: .zero, recipient: pair, data: Selector(signature: "getReserves()").bytes)
        guard let output = try? view.call(message).output, output.count >= 64,
            let first = UInt256(bigEndianBytes: output[0..<32]),
            let second = UInt256(bigEndianBytes: output[32..<64]),
            let fee = Ratio(feePerMille, 1_000)
        else { return nil }
        let isQuoteFirst = quoteToken < baseToken
        return try? ConstantProductPool(
            baseReserve: isQuoteFirst ? second : first, quoteReserve: isQuoteFirst ? first : second,
            fee: fee)
    }

    /// The least amount to put in after which the price is at a target or beyond it; zero where it is
    /// there, nil where no amount that the pair can hold leads to it.
    public func amountIn(
        to targetPriceWad: UInt256, _ side: SpotSide, _ pool: ConstantProductPool
    ) -> UInt256? {
        let held = side == .buy ? pool.quoteReserve : pool.baseReserve
        guard let amount = pool.leastInput(side, toPriceWad: targetPriceWad),
            (held &+ amount).bitWidth <= 112
        else { return nil }
        return amount
    }

    /// What the pair keeps of an amount that goes in, rounded up.
    func fee(on amountIn: UInt256) -> UInt256 {
        (try? amountIn.mulDivUp(UInt256(feePerMille), 1_000)) ?? amountIn
    }

    // MARK: - Calls

    /// The call data of a swap through the router.
    func swapData(
        _ side: SpotSide, amountIn: UInt256, amountOutMin: UInt256, for account: Address
    ) -> [UInt8] {
        let path = side == .buy ? [quoteToken, baseToken] : [baseToken, quoteToken]
        return Self.encoded(
            """
            swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, \
            address to, uint256 deadline)
            """,
            [
                .uint(amountIn), .uint(amountOutMin), .array(path.map { .address($0) }),
                .address(account), .uint(.max),
            ])
    }

    /// The call data of a function that is declared here.
    static func encoded(_ declaration: String, _ values: [ABIValue]) -> [UInt8] {
        guard let function = try? ABIFunction(parsing: declaration),
            let data = try? function.encodeCall(values)
        else { preconditionFailure("\(declaration) does not take \(values)") }
        return data
    }

    private static let swapTopic = Keccak256.hash(
        Array("Swap(address,uint256,uint256,uint256,uint256,address)".utf8))

    /// The swap that a log of the pair tells of; nil for any other log.
    func swap(
        in log: EventLog
    ) -> (side: SpotSide, amountIn: UInt256, amountOut: UInt256)? {
        guard log.address == pair, log.topics.first == Self.swapTopic, log.data.count >= 128 else {
            return nil
        }
        let words = (0..<4).map {
            UInt256(bigEndianBytes: log.data[32 * $0..<32 * $0 + 32]) ?? .zero
        }
        let isFirstIn = !words[0].isZero
        let isQuoteIn = isFirstIn == (quoteToken < baseToken)
        return (
            isQuoteIn ? .buy : .sell, isFirstIn ? words[0] : words[1],
            isFirstIn ? words[3] : words[2]
        )
    }
}

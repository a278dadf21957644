import Chain
import EthereumPrimitives
import PriceOracles
import WideIntegers

/// A push with borrowed money, what it is for, and the way back, all in one transaction.
///
/// A lender lends the quote token to a script account, which buys base, makes the calls in between
/// while the price is off, sells the base and pays back. Only the two fees and the loan's are lost;
/// the script account must hold them. Nothing of it can be seen before it is over, and any failure
/// undoes all.
/// - Source: EIP-3156; Uniswap v2 periphery.
public struct FlashRoundTrip: Sendable {
    /// A call that the script account makes while the price is off.
    public struct Call: Hashable, Sendable {
        /// Whom to call.
        public var target: Address
        /// Call data.
        public var data: [UInt8]

        /// A call from its parts.
        public init(to target: Address, data: [UInt8]) {
            self.target = target
            self.data = data
        }
    }

    /// The pair that is pushed.
    public let route: SpotSwapRoute
    /// The lender of the quote token.
    public let lender: Address
    /// What the lender keeps, in 1/10000 of the loan, rounded down.
    public let lenderFeeBasisPoints: UInt64
    /// The account that borrows, whose owner sends the transaction.
    public let scriptAccount: Address
    /// The most gas that the whole may use.
    public let gasLimit: UInt64

    /// A round trip from its parts.
    public init(
        on route: SpotSwapRoute, lender: Address, lenderFeeBasisPoints: UInt64,
        scriptAccount: Address, gasLimit: UInt64 = 1_500_000
    ) {
        self.route = route
        self.lender = lender
        self.lenderFeeBasisPoints = lenderFeeBasisPoints
        self.scriptAccount = scriptAccount
        self.gasLimit = gasLimit
    }

    /// The transaction that pushes a pair up to a price, makes calls and goes back; nil where no
    /// amount leads to the price, or it is there already.
    /// - Parameter pool: the pair as the transaction will meet it; another state makes the transaction fail.
    public func intent(
        toPriceWad target: UInt256, meanwhile calls: [Call], pool: ConstantProductPool
    ) -> CallIntent? {
        guard let amount = route.amountIn(to: target, .buy, pool), !amount.isZero,
            let bought = try? pool.amountOut(for: amount, .buy)
        else { return nil }
        let steps =
            [
                approval(of: route.quoteToken, for: route.router, amount),
                swap(.buy, amount, atLeast: bought),
            ] + calls + [
                approval(of: route.baseToken, for: route.router, bought),
                swap(.sell, bought, atLeast: .zero),
                approval(of: route.quoteToken, for: lender, amount &+ fee(on: amount)),
            ]
        // The data of the callback is the array alone, without a selector.
        let loan = SpotSwapRoute.encoded(
            "flashLoan(address receiver, address token, uint256 amount, bytes data)",
            [
                .address(scriptAccount), .address(route.quoteToken), .uint(amount),
                .bytes(Array(Self.script(steps).dropFirst(4))),
            ])
        return CallIntent(
            to: scriptAccount, data: Self.script([Call(to: lender, data: loan)]),
            gasLimit: gasLimit)
    }

    /// What a sending of the intent has moved and paid: swaps, the loan's fee, gas.
    /// - Throws: `.overflow` beyond what a bill counts in.
    public func bill(of task: SendingTask) throws(ArithmeticPanic) -> ManipulationBill {
        var bill = ManipulationBill()
        try bill.bookSwaps(of: task, on: route)
        // What goes into the pair first is the whole loan.
        if case .won? = task.outcome {
            var borrowed = Int256.zero
            for entry in bill.entries.prefix(2) where entry.asset == .quote {
                borrowed = try borrowed + entry.change
            }
            try bill.book(.loanFee, .quote, paid: fee(on: borrowed.magnitude), note: "lender")
        }
        try bill.bookGas(of: task)
        return bill
    }

    private func fee(on amount: UInt256) -> UInt256 {
        (try? amount.mulDivDown(UInt256(lenderFeeBasisPoints), 10_000)) ?? .max
    }

    private func approval(of token: Address, for spender: Address, _ amount: UInt256) -> Call {
        Call(
            to: token,
            data: SpotSwapRoute.encoded(
                "approve(address spender, uint256 value)", [.address(spender), .uint(amount)]))
    }

    private func swap(_ side: SpotSide, _ amountIn: UInt256, atLeast out: UInt256) -> Call {
        Call(
            to: route.router,
            data: route.swapData(
                side, amountIn: amountIn, amountOutMin: out, for: scriptAccount))
    }

    /// The call data of a script account's `execute`.
    static func script(_ calls: [Call]) -> [UInt8] {
        SpotSwapRoute.encoded(
            "execute((address target, uint256 value, bytes data)[] calls)",
            [
                .array(
                    calls.map {
                        .tuple([.address($0.target), .uint(.zero), .bytes($0.data)])
                    })
            ])
    }
}

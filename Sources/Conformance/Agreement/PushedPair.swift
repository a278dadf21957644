import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// A pair with router and tokens in a world of their own, pushed by calls of the contracts.
struct PushedPair {
    /// What a push came to, and what the formula says of it.
    struct Outcome {
        let amountOut: UInt256
        let roundTripLoss: UInt256
        let formula: ConstantProductPush
    }

    private static let base = Address(truncating: 0x10)
    private static let quote = Address(truncating: 0x20)
    private static let pairAddress = Address(truncating: 0x30)
    private static let routerAddress = Address(truncating: 0x40)
    private static let registryAddress = Address(truncating: 0x50)
    private static let attacker = Address(truncating: 0x60)
    private static let reserves = (base: UInt256.wad &* 1_000, quote: UInt256.wad &* 2_000_000)

    private let host: ContractHost
    private let block = BlockEnvironment(
        number: 1, timestampSeconds: 1_700_000_000, chainID: 1)
    private let router: SpotRouter
    private let fee: Ratio

    init(feePerMille: UInt64) throws {
        guard let schedule = GasSchedule(.london), let fee = Ratio(feePerMille, 1_000) else {
            throw VectorFileError(reason: "no world with a fee of \(feePerMille)/1000")
        }
        self.fee = fee
        let host = ContractHost(state: WorldState(), schedule: schedule)
        self.host = host
        let tokens = try [Self.base, Self.quote].map { address in
            try ERC20Token(at: address, in: host, name: "", symbol: "")
        }
        let pair = try SpotPair(
            at: Self.pairAddress, in: host, tokens: (Self.base, Self.quote),
            feePerMille: feePerMille)
        let registry = try SpotPairRegistry(at: Self.registryAddress, in: host, pairs: [pair])
        router = try SpotRouter(at: Self.routerAddress, in: host, registry: registry)
        try pair.setGenesisReserves(
            (Self.reserves.base, Self.reserves.quote), provider: Address(truncating: 0x70),
            timestampSeconds: block.timestampSeconds, in: host)
        for token in tokens {
            try token.setGenesisBalance(
                UInt256.wad &* 1_000_000_000, of: Self.attacker, in: host.state)
            token.setGenesisAllowance(
                .max, of: Self.attacker, for: Self.routerAddress, in: host.state)
        }
    }

    /// Pushes the pair to a factor of its price, and undoes it with what came out.
    func push(toFactor factor: Fraction) throws -> Outcome {
        let pool = try ConstantProductPool(
            baseReserve: Self.reserves.base, quoteReserve: Self.reserves.quote, fee: fee)
        let side: SpotSide = factor < .one ? .sell : .buy
        let formula = try pool.push(side, toFactor: factor)
        let out = try swap(formula.amountIn, side)
        let back = try swap(out, side.opposite)
        return Outcome(
            amountOut: out, roundTripLoss: formula.amountIn &- back, formula: formula)
    }

    /// What the router gives for an amount.
    private func swap(_ amountIn: UInt256, _ side: SpotSide) throws -> UInt256 {
        let path = side == .buy ? [Self.quote, Self.base] : [Self.base, Self.quote]
        guard let function = router.abi.function(named: "swapExactTokensForTokens") else {
            throw VectorFileError(reason: "the router has no swapExactTokensForTokens")
        }
        let data = try function.encodeCall([
            .uint(amountIn), .uint(0), .array(path.map { .address($0) }),
            .address(Self.attacker), .uint(UInt256(block.timestampSeconds)),
        ])
        let outcome = host.execute(
            Message(sender: Self.attacker, recipient: Self.routerAddress, data: data), in: block)
        // The amounts of the path are the output's array: offset, length, first, last.
        guard outcome.revert == nil,
            let amountOut = UInt256(bigEndianBytes: outcome.output.suffix(32))
        else {
            throw VectorFileError(reason: "a swap reverts: \(String(describing: outcome.revert))")
        }
        return amountOut
    }
}

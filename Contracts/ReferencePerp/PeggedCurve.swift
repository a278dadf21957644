import ContractRuntime
import WideIntegers

/// Two reserves and a peg: section 2.
///
/// Reserves follow Perpetual Protocol v1's rounding; money is the quote reserve times the peg, rounded
/// against the trader.
struct PeggedCurve: Equatable {
    var quote: Int256
    var base: Int256
    var peg: Int256

    init(quote: Int256, base: Int256, peg: Int256) {
        (self.quote, self.base, self.peg) = (quote, base, peg)
    }

    init(_ parameters: CurveParameters) {
        quote = Int256(bitPattern: parameters.quoteReserveWad)
        base = Int256(bitPattern: parameters.baseReserveWad)
        peg = Int256(bitPattern: parameters.pegWad)
    }

    private var pool: ConstantProduct {
        ConstantProduct(quoteReserveWad: quote.bitPattern, baseReserveWad: base.bitPattern)
    }

    /// `fl(Q * peg / B)`.
    func mark() throws(Revert) -> Int256 { try quote.mulDiv(peg, base, .down) }

    /// What a trade moves.
    struct Exchange {
        /// Money that the trader pays or receives.
        let money: Int256
        /// Quote of the reserve.
        let quote: Int256
        let base: Int256
        /// Whether the trader sells base.
        let isSale: Bool

        /// Base that the trader gains, negative for a sale.
        var signedBase: Int256 { isSale ? base.negated : base }
    }

    /// The exchange of an amount of base.
    func exchange(base amount: Int256, isSale: Bool) throws(Revert) -> Exchange {
        let moved: UInt256
        do throws(ConstantProduct.Refusal) {
            moved = try pool.quote(
                forBaseWad: amount.bitPattern, isSale ? .add : .remove)
        } catch {
            throw Revert(error, "base asset after is 0")
        }
        let quote = try Int256(unsigned: moved)
        let money = try quote.part(peg, isSale ? .down : .up)
        return Exchange(money: money, quote: quote, base: amount, isSale: isSale)
    }

    /// The exchange of an amount of money.
    /// - Throws: `input is 0` when it moves no base.
    func exchange(money: Int256, isSale: Bool) throws(Revert) -> Exchange {
        let quote = try money.mulDiv(.wad, peg, isSale ? .up : .down)
        let moved: UInt256
        do throws(ConstantProduct.Refusal) {
            moved = try pool.base(
                forQuoteWad: quote.bitPattern, isSale ? .remove : .add)
        } catch {
            throw Revert(error, "quote asset after is 0")
        }
        try require(!moved.isZero, "input is 0")
        return Exchange(
            money: money, quote: quote, base: try Int256(unsigned: moved), isSale: isSale)
    }

    /// The curve after an exchange.
    func after(_ exchange: Exchange) throws(Revert) -> PeggedCurve {
        exchange.isSale
            ? PeggedCurve(
                quote: try quote.minus(exchange.quote), base: try base.plus(exchange.base),
                peg: peg)
            : PeggedCurve(
                quote: try quote.plus(exchange.quote), base: try base.minus(exchange.base),
                peg: peg)
    }

    /// What traders get together if all leave, for the net size they hold.
    func closingValue(ofNet net: Int256) throws(Revert) -> Int256 {
        if net.isZero { return .zero }
        let product = try quote.part(base, .down)
        let left = try product.mulDiv(.wad, try base.plus(net), .up)
        return try quote.minus(left).part(peg, .down)
    }
}

extension MatchingEngine {
    /// Books a trade: positions, cash, fees, totals and the last price.
    mutating func settle(
        buyer: AccountIndex, seller: AccountIndex, _ price: Int64, _ quantity: Int64,
        buyerPpm: Int64, sellerPpm: Int64
    ) {
        // A resting order's notional fits 64 bits, and so does that of each part of it.
        let notional = price * quantity
        let buyerFee = Self.fee(notional, ppm: buyerPpm)
        let sellerFee = Self.fee(notional, ppm: sellerPpm)
        accounts[buyer].position += quantity
        accounts[buyer].cash -= Int128(notional) + Int128(buyerFee)
        accounts[buyer].fees += Int128(buyerFee)
        accounts[seller].position -= quantity
        accounts[seller].cash += Int128(notional) - Int128(sellerFee)
        accounts[seller].fees += Int128(sellerFee)
        totals.trades += 1
        totals.volume += Int128(quantity)
        totals.notional += Int128(notional)
        totals.fees += Int128(buyerFee) + Int128(sellerFee)
        last = price
        if Policy.isActive {
            policy.settle(
                SettledTrade(
                    buyer: buyer, seller: seller, price: price, quantity: quantity,
                    buyerFee: buyerFee, sellerFee: sellerFee))
        }
    }

    /// `notional * ppm / 10^6`, never rounded in a trader's favour: a fee up, a rebate down.
    ///
    /// The magnitude of a fee is at most that of its notional, so that it fits.
    static func fee(_ notional: Int64, ppm: Int64) -> Int64 {
        if ppm == 0 { return 0 }
        let small = notional.multipliedReportingOverflow(by: ppm)
        if !small.overflow {
            let (quotient, rest) = small.partialValue.quotientAndRemainder(dividingBy: 1_000_000)
            return rest > 0 ? quotient + 1 : quotient
        }
        let (quotient, rest) = (Int128(notional) * Int128(ppm)).quotientAndRemainder(
            dividingBy: 1_000_000)
        return Int64(rest > 0 ? quotient + 1 : quotient)
    }
}

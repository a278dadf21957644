import WideIntegers

/// How much margin is asked for against a profit on paper.
///
/// What a protocol lets go is not known: it asks for the equity beyond the margin to open, then for
/// half of what was refused, until that is too little. It never asks for more than the vault can pay,
/// since a claim on an empty vault is worth nothing.
struct PaperWithdrawal {
    private var shareWad = UInt256.wad
    /// The share below which it gives up: a thousandth.
    private static let shareMinWad = UInt256(1_000_000_000_000_000)

    /// The amount to ask for; nil where nothing can be had.
    /// - Parameter freeWad: what the vault can pay, wad.
    func amountWad(
        of position: PositionQuote, _ market: MarketQuote, freeWad: UInt256
    ) -> UInt256? {
        guard market.isOpen, shareWad >= Self.shareMinWad else { return nil }
        let surplus = position.surplusWad(initialMarginWad: market.initialMarginWad)
        // The price may be a little lower when the call is made.
        guard let asked = try? surplus.scaled(perMille: 999).mulDivDown(shareWad, .wad) else {
            return nil
        }
        let amount = min(asked, freeWad)
        return amount >= AgentView.leastTradeWad ? amount : nil
    }

    mutating func hear(_ outcome: SendingOutcome) {
        if !outcome.isWon { shareWad = shareWad >> 1 }
    }
}

/// The margin rules of a venue, as the engine asks for them.
///
/// All comparisons are of products, in millionths of money, so that nothing is rounded.
struct MarginPolicy: MatchPolicy {
    static var isActive: Bool { true }

    let initialMarginPpm: Int128
    let makerFeePpm: Int128
    let takerFeePpm: Int128
    let positionMax: Int64
    let openInterestMax: Int64

    var ledger = MarginLedger()
    /// The mark; zero while there is none, and nothing is admitted.
    var mark: Int64 = 0
    /// What the open interest may be after an order that enters now.
    var openInterestBound = PerpetualLimits.lotsMax
    /// Whose trading fee is waived, since it is closed by force.
    var liquidated: AccountIndex?
    /// What the trades since the last look came to.
    var settled: [SettledPair] = []
    var feePool: Int128 = 0

    /// The maker's position before the match that is asked about.
    private var makerPosition: Int64 = 0

    init(_ terms: PerpetualTerms) {
        initialMarginPpm = Int128(terms.initialMarginPpm)
        makerFeePpm = Int128(terms.book.makerFeePpm)
        takerFeePpm = Int128(terms.book.takerFeePpm)
        positionMax = terms.positionMax > 0 ? terms.positionMax : PerpetualLimits.lotsMax
        openInterestMax =
            terms.openInterestMax > 0 ? terms.openInterestMax : PerpetualLimits.lotsMax
        settled.reserveCapacity(256)
    }

    // MARK: - Entry

    mutating func admits(_ order: OrderEntry) -> Bool {
        if order.isLiquidation { return true }
        if mark == 0 { return false }
        let price = order.limit ?? mark
        let notional = Int128(price) * Int128(order.quantity)
        if price > PerpetualLimits.priceMax || notional > Int128(PerpetualLimits.moneyMax) {
            return false
        }
        ledger.use(order.account)
        let isBuy = order.side == .buy
        // Within `BookLimits` no sum of a position and open orders overflows.
        let sameSide = isBuy ? order.openBids : order.openAsks
        let closable = max(0, isBuy ? -order.position : order.position)
        let opening = sameSide + order.quantity - closable
        // What can only close is checked where it trades.
        if order.isReduceOnly || opening <= 0 { return true }
        let long = order.position + order.openBids + (isBuy ? order.quantity : 0)
        let short = -order.position + order.openAsks + (isBuy ? 0 : order.quantity)
        let worse = max(long, short)
        if worse > positionMax { return false }
        let opened = ledger.openInterest + min(order.quantity, opening)
        if opened > min(openInterestBound, openInterestMax) { return false }
        let loss = Int128(max(0, isBuy ? price - mark : mark - price)) * Int128(order.quantity)
        let equity = ledger[order.account].equity(at: mark) - loss
        return equity * 1_000_000 - notional * max(takerFeePpm, makerFeePpm, 0)
            >= Int128(worse) * Int128(mark) * initialMarginPpm
    }

    // MARK: - Match

    mutating func permitsMaker(_ match: ProposedMatch) -> Bool {
        makerPosition = match.position
        return permits(match, feePpm: makerFeePpm)
    }

    mutating func permitsTaker(_ match: ProposedMatch) -> Bool {
        if match.isLiquidation { return true }
        return keepsOpenInterest(match) && permits(match, feePpm: takerFeePpm)
    }

    private func keepsOpenInterest(_ match: ProposedMatch) -> Bool {
        let bought = match.side == .buy ? match.quantity : -match.quantity
        let own = max(0, match.position + bought) - max(0, match.position)
        let other = max(0, makerPosition - bought) - max(0, makerPosition)
        if own + other <= 0 { return true }
        let after = ledger.openInterest + own + other
        return after <= openInterestMax
            && Int128(after) * Int128(max(mark, match.price)) <= Int128(PerpetualLimits.moneyMax)
    }

    private mutating func permits(_ match: ProposedMatch, feePpm: Int128) -> Bool {
        ledger.use(match.account)
        let bought = match.side == .buy ? match.quantity : -match.quantity
        let after = match.position + bought
        let equity = ledger[match.account].equity(at: mark) * 1_000_000
        let gain = Int128(bought) * Int128(mark - match.price) * 1_000_000
        let fee = Int128(match.quantity) * Int128(match.price) * feePpm
        let equityAfter = equity + gain - fee
        let isClosing =
            match.side.reduces(match.position) && match.quantity <= match.position.magnitude
        // A close may use up the equity, not more; who has none left may still better it.
        if isClosing { return equityAfter >= 0 || equityAfter >= equity }
        if after.magnitude > positionMax { return false }
        let notional = Int128(after.magnitude) * Int128(mark)
        if notional > Int128(PerpetualLimits.moneyMax) { return false }
        return equityAfter >= notional * initialMarginPpm
    }

    // MARK: - Settlement

    mutating func settle(_ trade: SettledTrade) {
        let buyerFee = trade.buyer == liquidated ? 0 : trade.buyerFee
        let sellerFee = trade.seller == liquidated ? 0 : trade.sellerFee
        let cost = Int128(trade.price) * Int128(trade.quantity)
        let bought = ledger.trade(trade.buyer, trade.quantity, for: cost, fee: buyerFee)
        let buyerLots = ledger[trade.buyer].lots
        let sold = ledger.trade(trade.seller, -trade.quantity, for: -cost, fee: sellerFee)
        feePool += Int128(buyerFee) + Int128(sellerFee)
        settled.append(
            SettledPair(
                buyer: SettledSide(
                    account: trade.buyer, fee: buyerFee, realised: Int64(clamping: bought),
                    lots: buyerLots),
                seller: SettledSide(
                    account: trade.seller, fee: sellerFee, realised: Int64(clamping: sold),
                    lots: ledger[trade.seller].lots)))
    }
}

/// What a trade came to for both sides.
struct SettledPair: Sendable {
    let buyer: SettledSide
    let seller: SettledSide
}

/// What a trade came to for one side.
struct SettledSide: Sendable {
    let account: AccountIndex
    let fee: Int64
    let realised: Int64
    let lots: Int64
}

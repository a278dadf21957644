import Chain
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Trades around others' trades on a virtual AMM that wait in its node's pool.
///
/// A sandwich goes in before the victim, on its side, and out right after it. A back-run takes the
/// other side after it, up to the price of the feed, and leaves when closing pays: what it has
/// bought a curve takes back at the same price until somebody else trades.
public final class CurveSearcher: Agent {
    /// How it trades.
    public enum Style: Hashable, Sendable {
        case sandwich
        case backrun
    }

    /// What a searcher works with.
    public struct Terms: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// How.
        public var style: Style
        /// How its transactions get to their places.
        public var placement: SearchPlacement
        /// Least notional of a victim, wad.
        public var victimMinWad: UInt256
        /// Leverage of its own trades, wad; at least one.
        public var leverageWad: UInt256

        /// Terms from their parts.
        public init(
            market: Int, style: Style, placement: SearchPlacement, victimMinWad: UInt256,
            leverageWad: UInt256 = .wad
        ) {
            self.market = market
            self.style = style
            self.placement = placement
            self.victimMinWad = victimMinWad
            self.leverageWad = max(leverageWad, .wad)
        }
    }

    /// Woken by heads; hears of heads and of what waits.
    public let rhythm = WakeRhythm(onHeads: true, hearsHeads: true, hearsPending: true)
    private let terms: Terms
    private var searcher: Searcher?
    /// Tasks that were told of.
    private var toldCount = 0
    /// Whether it may have a position that is to be left.
    private var isInvolved = false
    private var pauses = RetryPauses<Int>()

    private static let openPosition = ReferencePerpABI.house.function(named: "openPosition")

    /// A searcher.
    public init(_ terms: Terms) { self.terms = terms }

    // MARK: - Hearing

    /// Looks at what waits, and at what has become of its own.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        let searcher = searcher(view)
        if case .head = notice {
            for task in view.wallet.tasks where task.isOpen { task.review(view.node) }
        } else if isInvolved || view.isBusy {
            return
        }
        searcher.handle(notice)
        tell(view)
    }

    /// Waits a little after a way out that has failed.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        if !outcome.outcome.isWon { pauses.lengthen(terms.market, at: view.head.number) }
    }

    private func searcher(_ view: AgentView) -> Searcher {
        if let searcher { return searcher }
        let body = view.body
        let searcher = Searcher(body.wallet, placement: terms.placement) { [weak self, weak body] in
            guard let self, let body else { return nil }
            return opportunity($0, AgentView(body))
        }
        self.searcher = searcher
        return searcher
    }

    /// Books what the searcher has sent as the agent's own.
    private func tell(_ view: AgentView) {
        guard let attempt = searcher?.attempts.last,
            attempt.tasks.contains(where: \.isOpen), !isInvolved
        else { return }
        isInvolved = true
        for task in attempt.tasks {
            let intent = AgentIntent(
                .call(task.intent), label: terms.style == .sandwich ? "sandwich" : "back-run")
            view.body.desk.sent(task, by: view.body, intent)
        }
    }

    // MARK: - Acting

    /// Leaves a position when its time has come: what a sandwich has left over at once, a back-run's
    /// when others have moved the curve on, so that closing pays.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard isInvolved, !view.hasOpenTask, searcher?.isBusy != true else { return [] }
        guard let position = view.position(in: terms.market) else {
            isInvolved = false
            return []
        }
        let market = view.market(terms.market)
        if terms.style == .backrun, market.isOpen, !pays(position, market) { return [] }
        guard pauses.allows(terms.market, at: view.head.number) else { return [] }
        return view.leaving(position, market: terms.market).map { [$0] } ?? []
    }

    /// Whether closing earns more than the fees of opening and closing.
    private func pays(_ position: PositionQuote, _ market: MarketQuote) -> Bool {
        guard let money = market.closingWad(of: position.sizeWad) else { return false }
        let cost = position.openNotionalWad
        let fee = (try? cost.saturatingAdd(money).mulDivUp(market.tradeFeeWad, .wad)) ?? .max
        return position.side == .long
            ? money > cost.saturatingAdd(fee) : cost > money.saturatingAdd(fee)
    }

    // MARK: - Opportunities

    private func opportunity(_ seen: SubmittedTransaction, _ view: AgentView) -> Opportunity? {
        let market = view.market(terms.market)
        guard market.isOpen, let victim = trade(in: seen.transaction, view),
            victim.notionalWad >= terms.victimMinWad
        else { return nil }
        let margin = market.marginMaxWad(
            ofCollateral: view.collateralWad, leverageWad: terms.leverageWad)
        let capital = (try? margin.mulDivDown(terms.leverageWad, .wad)) ?? .max
        switch terms.style {
        case .sandwich: return sandwich(victim, market, capital, view)
        case .backrun: return backrun(victim, market, capital, view)
        }
    }

    /// The trade of a call on the market's house; nil for any other call.
    private func trade(in transaction: Transaction, _ view: AgentView) -> CurveTrade? {
        let market = view.markets[terms.market]
        guard transaction.recipient == market.house,
            let function = Self.openPosition,
            Selector(prefix: transaction.data) == function.selector,
            let values = try? function.decodeCall(transaction.data, rules: .solidity),
            values.count == 5, case .address(market.address) = values[0],
            case .uint(let side) = values[1], case .tuple(let quote) = values[2],
            case .tuple(let leverage) = values[3], case .tuple(let limit) = values[4],
            case .uint(let quoteWad)? = quote.first,
            case .uint(let leverageWad)? = leverage.first,
            case .uint(let limitWad)? = limit.first,
            let notional = try? quoteWad.mulDivDown(leverageWad, .wad)
        else { return nil }
        return CurveTrade(
            side: side.isZero ? .long : .short, notionalWad: notional, baseLimitWad: limitWad)
    }

    private func sandwich(
        _ victim: CurveTrade, _ market: MarketQuote, _ capital: UInt256, _ view: AgentView
    ) -> Opportunity? {
        guard
            let best = CurveSandwich.best(
                around: victim, on: market, notionalMaxWad: capital)
        else { return nil }
        let place = view.markets[terms.market]
        let front = place.open(
            isLong: victim.side == .long, marginWad: margin(of: best.notionalWad),
            leverageWad: terms.leverageWad, baseLimitWad: best.baseWad)
        return Opportunity(
            front: front, back: place.close(),
            gainWei: view.nativeWei(ofQuoteWad: best.gainWad.magnitude))
    }

    private func backrun(
        _ victim: CurveTrade, _ market: MarketQuote, _ capital: UInt256, _ view: AgentView
    ) -> Opportunity? {
        guard let oracle = market.oracleWad,
            let (_, moved) = market.after(victim.side, notionalWad: victim.notionalWad),
            let trade = moved.trade(toPriceWad: oracle), trade.side != victim.side
        else { return nil }
        let notional = min(trade.notionalWad, capital)
        guard notional >= AgentView.leastTradeWad,
            let base = moved.baseWad(forNotional: notional, trade.side),
            let worth = try? base.mulDivDown(oracle, .wad),
            let fee = try? notional.saturatingAdd(worth).mulDivUp(market.tradeFeeWad, .wad)
        else { return nil }
        let gain =
            trade.side == .long
            ? worth.saturatingSubtract(notional) : notional.saturatingSubtract(worth)
        let left = gain.saturatingSubtract(fee)
        if left.isZero { return nil }
        // Without the victim before it, the trade gets no better price than the feed's: it fails.
        let limit = (try? notional.mulDivDown(.wad, oracle)) ?? .zero
        let back = view.markets[terms.market].open(
            isLong: trade.side == .long, marginWad: margin(of: notional),
            leverageWad: terms.leverageWad, baseLimitWad: limit)
        return Opportunity(back: back, gainWei: view.nativeWei(ofQuoteWad: left))
    }

    /// The margin of a notional, rounded up so that it is not less.
    private func margin(of notionalWad: UInt256) -> UInt256 {
        (try? notionalWad.mulDivUp(.wad, terms.leverageWad)) ?? .max
    }
}

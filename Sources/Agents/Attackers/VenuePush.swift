import PriceOracles
import SimulationKernel
import WideIntegers

/// Pushes venues to a factor of the price that they had, holds them there, and trades all of it back.
///
/// What was bought, or sold, is the difference of what is held to what was held at first, so that
/// orders which fail or are filled in part come out right.
struct VenuePush {
    /// What is pushed, and how far.
    struct Plan {
        var venues: [Int]
        /// What the price of each venue is multiplied by, wad.
        var factorWad: UInt256
        /// The most quote that is spent on, or got from, each venue, wad; zero for no bound.
        var quoteMaxWad: UInt256
    }

    private struct Target {
        let venue: Int
        let isUp: Bool
        let priceWad: UInt256
        let baseBeforeWad: UInt256
        /// Quote that pushing has spent, or got, so far; a wallet changes for other reasons as well.
        var movedQuoteWad = UInt256.zero
        /// What the order that is under way is expected to add.
        var pendingQuoteWad = UInt256.zero
        var waitingSince: SimulatedTime?
    }

    private let plan: Plan
    private var targets: [Target] = []
    /// Whether it has begun.
    var hasBegun: Bool { !targets.isEmpty }

    /// From an order that nobody answers to the next, microseconds.
    private static let patienceMicros: UInt64 = 60_000_000

    init(_ plan: Plan) { self.plan = plan }

    /// Takes the prices of the moment for those that are multiplied.
    mutating func begin(_ view: AgentView) {
        targets = plan.venues.map { venue in
            let price = view.spotPriceWad(at: venue)
            let held = view.holdings(at: venue)
            return Target(
                venue: venue, isUp: plan.factorWad >= .wad,
                priceWad: (try? price.mulDivDown(plan.factorWad, .wad)) ?? .max,
                baseBeforeWad: held.baseWad)
        }
    }

    /// Orders that bring the prices back to their targets, as far as the money goes.
    mutating func renew(_ view: AgentView) -> [AgentIntent] {
        var intents: [AgentIntent] = []
        for place in targets.indices where isFree(place, view) {
            guard let (order, quote) = order(targets[place], view) else { continue }
            targets[place].waitingSince = view.now
            targets[place].pendingQuoteWad = quote
            intents.append(.spot(order, at: targets[place].venue))
        }
        return intents
    }

    /// An order, and the quote that it is expected to move.
    private func order(
        _ target: Target, _ view: AgentView
    ) -> (order: SpotOrder, quoteWad: UInt256)? {
        let venue = view.venues[target.venue]
        let price = venue.quotedPriceWad
        let held = view.holdings(at: target.venue)
        guard target.isUp ? price < target.priceWad : price > target.priceWad else { return nil }
        let bound = plan.quoteMaxWad.isZero ? UInt256.max : plan.quoteMaxWad
        let fill = try? venue.push(toPriceWad: target.priceWad)
        if target.isUp {
            let budget = min(held.quoteWad, bound.saturatingSubtract(target.movedQuoteWad))
            if let fill, fill.side == .buy, fill.quoteWad < budget {
                return (fill.order, fill.quoteWad)
            }
            // A book may end before the target, or the money does.
            guard budget >= AgentView.leastTradeWad, fill?.side != .sell else { return nil }
            return (SpotOrder(.buy, .quote(budget), limitPriceWad: target.priceWad), budget)
        }
        let got = target.movedQuoteWad
        guard got < bound, !held.baseWad.isZero else { return nil }
        if let fill, fill.side == .sell, fill.baseWad < held.baseWad,
            fill.quoteWad <= bound &- got
        {
            return (fill.order, fill.quoteWad)
        }
        guard fill?.side != .buy else { return nil }
        let rest = (try? (bound &- got).mulDivDown(.wad, max(price, .one))) ?? .max
        let base = min(held.baseWad, rest)
        return (
            SpotOrder(.sell, .base(base), limitPriceWad: target.priceWad),
            (try? base.mulDivDown(price, .wad)) ?? .zero
        )
    }

    /// Orders that trade back what is held more, or less, than before; none when all is done.
    mutating func undo(_ view: AgentView) -> [AgentIntent] {
        var intents: [AgentIntent] = []
        for place in targets.indices where isFree(place, view) {
            guard let order = back(targets[place], view) else { continue }
            targets[place].waitingSince = view.now
            targets[place].pendingQuoteWad = .zero
            intents.append(.spot(order, at: targets[place].venue))
        }
        return intents
    }

    private func back(_ target: Target, _ view: AgentView) -> SpotOrder? {
        let held = view.holdings(at: target.venue)
        let price = view.spotPriceWad(at: target.venue)
        if held.baseWad > target.baseBeforeWad {
            let amount = held.baseWad &- target.baseBeforeWad
            guard let worth = try? amount.mulDivDown(price, .wad),
                worth >= AgentView.leastTradeWad
            else { return nil }
            return view.venues[target.venue].fillable(SpotOrder(.sell, .base(amount)))
        }
        let amount = target.baseBeforeWad &- held.baseWad
        guard let worth = try? amount.mulDivDown(price, .wad), worth >= AgentView.leastTradeWad
        else { return nil }
        let order = SpotOrder(.buy, .base(amount))
        let spare = held.quoteWad
        if let fill = try? view.venues[target.venue].quote(order), fill.quoteWad <= spare {
            return order
        }
        return spare >= AgentView.leastTradeWad ? SpotOrder(.buy, .quote(spare)) : nil
    }

    /// Whether nothing is left to trade back and no order is unanswered.
    func isUndone(_ view: AgentView) -> Bool {
        targets.allSatisfy { $0.waitingSince == nil && back($0, view) == nil }
    }

    private func isFree(_ place: Int, _ view: AgentView) -> Bool {
        guard let since = targets[place].waitingSince else { return true }
        return view.now.micros(since: since) >= Self.patienceMicros
    }

    mutating func hear(_ answer: VenueAnswer) {
        guard case .success(let fill) = answer.result else { return settle(answer.venue, nil) }
        settle(answer.venue, fill.quoteWad)
    }

    /// A swap at a pair is heard of as a transaction.
    mutating func hear(_ outcome: IntentOutcome) {
        guard case .spot(let venue, _) = outcome.intent.action else { return }
        let pending = targets.first { $0.venue == venue }?.pendingQuoteWad
        settle(venue, outcome.outcome.isWon ? pending : nil)
    }

    /// An order at a venue is done; nothing has moved where it failed.
    private mutating func settle(_ venue: Int, _ quoteWad: UInt256?) {
        for place in targets.indices where targets[place].venue == venue {
            // Trading back is no part of the push.
            if let quoteWad, !targets[place].pendingQuoteWad.isZero {
                targets[place].movedQuoteWad = targets[place].movedQuoteWad.saturatingAdd(quoteWad)
            }
            targets[place].waitingSince = nil
            targets[place].pendingQuoteWad = .zero
        }
    }
}

import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A perpetual's book as a venue quotes: the same depth, under the same questions, as a pool's or an
/// exchange's.
///
/// The marginal price is the middle of the book. What is bought is the perpetual, with collateral at the
/// exchange as margin at full worth, so that no ledger of base is kept here.
public final class PerpetualBookVenue: SpotVenue {
    /// The name that reports and bills give it.
    public let name: String
    private let exchange: PerpetualExchange
    private let address: (String) -> Address?

    /// The book of an exchange.
    /// - Parameter address: whose account is meant by a name; nil for nobody's.
    public init(_ exchange: PerpetualExchange, address: @escaping (String) -> Address?) {
        self.exchange = exchange
        self.address = address
        name = exchange.name
    }

    /// The middle of the book; the mark where a side is empty.
    public func spotPriceWad(at now: SimulatedTime) -> UInt256 {
        exchange.ladder.middleWad ?? exchange.presentMarkWad
    }

    /// What an order would move now, fees included.
    public func quote(
        _ order: SpotOrder, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        if exchange.isHalted { throw .halted }
        let side = order.side.position
        var within = exchange.ladder(levels: .max)
        if let limit = order.limitPriceWad { within.keep(side, within: limit) }
        let levels = within.levels(for: side)
        let depth = levels.reduce(UInt256.zero) { $0 &+ $1.sizeWad }
        var base: UInt256
        switch order.amount {
        case .base(let amount): base = amount
        case .quote(let amount):
            guard let net = quoteWad(amount, order.side) else { throw .amountOutOfRange(amount) }
            base = within.baseWad(forQuote: net, side) ?? .max
        }
        if depth.isZero {
            throw order.limitPriceWad == nil ? .depthExhausted(baseWadMax: .zero) : .limitReached
        }
        if base > depth {
            if order.limitPriceWad == nil { throw .depthExhausted(baseWadMax: depth) }
            base = depth
        }
        return try fill(order.side, base, of: exchange.ladder(levels: .max))
    }

    /// The least trade after which the middle of the book is at the target or beyond it.
    public func push(
        toPriceWad targetWad: UInt256, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        if exchange.isHalted { throw .halted }
        let ladder = exchange.ladder(levels: .max)
        guard let middle = ladder.middleWad, let bid = ladder.bids.first,
            let ask = ladder.asks.first
        else { throw .unreachablePrice(targetWad) }
        let side: SpotSide = targetWad >= middle ? .buy : .sell
        // Half way to the other side's best, which stays where it is.
        let doubled = targetWad.saturatingAdd(targetWad)
        let best = doubled.saturatingSubtract(side == .buy ? bid.priceWad : ask.priceWad)
        let levels = ladder.levels(for: side.position)
        let met = levels.prefix { side == .buy ? $0.priceWad < best : $0.priceWad > best }
        if met.count == levels.count { throw .unreachablePrice(targetWad) }
        return try fill(
            side, met.reduce(.zero) { $0 &+ $1.sizeWad }, of: ladder, mayBeNothing: true)
    }

    /// Sends an order for an account, whose collateral pays for it as margin.
    public func submit(
        _ order: SpotOrder, from account: String,
        answer: @escaping (Result<SpotFill, SpotVenueError>) -> Void
    ) {
        guard let owner = address(account) else {
            return answer(.failure(.insufficientFunds(needed: .one, held: .zero)))
        }
        let before = spotPriceWad(at: exchange.timeline.now)
        let fill: SpotFill
        do throws(SpotVenueError) {
            fill = try quote(order, at: exchange.timeline.now)
        } catch {
            return answer(.failure(error))
        }
        let limit = order.limitPriceWad
        let action = AgentIntent.Action.placeOrder(
            market: 0,
            BookOrder(order.side, sizeWad: fill.baseWad, priceWad: limit, kind: .immediate))
        exchange.submit(action, from: owner) { [self] told in
            guard told.refusal == nil else {
                return answer(.failure(told.refusal == .halted ? .halted : .limitReached))
            }
            let fee = exchange.feeWad(of: told.quoteWad)
            answer(
                .success(
                    SpotFill(
                        side: order.side, baseWad: told.baseWad,
                        quoteWad: order.side == .buy
                            ? told.quoteWad &+ fee : told.quoteWad.saturatingSubtract(fee),
                        feeQuoteWad: fee, spotBeforeWad: before,
                        spotAfterWad: spotPriceWad(at: exchange.timeline.now))))
        }
    }

    // MARK: - Parts

    /// Quote that trades, of an amount that has the fee in it, or from which it will be taken.
    private func quoteWad(_ amount: UInt256, _ side: SpotSide) -> UInt256? {
        let fee = exchange.takerFeeWad
        if side == .sell {
            return try? amount.mulDivUp(.wad, UInt256.wad.saturatingSubtract(fee))
        }
        // The fee is rounded up to a unit of the book's money, which is kept for that.
        let kept = fee.isZero ? .zero : exchange.grid.unitWad
        return try? amount.saturatingSubtract(kept).mulDivDown(.wad, UInt256.wad &+ fee)
    }

    private func fill(
        _ side: SpotSide, _ base: UInt256, of ladder: BookLadder, mayBeNothing: Bool = false
    ) throws(SpotVenueError) -> SpotFill {
        let after = ladder.taking(baseWad: base, side.position)
        guard let quote = base.isZero ? .zero : ladder.quoteWad(forBase: base, side.position),
            mayBeNothing || !quote.isZero
        else { throw .amountOutOfRange(base) }
        let fee = exchange.feeWad(of: quote)
        let (before, last) = (
            ladder.middleWad ?? exchange.presentMarkWad,
            after.middleWad ?? exchange.presentMarkWad
        )
        return SpotFill(
            side: side, baseWad: base,
            quoteWad: side == .buy ? quote &+ fee : quote.saturatingSubtract(fee),
            feeQuoteWad: fee, spotBeforeWad: before, spotAfterWad: last)
    }
}

extension SpotSide {
    /// The side of a position that a trade this way opens.
    var position: PositionSide { self == .buy ? .long : .short }
}

extension BookLadder {
    /// Drops what stands beyond a price.
    mutating func keep(_ side: PositionSide, within limitWad: UInt256) {
        switch side {
        case .long: asks.removeAll { $0.priceWad > limitWad }
        case .short: bids.removeAll { $0.priceWad < limitWad }
        }
    }
}

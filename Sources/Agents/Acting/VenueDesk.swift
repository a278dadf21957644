import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A spot venue as agents deal with it: quotes that have reached them, and orders.
public final class VenueDesk {
    /// Where the venue is.
    public enum Place {
        /// Off the chain, with a ledger of its own.
        case exchange(any SpotVenue, VenueLedger)
        /// A pair on the chain, read at a node.
        case pair(SpotSwapRoute)
    }

    /// Its name.
    public let name: String
    /// Where it is.
    public let place: Place
    /// Whether it refuses orders.
    public var isHalted = false

    /// The price as everybody has seen it last, wad; a pair's is read at the node instead.
    private var seenPriceWad: UInt256 = .zero
    private let timeline: Timeline
    private let node: () -> NodeView

    /// How often quotes of venues off the chain go out, microseconds.
    public static let quoteEveryMicros: UInt64 = 1_000_000

    /// A venue whose first quote goes out at once.
    /// - Parameter node: where a pair is read.
    public init(
        name: String, place: Place, timeline: Timeline, node: @escaping () -> NodeView
    ) {
        self.name = name
        self.place = place
        self.timeline = timeline
        self.node = node
        if case .exchange = place { publish() }
    }

    private func publish() {
        if case .exchange(let venue, _) = place {
            seenPriceWad = venue.spotPriceWad(at: timeline.now)
        }
        timeline.schedule(afterMicros: VenueDesk.quoteEveryMicros) { [weak self] in
            self?.publish()
        }
    }

    /// The price as it has reached agents, wad: at most a second old, or the node's head's.
    public var quotedPriceWad: UInt256 {
        switch place {
        case .exchange: seenPriceWad
        case .pair(let route): route.pool(at: node())?.spotPriceWad ?? .zero
        }
    }

    /// The price at this moment, wad, which no agent has seen yet.
    package var presentPriceWad: UInt256 {
        if case .exchange(let venue, _) = place { return venue.spotPriceWad(at: timeline.now) }
        return quotedPriceWad
    }

    /// The price of the path that an exchange's book stands around, wad; nil for a pair.
    package var fairPriceWad: UInt256? {
        if case .exchange(let venue as OffChainExchange, _) = place {
            return venue.fairPriceWad(at: timeline.now)
        }
        return nil
    }

    /// What an order would move now, as the venue answers whoever asks.
    public func quote(_ order: SpotOrder) throws(SpotVenueError) -> SpotFill {
        if isHalted { throw .halted }
        switch place {
        case .exchange(let venue, _): return try venue.quote(order, at: timeline.now)
        case .pair(let route):
            guard let pool = route.pool(at: node()) else { throw .halted }
            return try PairQuote(pool: pool).fill(order)
        }
    }

    /// The least trade after which the price is at a target or beyond it.
    public func push(toPriceWad targetWad: UInt256) throws(SpotVenueError) -> SpotFill {
        if isHalted { throw .halted }
        switch place {
        case .exchange(let venue, _):
            return try venue.push(toPriceWad: targetWad, at: timeline.now)
        case .pair(let route):
            guard let pool = route.pool(at: node()) else { throw .halted }
            return try PairQuote(pool: pool).push(toPriceWad: targetWad)
        }
    }

    /// An order, or as much of it as half of what the venue holds can fill, so that prices recover
    /// before the rest; nil where it holds nothing.
    func fillable(_ order: SpotOrder) -> SpotOrder? {
        do throws(SpotVenueError) {
            _ = try quote(order)
        } catch {
            guard case .depthExhausted(let most) = error else { return order }
            return most > .one ? SpotOrder(order.side, .base(most >> 1)) : nil
        }
        return order
    }

    /// What an agent holds here: in the exchange's ledger, or of a pair's tokens in the wallet.
    func holdings(of body: AgentBody) -> (baseWad: UInt256, quoteWad: UInt256) {
        switch place {
        case .exchange(_, let ledger):
            let held = ledger.balance(of: body.name)
            return (held.baseWad, held.quoteWad)
        case .pair(let route):
            let view = body.desk.view
            return (
                view.tokenBalance(of: body.address, token: route.baseToken),
                view.tokenBalance(of: body.address, token: route.quoteToken)
            )
        }
    }

    /// The router's call of an order at a pair; nil for an exchange.
    func swap(_ order: SpotOrder, for body: AgentBody) -> CallIntent? {
        guard case .pair(let route) = place else { return nil }
        let amountIn: UInt256
        switch (order.side, order.amount) {
        case (.buy, .quote(let quote)): amountIn = quote
        case (.sell, .base(let base)): amountIn = base
        default:
            guard let fill = try? quote(order) else { return nil }
            amountIn = order.side == .buy ? fill.quoteWad : fill.baseWad
        }
        let data = route.swapData(
            order.side, amountIn: amountIn, amountOutMin: .zero, for: body.address)
        return CallIntent(to: route.router, data: data, gasLimit: route.gasLimit)
    }

    /// Sends an order to an exchange.
    func submit(
        _ order: SpotOrder, from account: String,
        answer: @escaping (Result<SpotFill, SpotVenueError>) -> Void
    ) {
        guard case .exchange(let venue, _) = place, !isHalted else {
            answer(.failure(.halted))
            return
        }
        venue.submit(order, from: account, answer: answer)
    }
}

/// What trades with a pair's reserves come to, amounts in wad of both tokens.
struct PairQuote {
    let pool: ConstantProductPool

    func fill(_ order: SpotOrder) throws(SpotVenueError) -> SpotFill {
        let amount: UInt256
        let isInput: Bool
        switch order.amount {
        case .base(let base): (amount, isInput) = (base, order.side == .sell)
        case .quote(let quote): (amount, isInput) = (quote, order.side == .buy)
        }
        if isInput { return try fill(order.side, amountIn: amount) }
        guard let amountIn = try? pool.amountIn(for: amount, order.side) else {
            throw .amountOutOfRange(amount)
        }
        return try fill(order.side, amountIn: amountIn)
    }

    func push(toPriceWad targetWad: UInt256) throws(SpotVenueError) -> SpotFill {
        let side: SpotSide = targetWad >= pool.spotPriceWad ? .buy : .sell
        guard let amountIn = pool.leastInput(side, toPriceWad: targetWad) else {
            throw .unreachablePrice(targetWad)
        }
        return try fill(side, amountIn: amountIn)
    }

    private func fill(_ side: SpotSide, amountIn: UInt256) throws(SpotVenueError) -> SpotFill {
        guard let (out, after) = try? pool.trading(amountIn, side) else {
            throw .amountOutOfRange(amountIn)
        }
        let (base, quote) = side == .buy ? (out, amountIn) : (amountIn, out)
        let fee = try? quote.mulDivDown(
            UInt256(pool.fee.numerator), UInt256(pool.fee.denominator))
        return SpotFill(
            side: side, baseWad: base, quoteWad: quote, feeQuoteWad: fee ?? .zero,
            spotBeforeWad: pool.spotPriceWad, spotAfterWad: after.spotPriceWad)
    }
}

extension NodeView {
    /// A token's balance at the node's head.
    func tokenBalance(of holder: Address, token: Address) -> UInt256 {
        inspect { host, block in
            let (account, tokenAccount) = (host.state.account(holder), host.state.account(token))
            let answer = host.inspect(in: block) { (context) throws(Revert) in
                try context.attempt(tokenAccount) { () throws(Revert) in
                    try context.tokenBalance(tokenAccount, of: account)
                }.get()
            }
            return (try? answer.get()) ?? .zero
        } ?? .zero
    }
}

import EthereumPrimitives
import OrderBook
import PriceOracles
import SimulationKernel
import WideIntegers

/// What traders ask for, served when it has arrived.
extension PerpetualExchange {
    /// Carries a request out at once, as when it is served.
    package func serve(_ action: AgentIntent.Action, of trader: Address) -> ExchangeAnswer {
        tick()
        guard let account = book.account(of: trader) else {
            return ExchangeAnswer(refusal: .noAccount)
        }
        if venue.isHalted, !action.isCancel || venue.trapsCancels {
            return ExchangeAnswer(refusal: .halted)
        }
        defer { collect() }
        do throws(ExchangeRefusal) {
            return try carryOut(action, account)
        } catch {
            return ExchangeAnswer(refusal: error)
        }
    }

    private func carryOut(
        _ action: AgentIntent.Action, _ account: AccountIndex
    ) throws(ExchangeRefusal) -> ExchangeAnswer {
        switch action {
        case .open(_, let side, let margin, let leverage, let limit):
            return try open(account, side, margin, leverage, baseLimitWad: limit)
        case .close(_, let limit): return try close(account, quoteLimitWad: limit)
        case .addMargin(_, let amount):
            try toMargin(try units(covering: amount), account)
            return ExchangeAnswer()
        case .removeMargin(_, let amount):
            try fromMargin(try units(within: amount), account)
            return ExchangeAnswer()
        case .donate(_, let amount):
            try donate(try units(covering: amount), account)
            return ExchangeAnswer()
        case .placeOrder(_, let order): return try place(order, account)
        case .cancelOrder(_, let id):
            venue.apply(.cancel(id: id, account: account))
            return try answer(to: id, account)
        case .cancelAll:
            venue.apply(.cancelAll(account: account, side: nil))
            return ExchangeAnswer()
        case .requote(_, let orders):
            venue.apply(.cancelAll(account: account, side: nil))
            var answer = ExchangeAnswer()
            for order in orders {
                guard let placed = try? place(order, account) else { continue }
                answer.orders += placed.orders
            }
            return answer
        case .liquidate, .flag, .payFunding, .settle, .depositBackstop, .call, .spot, .wake,
            .reconnect, .note:
            throw .notOffered
        }
    }

    // MARK: - Positions

    /// An order for margin times leverage of quote that takes what there is, with that margin.
    private func open(
        _ account: AccountIndex, _ side: PositionSide, _ marginWad: UInt256,
        _ leverageWad: UInt256, baseLimitWad: UInt256
    ) throws(ExchangeRefusal) -> ExchangeAnswer {
        guard let notionalWad = try? marginWad.mulDivDown(leverageWad, .wad) else {
            throw .amountOutOfRange
        }
        let isBuy = side == .long
        let limit = try limitTicks(isBuy, quoteWad: notionalWad, baseWad: baseLimitWad)
        let money = try units(within: notionalWad)
        let (lots, cost) = reach(isBuy, money: money, limit: limit)
        if lots == 0 { throw .nothingToTradeWith }
        let before = venue.standing(of: account).lots
        let closing = isBuy == (before < 0) ? min(Int64(before.magnitude), lots) : 0
        // What closes needs no margin; what opens brings the share of it that the book has room for.
        let margin = Int128(try units(covering: marginWad)) * Int128(cost) / Int128(max(money, 1))
        let part = margin * Int128(lots - closing) / Int128(lots)
        let fee = (Int128(cost) * Int128(max(settings.terms.book.takerFeePpm, 0))) / 1_000_000 + 1
        let paid = lots == closing ? 0 : Int64(clamping: part + fee)
        let isWhole = book[account].isCross
        if !isWhole { try toMargin(paid, account) }
        let id = nextOrder()
        venue.apply(
            .new(
                NewOrder(
                    id: id, account: account, side: isBuy ? .buy : .sell,
                    type: limit == nil ? .market : .limit, quantity: lots, price: limit ?? 0,
                    timeInForce: .immediateOrCancel)))
        do throws(ExchangeRefusal) {
            let answer = try answer(to: id, account)
            if !isWhole { giveBack(part, account, before, lots - closing) }
            return answer
        } catch {
            if !isWhole, paid > 0 { try? fromMargin(paid, account) }
            throw error
        }
    }

    /// Returns the margin of what has not traded.
    private func giveBack(
        _ margin: Int128, _ account: AccountIndex, _ before: Int64, _ opening: Int64
    ) {
        let after = venue.standing(of: account).lots
        if after == 0 || opening <= 0 { return }
        let opened =
            (after > 0) == (before > 0) || before == 0
            ? Int64(after.magnitude) - Int64(before.magnitude) : Int64(after.magnitude)
        let rest = margin * Int128(max(opening - max(opened, 0), 0)) / Int128(opening)
        if rest > 0 { try? fromMargin(Int64(clamping: rest), account) }
    }

    private func close(
        _ account: AccountIndex, quoteLimitWad: UInt256
    ) throws(ExchangeRefusal) -> ExchangeAnswer {
        let lots = venue.standing(of: account).lots
        if lots == 0 { throw .noPosition }
        let isBuy = lots < 0
        let limit = try limitTicks(
            isBuy, quoteWad: quoteLimitWad, baseWad: grid.sizeWad(lots).magnitude)
        let id = nextOrder()
        venue.apply(
            .new(
                NewOrder(
                    id: id, account: account, side: isBuy ? .buy : .sell,
                    type: limit == nil ? .market : .limit, quantity: Int64(lots.magnitude),
                    price: limit ?? 0, timeInForce: .immediateOrCancel, isReduceOnly: true)))
        return try answer(to: id, account)
    }

    /// The worst price of a trade, from the quote and the base that are its limit; nil for any.
    private func limitTicks(
        _ isBuy: Bool, quoteWad: UInt256, baseWad: UInt256
    ) throws(ExchangeRefusal) -> Int64? {
        if quoteWad.isZero || baseWad.isZero { return nil }
        let price =
            isBuy ? try? quoteWad.mulDivDown(.wad, baseWad) : try? quoteWad.mulDivUp(.wad, baseWad)
        guard let price,
            let ticks = isBuy ? grid.ticks(atMost: price) : grid.ticks(atLeast: price)
        else { throw .amountOutOfRange }
        if ticks <= 0 { throw .nothingToTradeWith }
        return ticks
    }

    /// Lots that money reaches within a limit, and what they cost.
    private func reach(_ isBuy: Bool, money: Int64, limit: Int64?) -> (lots: Int64, cost: Int64) {
        var (lots, cost) = (Int64(0), Int64(0))
        for level in venue.depth(isBuy ? .sell : .buy, levels: .max) {
            if let limit, isBuy ? level.price > limit : level.price < limit { break }
            let part = min(level.quantity, (money - cost) / level.price)
            lots += part
            cost += part * level.price
            if part < level.quantity { break }
        }
        return (lots, cost)
    }

    // MARK: - Orders

    private func place(
        _ order: BookOrder, _ account: AccountIndex
    ) throws(ExchangeRefusal) -> ExchangeAnswer {
        guard let lots = grid.lots(within: order.sizeWad), lots > 0 else { throw .amountOutOfRange }
        let isBuy = order.side == .buy
        var price: Int64?
        if let limit = order.priceWad {
            price = isBuy ? grid.ticks(atMost: limit) : grid.ticks(atLeast: limit)
            if price == nil || price == 0 { throw .amountOutOfRange }
        }
        let id = nextOrder()
        venue.apply(
            .new(
                NewOrder(
                    id: id, account: account, side: isBuy ? .buy : .sell,
                    type: price == nil ? .market : .limit, quantity: lots, price: price ?? 0,
                    timeInForce: order.kind == .immediate || price == nil
                        ? .immediateOrCancel : .goodTilCancelled,
                    isPostOnly: order.kind == .postOnly, isReduceOnly: order.isReduceOnly)))
        return try answer(to: id, account)
    }

    /// What the venue's events since the last look tell of an order, which are handed on then.
    private func answer(
        to id: OrderID, _ account: AccountIndex
    ) throws(ExchangeRefusal) -> ExchangeAnswer {
        defer { collect() }
        var answer = ExchangeAnswer()
        var left: CancelReason?
        var rests = false
        for event in venue.events {
            switch event {
            case .refused: throw .rejected("\(event)")
            case .book(let event):
                switch event.content {
                case .reject(id, let reason): throw .rejected(reason.rawValue)
                case .rest(let order) where order.id == id: rests = true
                case .cancel(id, _, let reason): left = reason
                default: break
                }
            case .fill(let fill) where fill.account == account && !fill.isLiquidation:
                answer.baseWad = answer.baseWad &+ grid.sizeWad(fill.lots).magnitude
                answer.quoteWad =
                    answer.quoteWad &+ grid.amountWad(Int128(fill.lots) * Int128(fill.price))
            default: break
            }
        }
        if answer.baseWad.isZero, !rests, let left, left != .user {
            throw left == .immediateRemainder || left == .priceBand
                ? .nothingToTradeWith : .rejected(left.rawValue)
        }
        if rests { answer.orders = [id] }
        return answer
    }
}

extension MatchingEngine {
    /// Takes an accepted order through the book: it slides, trades, rests or leaves.
    mutating func execute(_ order: inout ActiveOrder) {
        if order.isPostOnly {
            slideIfCrossing(&order)
        } else {
            match(&order)
        }
        guard order.open > 0 else { return }
        if order.isMarket || !order.timeInForce.mayRest {
            let opposite = order.side == .buy ? asks.best : bids.best
            let isBeyond = order.isBanded && opposite != .none
            let reason: CancelReason = isBeyond ? .priceBand : .immediateRemainder
            return emit(.cancel(order.id, quantity: order.open, reason))
        }
        rest(order)
    }

    private mutating func slideIfCrossing(_ order: inout ActiveOrder) {
        guard let best = order.side == .buy ? asks.bestPrice : bids.bestPrice,
            order.side.crosses(order.limit, best)
        else { return }
        order.limit = order.side == .buy ? best - configuration.tick : best + configuration.tick
        emit(.slide(order.id, price: order.limit))
    }

    /// Puts what is open of an order at the end of its level.
    mutating func rest(_ order: ActiveOrder) {
        let slot = place(order)
        emit(.rest(orders.resting(slot)))
    }

    /// The same without an event.
    mutating func place(_ order: ActiveOrder) -> Slot {
        entryCount += 1
        let record = OrderRecord(
            id: order.id, open: order.open, price: order.limit, entry: entryCount,
            account: order.account, side: order.side, timeInForce: order.timeInForce,
            selfTradePrevention: order.selfTradePrevention, isPostOnly: order.isPostOnly,
            isReduceOnly: order.isReduceOnly)
        let slot = file(record, order.expiry)
        if order.side == .buy {
            bids.append(slot, &orders)
            accounts[order.account].openBids += order.open
        } else {
            asks.append(slot, &orders)
            accounts[order.account].openAsks += order.open
        }
        accounts[order.account].restingCount += 1
        return slot
    }

    // MARK: - The loop

    /// Trades with the best opposite orders while prices cross.
    private mutating func match(_ taker: inout ActiveOrder) {
        while taker.open > 0 {
            let level = taker.side == .buy ? asks.best : bids.best
            guard level != .none else { return }
            let (price, slot): (Int64, Slot)
            if taker.side == .buy {
                (price, slot) = (asks[level].price, asks[level].head)
            } else {
                (price, slot) = (bids[level].price, bids[level].head)
            }
            guard taker.side.crosses(taker.limit, price) else { return }
            if taker.selfTradePrevention != .none,
                accounts.areOne(taker.account, orders[slot].account)
            {
                preventSelfTrade(&taker, slot)
                continue
            }
            guard let quantity = permitted(&taker, slot, price) else { continue }
            trade(&taker, slot, price, quantity)
        }
    }

    private mutating func preventSelfTrade(_ taker: inout ActiveOrder, _ maker: Slot) {
        switch taker.selfTradePrevention {
        case .none: return
        case .cancelNewest: cancelRest(of: &taker, .selfTrade)
        case .cancelOldest: cancel(maker, .selfTrade)
        case .cancelBoth:
            cancel(maker, .selfTrade)
            cancelRest(of: &taker, .selfTrade)
        case .decrement:
            let quantity = min(taker.open, orders[maker].open)
            if quantity == orders[maker].open {
                cancel(maker, .selfTrade)
            } else {
                let id = orders[maker].id
                shrink(maker, by: quantity)
                emit(.reduce(id, quantity: quantity, .selfTrade))
            }
            if quantity == taker.open { return cancelRest(of: &taker, .selfTrade) }
            taker.open -= quantity
            emit(.reduce(taker.id, quantity: quantity, .selfTrade))
        }
    }

    mutating func cancelRest(of order: inout ActiveOrder, _ reason: CancelReason) {
        emit(.cancel(order.id, quantity: order.open, reason))
        order.open = 0
    }

    /// How much the two may trade; nil after one of them was cancelled instead.
    private mutating func permitted(
        _ taker: inout ActiveOrder, _ slot: Slot, _ price: Int64
    ) -> Int64? {
        let maker = orders[slot]
        var quantity = min(taker.open, maker.open)
        // A trade of an account with itself leaves its position, so that a cap would never end it.
        let isCapped = maker.account != taker.account
        if maker.isReduceOnly {
            let position = accounts[maker.account].position
            guard maker.side.reduces(position) else {
                // Only a call auction, where positions change without this rule, leaves such an order.
                cancel(
                    slot, position == 0 ? .reduceOnlyNoPosition : .reduceOnlyWouldIncrease)
                return nil
            }
            if isCapped { quantity = Int64(min(UInt64(quantity), position.magnitude)) }
        }
        if taker.isReduceOnly {
            let position = accounts[taker.account].position
            guard taker.side.reduces(position) else {
                cancelRest(of: &taker, .reduceOnlyNoPosition)
                return nil
            }
            if isCapped { quantity = Int64(min(UInt64(quantity), position.magnitude)) }
        }
        if Policy.isActive {
            let isAllowed = policy.permitsMaker(
                ProposedMatch(
                    account: maker.account, order: maker.id, side: maker.side, price: price,
                    quantity: quantity, position: accounts[maker.account].position,
                    isLiquidation: false))
            guard isAllowed else {
                cancel(slot, .undercollateralised)
                return nil
            }
            let mayGoOn = policy.permitsTaker(
                ProposedMatch(
                    account: taker.account, order: taker.id, side: taker.side, price: price,
                    quantity: quantity, position: accounts[taker.account].position,
                    isLiquidation: taker.isLiquidation))
            guard mayGoOn else {
                cancelRest(of: &taker, .margin)
                return nil
            }
        }
        return quantity
    }

    private mutating func trade(
        _ taker: inout ActiveOrder, _ slot: Slot, _ price: Int64, _ quantity: Int64
    ) {
        let maker = orders[slot]
        taker.open -= quantity
        if quantity == maker.open { remove(slot) } else { shrink(slot, by: quantity) }
        emit(
            .trade(
                Trade(
                    taker: taker.id, maker: maker.id, takerAccount: taker.account,
                    makerAccount: maker.account, price: price, quantity: quantity,
                    takerSide: taker.side)))
        let before = (accounts[maker.account].position, accounts[taker.account].position)
        let isBuy = taker.side == .buy
        settle(
            buyer: isBuy ? taker.account : maker.account,
            seller: isBuy ? maker.account : taker.account, price, quantity,
            buyerPpm: isBuy ? configuration.takerFeePpm : configuration.makerFeePpm,
            sellerPpm: isBuy ? configuration.makerFeePpm : configuration.takerFeePpm)
        guard maker.account != taker.account else { return }
        cancelUselessReduceOnly(of: maker.account, before: before.0)
        cancelUselessReduceOnly(of: taker.account, before: before.1)
        if taker.isReduceOnly, taker.open > 0,
            !taker.side.reduces(accounts[taker.account].position)
        {
            cancelRest(of: &taker, .reduceOnlyNoPosition)
        }
    }
}

import ContractRuntime
import WideIntegers

/// Shutdown and settlement: section 8.
extension MarketCall {
    func shutdown() throws(Revert) {
        try requireOpen()
        if context.caller != house.owner {
            try require(try isPastThreshold(), "not owner nor globalShutdown")
        }
        try touch(isGated: false)
        let price = try settlementPrice()
        try store(price, .settlementPrice)
        let slot = market.slots[.status]
        var status = try context.load(slot)
        status.w0 = 0
        try context.store(status, to: slot)
        try asMarket { () throws(Revert) in
            try context.log(topics: [ReferencePerpABI.shutdown], words: [price.bitPattern])
        }
    }

    /// Whether uncovered debt lets anyone shut the market down.
    private func isPastThreshold() throws(Revert) -> Bool {
        let threshold = Int256(bitPattern: parameters.shutdown.thresholdWad)
        let uncovered = try load(.uncovered)
        guard threshold > .zero && uncovered > .zero else { return false }
        let open = try load(.openNotionalLong).plus(try load(.openNotionalShort))
        return try uncovered.times(.wad) >= threshold.times(open)
    }

    private func settlementPrice() throws(Revert) -> Int256 {
        switch parameters.shutdown.price {
        case .mark: try price(.mark)
        case .markTwap: try price(.markTwap)
        case .oracle: try price(.oracle)
        case .oracleTwap: try price(.oracleTwap)
        case .median: try medianPrice()
        }
    }

    func settlePosition() throws(Revert) {
        try require(!(try isOpen), "amm is open")
        let trader = context.caller
        let old = try position(of: trader)
        try require(!old.size.isZero, "positionSize is 0")
        let isLong = old.isLong
        let worth = try old.amount.part(
            try load(.settlementPrice), isLong ? .down : .up)
        let realised = try realise(worth, for: old.openNotional, isLong: isLong)
        var position = old
        var (balance, _) = try collect(realised, from: &position, trader)
        try resize(&position, to: .zero, openNotional: .zero)
        (position.margin, position.flagTime) = (.zero, 0)
        position.lastBlock = blockNumber
        try save(&position, of: trader, over: old)
        if balance.isNegative {
            try bear(
                Bankruptcy(
                    trader: trader, amount: old.amount, quote: worth, sign: isLong ? 1 : -1,
                    debt: balance.negated), isSettlement: true)
            balance = .zero
        }
        try pay(balance, to: .wallet(trader))
        try context.log(
            topics: [ReferencePerpABI.positionSettled, number(market.account), number(trader)],
            words: [balance.bitPattern])
    }
}

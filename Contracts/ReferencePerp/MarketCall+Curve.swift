import ContractRuntime
import WideIntegers

/// Swaps on the curve and changes of it: section 2.
extension MarketCall {
    /// Whether a swap is forced, which the trade limit does not stop.
    enum SwapKind {
        case trade
        case forced
    }

    /// Swaps an amount of base.
    /// - Parameter limit: the least money for a sale, the most for a purchase; nil for none.
    func swap(
        base amount: Int256, isSale: Bool, _ kind: SwapKind, limit: Int256? = nil
    ) throws(Revert) -> PeggedCurve.Exchange {
        if kind == .trade && !isSale { try requireWithinTradeLimit(amount, of: curve.base) }
        let exchange = try curve.exchange(base: amount, isSale: isSale)
        if let limit { try requireMoney(exchange.money, isSale: isSale, limit) }
        try settle(exchange, ReferencePerpABI.swapOutput, direction: isSale ? 0 : 1)
        return exchange
    }

    /// Swaps for an amount of money.
    /// - Parameter baseLimit: the least base for a purchase, the most for a sale; zero for none.
    func swap(
        money: Int256, isSale: Bool, baseLimit: Int256
    ) throws(Revert) -> PeggedCurve.Exchange {
        if isSale {
            try requireWithinTradeLimit(
                try money.mulDiv(.wad, curve.peg, .up), of: curve.quote)
        }
        let exchange = try curve.exchange(money: money, isSale: isSale)
        if !baseLimit.isZero {
            if isSale {
                try require(exchange.base <= baseLimit, "More than maximal base token")
            } else {
                try require(exchange.base >= baseLimit, "Less than minimal base token")
            }
        }
        try settle(exchange, ReferencePerpABI.swapInput, direction: isSale ? 1 : 0)
        return exchange
    }

    /// The caller's limit of money: a sale always has one, a purchase only when it is not zero.
    func requireMoney(_ money: Int256, isSale: Bool, _ limit: Int256) throws(Revert) {
        if isSale {
            try require(money >= limit, "Less than minimal quote token")
        } else if !limit.isZero {
            try require(money <= limit, "More than maximal quote token")
        }
    }

    private func requireWithinTradeLimit(
        _ amount: Int256, of reserve: Int256
    ) throws(Revert) {
        let limit = try reserve.part(
            Int256(bitPattern: parameters.curve.tradeLimitRatioWad), .down)
        try require(limit >= amount, "over trading limit")
    }

    private func settle(
        _ exchange: PeggedCurve.Exchange, _ topic: UInt256, direction: UInt64
    ) throws(Revert) {
        try storeCurve(try curve.after(exchange))
        try add(exchange.signedBase, to: .netSize)
        try asMarket { () throws(Revert) in
            try context.log(
                topics: [topic],
                words: [
                    UInt256(direction), exchange.money.bitPattern, exchange.base.bitPattern,
                ])
        }
    }

    // MARK: - Changes

    /// `repeg`: moves the peg toward the oracle, by the owner.
    func repeg(to peg: Int256) throws(Revert) {
        try requireOwner()
        try requirePeg()
        try touch()
        var changed = curve
        changed.peg = peg
        try require(try isNearerToOracle(changed), "peg moves away from oracle")
        try pay(for: changed, isManual: true)
    }

    private func isNearerToOracle(_ changed: PeggedCurve) throws(Revert) -> Bool {
        if changed.peg.isZero { return false }
        let before = try oracleDistance(try curve.mark())
        return try oracleDistance(try changed.mark()) < before
    }

    /// How far a mark is from the oracle; under a bad feed with `useMark` the oracle is the present
    /// mark.
    func oracleDistance(_ mark: Int256) throws(Revert) -> Int256 {
        try mark.minus(try oracle()).absolute
    }

    /// `scaleK`: makes the curve deeper or thinner, by the owner.
    func scaleK(by scale: Int256) throws(Revert) {
        try requireOwner()
        try requirePeg()
        try touch()
        let step = try scale.minus(.wad).absolute
        let limit = Int256(bitPattern: parameters.curve.kStepLimitWad)
        try require(!step.isZero && step <= limit, "k step too large")
        let changed = try scaled(by: scale)
        try require(try isLargeEnough(changed), "reserve too small")
        try pay(for: changed, isManual: true)
    }

    private func scaled(by scale: Int256) throws(Revert) -> PeggedCurve {
        PeggedCurve(
            quote: try curve.quote.part(scale, .down), base: try curve.base.part(scale, .down),
            peg: curve.peg)
    }

    private func isLargeEnough(_ changed: PeggedCurve) throws(Revert) -> Bool {
        let afterAll = try changed.base.plus(try load(.netSize))
        return changed.base >= .wad && afterAll >= .wad
    }

    func requireOwner() throws(Revert) {
        try require(
            context.caller == house.owner, "PerpFiOwnableUpgrade: caller is not the owner")
    }

    private func requirePeg() throws(Revert) {
        try require(parameters.curve.form == .pegged, "curve has no peg")
    }

    private func cost(of changed: PeggedCurve) throws(Revert) -> Int256 {
        let net = try load(.netSize)
        return try changed.closingValue(ofNet: net).minus(try curve.closingValue(ofNet: net))
    }

    /// Books the cost of a change and makes it.
    private func pay(for changed: PeggedCurve, isManual: Bool) throws(Revert) {
        let cost = try cost(of: changed)
        if cost > .zero {
            let fees = min(cost, try load(.feePool))
            let rest = try cost.minus(fees)
            if rest > .zero {
                let fund = try house.signed(house.fundSlot(market.fund, context), context)
                try require(isManual && fund >= rest, "fees not enough")
                try house.addToFund(rest.negated, market.fund, context)
            }
            try addToFeePool(fees.negated)
        }
        try add(cost, to: .curveAccount)
        try storeCurve(changed)
        if cost < .zero { try pay(cost.negated, to: .feePool(market)) }
        try context.log(
            topics: [ReferencePerpABI.curveChanged, number(market.account)],
            words: [
                changed.quote.bitPattern, changed.base.bitPattern, changed.peg.bitPattern,
                cost.bitPattern,
            ])
    }

    // MARK: - Automatic changes

    /// What the market changes by itself after funding, out of its fees alone.
    func changeAutomatically() throws(Revert) {
        switch parameters.curve.automatic {
        case .none: return
        case .repegToOracle(let feesRatio, let stepMax):
            try repegToOracle(Int256(bitPattern: feesRatio), Int256(bitPattern: stepMax))
        case .kByImbalance(let step, let threshold):
            try scaleByImbalance(Int256(bitPattern: step), Int256(bitPattern: threshold))
        }
    }

    private func repegToOracle(_ feesRatio: Int256, _ stepMax: Int256) throws(Revert) {
        let mark = try curve.mark()
        if mark.isZero { return }
        var changed = curve
        let lower = try curve.peg.part(try Int256.wad.minus(stepMax), .down)
        let upper = try curve.peg.part(try Int256.wad.plus(stepMax), .down)
        let target = try curve.peg.mulDiv(try oracle(), mark, .down)
        changed.peg = max(1, min(max(target, lower), upper))
        guard changed.peg != curve.peg, try isNearerToOracle(changed) else { return }
        let budget = try load(.feePool).part(feesRatio, .down)
        let cost = try cost(of: changed)
        if cost > budget {
            try count(.repegCut)
            let step = try changed.peg.minus(curve.peg).mulDiv(budget, cost, .towardZero)
            changed.peg = try curve.peg.plus(step)
            guard changed.peg != curve.peg, try self.cost(of: changed) <= budget,
                try isNearerToOracle(changed)
            else { return }
        }
        try pay(for: changed, isManual: false)
    }

    private func scaleByImbalance(_ step: Int256, _ threshold: Int256) throws(Revert) {
        let total = try load(.longSize).plus(try load(.shortSize))
        let net = try load(.netSize).absolute
        let (imbalance, allowed) = (try net.times(.wad), try threshold.times(total))
        let isBalanced = total.isZero || imbalance <= allowed
        let scale = try isBalanced ? Int256.wad.plus(step) : Int256.wad.minus(step)
        let changed = try scaled(by: scale)
        guard try isLargeEnough(changed) else { return }
        if try cost(of: changed) > (try load(.feePool)) {
            try count(.repegCut)
            return
        }
        try pay(for: changed, isManual: false)
    }
}

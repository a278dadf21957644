import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What a liquidation has deleveraged, as its logs tell it.
public struct Deleveraging: Sendable {
    /// Base that the bankrupt has gained by being closed, signed, wad.
    public var closedWad: Int256
    /// Base of winners that were closed, wad.
    public var doneWad: Int256
    /// Accounts that were deleveraged or passed over.
    public var asked: Set<Address>
    /// Whether nothing was left of the debt.
    public var isPaid: Bool

    /// A liquidation's deleveraging by its parts.
    public init(closedWad: Int256, doneWad: Int256, asked: Set<Address>, isPaid: Bool) {
        self.closedWad = closedWad
        self.doneWad = doneWad
        self.asked = asked
        self.isPaid = isPaid
    }
}

/// Running figures, and statements about single calls.
extension ReferencePerpInvariants {
    /// What a call has logged of one market.
    private struct CallFigures {
        /// Whose position was liquidated.
        var liquidated: Address?
        var badDebt = Int256.zero
        /// Base that each account has gained in its trade.
        var exchanged: [Address: Int256] = [:]
        var deleveraged = Int256.zero
        /// Accounts that were deleveraged or passed over.
        var ranked: Set<Address> = []
        var paid: [UInt256: Int256] = [:]
        var hasFunding = false
        var hasChangedCurve = false
    }

    /// Books a successful call, and checks R2 on it.
    ///
    /// - Parameter isHouseCall: whether the call was one of the house's functions; tokens that come
    ///   without one are gifts.
    public mutating func book(
        _ outcome: ExecutionOutcome, isHouseCall: Bool, in host: ContractHost,
        block: BlockEnvironment
    ) throws(InvariantViolation) {
        let state = host.state
        var calls = markets.map { _ in CallFigures() }
        let own = state.address(of: house.account).number
        for index in 0..<outcome.logs.count {
            let log = outcome.logs.log(index, in: state)
            guard let topic = log.topics.first.map({ UInt256($0) }) else { continue }
            if topic == token.transferTopic, log.address == state.address(of: token.account) {
                bookTransfer(log, own, isHouseCall: isHouseCall)
                continue
            }
            for (index, market) in markets.enumerated() {
                let address = state.address(of: market.account)
                guard
                    log.address == address
                        || log.address == state.address(of: house.account)
                            && log.topics.contains(Hash256(address.number))
                else { continue }
                book(log, topic, &figures[index], &calls[index])
            }
        }
        for index in markets.indices {
            let call = calls[index]
            if call.hasChangedCurve {
                figures[index].product = (try? product(markets[index], state)) ?? .zero
            }
            if call.hasFunding { bookFunding(index, state) }
            for paid in call.paid.values {
                figures[index].badDebtPaid = figures[index].badDebtPaid &+ paid
            }
            if call.liquidated == nil && !call.paid.isEmpty {
                figures[index].hasSettledBadDebt = true
            }
            figures[index].badDebtLiquidated =
                figures[index].badDebtLiquidated &+ call.badDebt
            readFundingBase(index, state)
            try checkR2(
                deleveraging(in: call, markets[index]), in: markets[index], host, block: block)
        }
    }

    private mutating func bookTransfer(
        _ log: EventLog, _ own: UInt256, isHouseCall: Bool
    ) {
        guard log.topics.count == 3 else { return }
        let amount = signed(log, 0)
        if UInt256(log.topics[1]) == own { netInflow = netInflow &- amount }
        guard UInt256(log.topics[2]) == own else { return }
        netInflow = netInflow &+ amount
        if !isHouseCall { gifts = gifts &+ amount }
    }

    private func book(
        _ log: EventLog, _ topic: UInt256, _ figures: inout Figures, _ call: inout CallFigures
    ) {
        switch topic {
        case ReferencePerpABI.positionLiquidated:
            call.liquidated = account(log)
            call.badDebt = signed(log, 4)
        case ReferencePerpABI.positionChanged:
            call.exchanged[account(log)] = signed(log, 2)
        case ReferencePerpABI.positionDeleveraged:
            call.deleveraged = call.deleveraged &+ signed(log, 0).absolute
            call.ranked.insert(account(log))
        case ReferencePerpABI.deleverageSkipped: call.ranked.insert(account(log))
        case ReferencePerpABI.badDebtPaid:
            let payer = signed(log, 0).bitPattern
            call.paid[payer] = (call.paid[payer] ?? .zero) &+ signed(log, 2)
        case ReferencePerpABI.lossSocialised:
            figures.socialised = figures.socialised &+ signed(log, 0)
        case ReferencePerpABI.socialisedLossCollected:
            figures.socialisedCollected = figures.socialisedCollected &+ signed(log, 0)
        case ReferencePerpABI.fundingRateUpdated: call.hasFunding = true
        case ReferencePerpABI.curveChanged: call.hasChangedCurve = true
        default: break
        }
    }

    private func account(_ log: EventLog) -> Address {
        Address(truncating: UInt256(log.topics[1]))
    }

    private func signed(_ log: EventLog, _ index: Int) -> Int256 {
        guard log.data.count >= 32 * (index + 1) else { return .zero }
        return Int256(bitPattern: UInt256(bigEndian: log.data.span.bytes, at: 32 * index))
    }

    // MARK: - Funding

    /// Keeps what the next call's funding is computed from.
    mutating func readFundingBase(_ index: Int, _ state: WorldState) {
        let market = markets[index]
        figures[index].longSize = word(.longSize, market, state)
        figures[index].shortSize = word(.shortSize, market, state)
        figures[index].fundingLong = word(.fundingLong, market, state)
        figures[index].fundingShort = word(.fundingShort, market, state)
        let slot = state.existingRecord(in: house.slots.funds, market.fund)
        figures[index].fund = slot.map { Int256(bitPattern: state[$0]) } ?? .zero
    }

    /// What the fund was short of in a call's funding, which comes before all else in it.
    private mutating func bookFunding(_ index: Int, _ state: WorldState) {
        let market = markets[index]
        let before = figures[index]
        guard market.parameters.funding.payer == .protocolFund else { return }
        let long = word(.fundingLong, market, state) &- before.fundingLong
        let short = word(.fundingShort, market, state) &- before.fundingShort
        let owed = try? before.longSize.times(long).plus(try before.shortSize.times(short))
            .over(.wad, .down)
        guard let owed, owed.isNegative else { return }
        let missing = owed.negated &- before.fund
        if missing > .zero {
            figures[index].fundingMissing = before.fundingMissing &+ missing
        }
    }

    // MARK: - Deleveraging

    /// R2: deleveraged sizes add up to the bankrupt size at most, and to less only when the debt was
    /// paid or nobody was left who could be deleveraged.
    ///
    /// Winners were ranked before positions were closed, so that only a price that does not move with
    /// the curve still tells now who had equity then; with others the second part is left out.
    public func checkR2(
        _ deleveraging: Deleveraging, in market: ReferenceMarket, _ host: ContractHost,
        block: BlockEnvironment
    ) throws(InvariantViolation) {
        let (done, size) = (deleveraging.doneWad, deleveraging.closedWad.absolute)
        try require(done <= size, 2) { "deleveraged \(done) for a bankrupt size of \(size)" }
        guard !isBookedByBlock, !deleveraging.isPaid, done < size,
            market.parameters.marginPrice == .oracle,
            market.parameters.pnlBasis == .price
        else { return }
        let state = host.state
        let answer = house.risk(
            of: state.address(of: market.account), truePriceWad: nil, in: host, block: block)
        guard case .success(let risk) = answer, risk.feedStatus == .ok else { return }
        for found in risk.positions where !deleveraging.asked.contains(found.trader) {
            // A bankrupt long was sold, and winners are short, so that both have the same sign.
            let size = market.position(of: found.trader, in: state).sizeWad
            let isWinner = size.isNegative == deleveraging.closedWad.isNegative
            try require(!isWinner || found.equityWad <= .zero, 2) {
                """
                deleveraged \(done) for \(deleveraging.closedWad); \(found.trader) has equity \
                \(found.equityWad) and was not asked
                """
            }
        }
    }

    private func deleveraging(
        in call: CallFigures, _ market: ReferenceMarket
    ) -> Deleveraging {
        let payers = market.parameters.waterfall.payers
        let place = payers.firstIndex(of: .deleverage)
        let paid = payers.prefix((place ?? -1) + 1).reduce(Int256.zero) {
            $0 &+ (call.paid[UInt256(UInt64($1.rawValue))] ?? .zero)
        }
        let trader = call.liquidated ?? .zero
        return Deleveraging(
            closedWad: call.exchanged[trader] ?? .zero, doneWad: call.deleveraged,
            asked: call.ranked, isPaid: place == nil || paid >= call.badDebt)
    }

    // MARK: - Closing

    /// R6, its second part: closing all positions in an order pays what the curve owes, less a few wei
    /// for each.
    ///
    /// A close leaves up to one wei of quote more than the product asks for, at most at the base that
    /// the curve has when all longs have left and no short has; at the base that it ends with, this is as
    /// many times more. Money is that times the peg, and one wei for its own rounding.
    /// Positions are closed by calls as far as those are let, the rest on a copy of the curve, and all of
    /// it is undone. An order in which the curve runs dry says nothing.
    public func checkR6(
        closing order: [Address], of market: ReferenceMarket, in host: ContractHost,
        block: BlockEnvironment
    ) throws(InvariantViolation) {
        let state = host.state
        guard market.isOpen(in: state),
            let value = try? curve(market, state)
                .closingValue(ofNet: word(.netSize, market, state))
        else { return }
        let open = order.filter { !market.position(of: $0, in: state).sizeWad.isZero }
        let curve = curve(market, state)
        let most = curve.base &+ word(.longSize, market, state)
        let least = curve.base &+ word(.netSize, market, state)
        let perClose = try? most.over(least, .up).mulDiv(curve.peg, .wad, .up).plus(1)
        let point = state.checkpoint
        let total = try? closeAll(open, market, host, block)
        state.revert(to: point)
        guard let total, let perClose else { return }
        let allowed = perClose &* Int256(bitPattern: UInt256(UInt64(open.count)))
        try require(total <= value && total >= value &- allowed, 6) {
            """
            closing \(open.count) positions pays \(total), the curve owes \(value), \
            \(value &- total) less; allowed \(allowed)
            """
        }
    }

    private func closeAll(
        _ traders: [Address], _ market: ReferenceMarket, _ host: ContractHost,
        _ block: BlockEnvironment
    ) throws(Revert) -> Int256 {
        let state = host.state
        var total = Int256.zero
        var left: [Int256] = []
        let close = ReferencePerpABI.house.function(named: "closePosition")
        let zero = ABIValue.tuple([.uint(.zero)])
        let arguments = [ABIValue.address(state.address(of: market.account)), zero]
        for trader in traders {
            let size = market.position(of: trader, in: state).sizeWad
            guard let data = try? close?.encodeCall(arguments) else { return .zero }
            let outcome = host.execute(
                Message(
                    sender: trader, recipient: state.address(of: house.account), data: data),
                in: block)
            if !outcome.isSuccess {
                left.append(size)
                continue
            }
            for index in 0..<outcome.logs.count {
                let log = outcome.logs.log(index, in: state)
                guard log.topics.first.map({ UInt256($0) }) == ReferencePerpABI.swapOutput
                else { continue }
                let money = signed(log, 1)
                total = signed(log, 0).isZero ? total &+ money : total &- money
            }
        }
        var curve = curve(market, state)
        for size in left {
            let exchange = try curve.exchange(base: size.absolute, isSale: size > .zero)
            curve = try curve.after(exchange)
            total = exchange.isSale ? total &+ exchange.money : total &- exchange.money
        }
        return total
    }
}

import Agents
import EthereumPrimitives
import OrderBook
import WideIntegers

/// Makes protocol events of what an exchange tells, so that both kinds of markets are recorded alike.
///
/// The fills of one side of an order become one change of its position. A liquidation's own changes
/// come before it and share its number, as a receipt's logs do.
struct ExchangeEventReader {
    private let exchange: PerpetualExchange
    private let grid: BookGrid
    private let markWad: UInt256
    /// Events with the numbers of what they belong to.
    private(set) var events: [(number: Int, event: ProtocolEvent)] = []
    private var open: [OpenChange] = []
    private var number: Int
    /// The position that others are being deleveraged for.
    private var deleveraged: OpenChange?
    /// Payments of bad debt by others than the fund, by their places among the events.
    private var borne: [(place: Int, payer: UInt8)] = []

    /// Fills of one account that are not told yet.
    private struct OpenChange {
        let account: AccountIndex
        let isForced: Bool
        let isMaker: Bool
        var lots: Int64 = 0
        var money: Int128 = 0
        var fee: Int128 = 0
        var realised: Int128 = 0
        var lotsAfter: Int64 = 0
    }

    /// A reader of what an exchange has told at once.
    /// - Parameter first: the number of the first group.
    init(_ exchange: PerpetualExchange, first: Int) {
        self.exchange = exchange
        grid = exchange.grid
        markWad = exchange.presentMarkWad
        number = first
    }

    /// The number of the next group.
    var nextNumber: Int { number + 1 }

    mutating func read(_ told: [PerpetualEvent]) {
        var isTaker = true
        for event in told {
            if case .deleveraged = event {} else { endDeleveraging() }
            if case .fill(let fill) = event {
                add(fill, isMaker: !isTaker)
                isTaker.toggle()
                continue
            }
            take(event)
        }
        endDeleveraging()
        flush()
        settleRounding(payer: 1, exchange.borneAtOnce.byBackstop)
        settleRounding(payer: 2, exchange.borneAtOnce.byDeleveraged)
    }

    /// Notes what somebody bears of a debt.
    private mutating func bear(
        _ lossWad: UInt256, of trader: Address, payer: UInt8, by account: Address
    ) {
        borne.append((events.count, payer))
        emit(
            .badDebtPaid(trader: trader, payer: payer, account: account, amountWad: lossWad))
    }

    /// Makes what was borne by a kind of payers the amount that the venue has booked: prices of
    /// takeovers are rounded, and the last payment takes what that leaves.
    private mutating func settleRounding(payer: UInt8, _ units: Int128) {
        var rest = grid.amountWad(units)
        let places = borne.filter { $0.payer == payer }.map(\.place)
        for place in places {
            guard
                case .badDebtPaid(let trader, let payer, let account, let amount) =
                    events[place].event
            else { continue }
            let paid = place == places.last ? rest : min(amount, rest)
            rest = rest &- paid
            events[place].event = .badDebtPaid(
                trader: trader, payer: payer, account: account, amountWad: paid)
        }
        let empty = places.filter { place in
            if case .badDebtPaid(_, _, _, let amount) = events[place].event {
                amount.isZero
            } else {
                false
            }
        }
        for place in empty.reversed() { events.remove(at: place) }
        borne = borne.filter { $0.payer != payer }.map { entry in
            (entry.place - empty.count { $0 < entry.place }, entry.payer)
        }
    }

    private mutating func emitLiquidation(
        of account: AccountIndex, lots: Int64, money: Int128, fee: Int64, by liquidator: Address
    ) {
        emit(
            .liquidated(
                ProtocolEvent.PositionLiquidated(
                    trader: exchange.address(of: account), notionalWad: grid.amountWad(money),
                    sizeWad: grid.sizeWad(lots).magnitude, rewardWad: grid.amountWad(fee),
                    liquidator: liquidator, badDebtWad: .zero)))
    }

    /// Adds a part of a position that was closed against another one.
    private mutating func addDeleveraged(_ account: AccountIndex, _ lots: Int64, _ price: Int64) {
        if deleveraged?.account != account { endDeleveraging() }
        var change =
            deleveraged ?? OpenChange(account: account, isForced: true, isMaker: true)
        change.lots += lots
        change.money += Int128(lots.magnitude) * Int128(price)
        deleveraged = change
    }

    /// Tells of the liquidation of a position that others were deleveraged for.
    private mutating func endDeleveraging() {
        guard let change = deleveraged else { return }
        deleveraged = nil
        open.append(change)
        flush()
        emitLiquidation(
            of: change.account, lots: change.lots, money: change.money, fee: 0, by: exchange.fund)
        number += 1
    }

    private mutating func add(_ fill: PerpetualEvent.Fill, isMaker: Bool) {
        let isForced = fill.isLiquidation && !isMaker
        let place = open.firstIndex { $0.account == fill.account && $0.isMaker == isMaker }
        var change =
            place.map { open[$0] }
            ?? OpenChange(account: fill.account, isForced: isForced, isMaker: isMaker)
        change.lots += fill.side == .buy ? fill.lots : -fill.lots
        change.money += Int128(fill.lots) * Int128(fill.price)
        change.fee += Int128(fill.fee)
        change.realised += Int128(fill.realised)
        change.lotsAfter = fill.sizeAfter
        if let place { open[place] = change } else { open.append(change) }
    }

    private mutating func emit(_ event: ProtocolEvent) { events.append((number, event)) }

    /// Tells all fills that wait.
    /// - Parameter penaltyUnits: what a position that is closed by force pays beside its fee.
    private mutating func flush(penalty penaltyUnits: Int64 = 0, of forced: AccountIndex? = nil) {
        for change in open {
            let owner = exchange.address(of: change.account)
            let isForced = change.account == forced && !change.isMaker
            let margin = exchange.venue.standing(of: change.account).cash
            var told = ProtocolEvent.PositionChanged(
                trader: owner, marginWad: grid.amountWad(margin),
                notionalWad: grid.amountWad(change.money), sizeWad: grid.sizeWad(change.lots),
                feeWad: .zero, sizeAfterWad: grid.sizeWad(change.lotsAfter),
                realisedWad: grid.moneyWad(change.realised), badDebtWad: .zero,
                penaltyWad: isForced ? grid.amountWad(penaltyUnits) : .zero, markWad: markWad,
                fundingWad: .zero, isMaker: change.isMaker)
            told.feeWad = grid.amountWad(change.fee)
            if change.fee < 0 { told.rebateWad = grid.amountWad(-change.fee) }
            emit(.positionChanged(told))
        }
        open.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ event: PerpetualEvent) {
        switch event {
        case .liquidation(let close):
            flush(penalty: close.fee, of: close.account)
            if close.lots != 0 {
                emitLiquidation(
                    of: close.account, lots: close.lots,
                    money: Int128(close.lots.magnitude) * Int128(close.price), fee: close.fee,
                    by: exchange.fund)
            }
            number += 1
        case .takeover(let from, let to, let lots, let price):
            flush()
            let trader = exchange.address(of: from)
            emitLiquidation(
                of: from, lots: lots, money: Int128(lots.magnitude) * Int128(price), fee: 0,
                by: exchange.address(of: to))
            number += 1
            emit(
                .takenOver(
                    trader: trader, taker: exchange.address(of: to), sizeWad: grid.sizeWad(lots),
                    valueWad: value(lots, price)))
            bear(loss(lots, price), of: trader, payer: 1, by: exchange.address(of: to))
        case .deleveraged(let account, let lots, let price, let against):
            flush()
            addDeleveraged(against, -lots, price)
            let other = exchange.address(of: account)
            emit(
                .deleveraged(
                    trader: other, sizeWad: grid.sizeWad(lots), valueWad: value(lots, price),
                    fundingWad: .zero))
            bear(loss(lots, price), of: exchange.address(of: against), payer: 2, by: other)
        case .fundPaid(let account, let amount):
            flush()
            emit(
                .badDebtPaid(
                    trader: exchange.address(of: account), payer: 0, account: exchange.fund,
                    amountWad: grid.amountWad(amount)))
        case .uncovered(let account, let amount):
            flush()
            emit(
                .badDebtPaid(
                    trader: exchange.address(of: account), payer: 4, account: .zero,
                    amountWad: grid.amountWad(amount)))
        case .fundingRate(let ppb, _):
            emit(
                .funding(
                    rateWad: grid.rateWad(ppb: ppb),
                    referenceWad: grid.priceWad(exchange.venue.index ?? 0)))
        case .funding(let account, let amount, _):
            emit(
                .marginChanged(
                    trader: exchange.address(of: account), amountWad: .zero,
                    fundingWad: grid.moneyWad(amount)))
        case .book, .fill, .deposited, .withdrawn, .moneyRefused, .donated, .refused, .index,
            .indexRefused, .halted, .resumed:
            break
        }
    }

    private func value(_ lots: Int64, _ price: Int64) -> UInt256 {
        grid.amountWad(Int128(lots.magnitude) * Int128(price))
    }

    /// What who gets lots at a price loses against the mark.
    private func loss(_ lots: Int64, _ price: Int64) -> UInt256 {
        let priceWad = grid.priceWad(price)
        let isWorse = lots > 0 ? priceWad > markWad : priceWad < markWad
        if !isWorse { return .zero }
        let distance = priceWad > markWad ? priceWad &- markWad : markWad &- priceWad
        return (try? grid.sizeWad(lots).magnitude.mulDivDown(distance, .wad)) ?? .zero
    }
}

extension RunRecorder {
    /// Takes in what an exchange has told, at once and in order: no reorg can take it back.
    func hear(_ told: [PerpetualEvent], from exchange: PerpetualExchange, _ market: Int) {
        var reader = ExchangeEventReader(exchange, first: exchangeGroups)
        reader.read(told)
        exchangeGroups = reader.nextNumber
        if reader.events.isEmpty { return }
        let (now, head) = (chain.timeline.now, chain.head.number)
        let truths = markets.indices.map { truthWad($0, now) }
        var seen: [SeenEvent] = []
        for (number, event) in reader.events {
            var judgement: LiquidationWatch.Judgement?
            if case .liquidated(let liquidation) = event {
                judgement = watches[market].judge(
                    liquidation.trader, truthWad: truths[market], block: head)
            }
            seen.append(
                SeenEvent(receipt: number, market: market, event: event, judgement: judgement))
        }
        let scene = EventScene(
            time: now, number: head, truthsWad: truths, oraclesWad: tracks.map(\.oracleWad),
            events: seen)
        for event in seen {
            count(event, in: scene)
            if case .badDebtPaid(let trader, _, _, let amount) = event.event {
                // A contract tells this with the change of the position.
                let lost = Int256(bitPattern: amount)
                accounts.tally(trader) { $0.lossesWad = $0.lossesWad &+ lost }
            }
        }
    }
}

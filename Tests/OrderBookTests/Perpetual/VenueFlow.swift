import OrderBook
import TestSupport

/// Random calls of a venue with random rules, in which few accounts meet often and prices jump.
struct VenueFlow {
    private var random: SeededGenerator
    let terms: PerpetualTerms
    private var nextID: OrderID = 1
    private var price: Int64 = 1_000
    private let accountCount: UInt64 = 8

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        terms = Self.terms(&random)
    }

    private static func terms(_ random: inout SeededGenerator) -> PerpetualTerms {
        func one<Value>(of values: [Value]) -> Value { values[random.below(values.count)] }
        var terms = PerpetualTerms()
        terms.book.tick = one(of: [1, 1, 5])
        terms.book.lot = one(of: [1, 1, 2])
        terms.book.makerFeePpm = one(of: [0, -100, 150])
        terms.book.takerFeePpm = one(of: [0, 450, 5_000])
        terms.book.bandBps = one(of: [0, 2_000])
        terms.book.selfTradePrevention = one(of: SelfTradePrevention.allCases)
        terms.initialMarginPpm = one(of: [50_000, 100_000, 333_333])
        terms.maintenanceMarginPpm = one(of: [25_000, 50_000])
        terms.markRule = one(of: [
            .oracle, .medianOfIndexBasisLast(basisWindowMicros: 30_000_000), .fair,
        ])
        terms.funding.intervalMicros = one(of: [0, 7_000_000, 60_000_000])
        terms.funding.sampleEveryMicros = 1_000_000
        terms.funding.impactNotional = one(of: [1_000, 20_000])
        terms.funding.form = one(of: [.hourly, .eightHour])
        terms.funding.capPpb = one(of: [nil, 40_000_000])
        terms.withdrawal.keepMarginPpm = one(of: [nil, 0, 500_000])
        terms.withdrawal.includesUnrealised = one(of: [true, true, false])
        terms.openInterestMax = one(of: [0, 0, 120])
        terms.positionMax = one(of: [0, 0, 60])
        terms.depthCap = one(of: [nil, nil, .init(sharePpm: 500_000, distanceBps: 1_000)])
        terms.liquidation.partialAboveNotional = one(of: [0, 10_000])
        terms.liquidation.feePpm = one(of: [0, 10_000])
        terms.backstop.account = one(of: [nil, 7])
        terms.backstop.takesOverBelowPpm = one(of: [0, 666_667])
        terms.backstop.inventoryMaxNotional = one(of: [0, 30_000])
        terms.waterfall = one(of: [
            [.backstop, .fund, .deleverage], [.fund, .deleverage], [.deleverage], [.backstop], [],
            [.deleverage, .fund],
        ])
        terms.deleveraging.rank = one(of: [.bitmex, .binance, .hyperliquid, .dydx(seed: 5)])
        terms.deleveraging.price = one(of: [.bankruptcy, .previousOracle])
        return terms
    }

    private mutating func below(_ bound: UInt64) -> UInt64 { random.next(upperBound: bound) }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(below(UInt64(values.count)))]
    }

    private mutating func account() -> AccountIndex { AccountIndex(below(accountCount)) }

    /// Does something to a venue.
    mutating func act(on venue: inout PerpetualVenue) {
        switch below(100) {
        case ..<60: venue.apply(.new(order()))
        case ..<66:
            venue.apply(
                .replace(
                    ReplaceRequest(
                        id: known(), price: below(2) == 0 ? nil : near(),
                        quantity: below(2) == 0 ? nil : Int64(below(12)))))
        case ..<72: venue.apply(.cancel(id: known(), account: nil))
        case ..<73: venue.apply(.cancelAll(account: account(), side: pick([nil, .buy, .sell])))
        case ..<77: _ = venue.deposit(Int64(below(8_000)), to: account())
        case ..<80:
            let from = account()
            let most = UInt64(venue.withdrawable(from))
            _ = venue.withdraw(Int64(below(2 * most + 3)), from: from)
        case ..<81: venue.donate(Int64(below(2_000)))
        case ..<82: below(3) == 0 ? venue.halt(trapsCancels: below(2) == 0) : venue.resume()
        case ..<84: venue.resume()
        case 84: venue.apply(pick([.setMark(5), .setTime(9), .halt, .resume]))
        default: advance(&venue)
        }
    }

    private mutating func advance(_ venue: inout PerpetualVenue) {
        let width = below(12) == 0 ? price / 3 : price / 40
        price = max(200, min(5_000, price + Int64(below(UInt64(2 * width + 1))) - width))
        let known = venue.now + Int64(below(10_000_000))
        venue.advance(to: known, index: below(10) == 0 ? nil : below(300) == 0 ? -3 : price)
    }

    private mutating func order() -> NewOrder {
        let type: OrderType = below(10) < 7 ? .limit : pick(OrderType.allCases)
        let id = below(30) == 0 ? known() : nextID
        if id == nextID { nextID += 1 }
        return NewOrder(
            id: below(200) == 0 ? PerpetualLimits.reservedOrderID + id : id, account: account(),
            side: pick(Side.allCases), type: type, quantity: Int64(below(20)),
            price: near(), trigger: near(), source: pick(TriggerSource.allCases),
            timeInForce: below(2) == 0 ? .goodTilCancelled : pick(TimeInForce.allCases),
            expiry: Int64(below(1 << 40)), isPostOnly: below(7) == 0, isReduceOnly: below(5) == 0,
            isLiquidation: below(100) == 0)
    }

    private mutating func near() -> Int64 {
        let width = price / 25
        let exact = price - width + Int64(below(UInt64(2 * width + 1)))
        return exact / terms.book.tick * terms.book.tick
    }

    private mutating func known() -> OrderID { nextID > 40 ? nextID - below(40) : nextID }
}

import Agents
import ContractRuntime
import EthereumPrimitives
import OrderBook
import SimulationKernel
import WideIntegers

/// Markets in order books, off the chain.
extension MarketAssembly {
    /// Builds an exchange with its fund and its backstop.
    func add(
        _ market: MarketSettings, _ own: OrderBookMarketSettings, _ place: Int, fund: FundSettings
    ) throws(ScenarioProblem) {
        let keyPath = "markets[\(place)]"
        let price = try ground.priceWad(of: market, keyPath: keyPath)
        let grid = try own.grid(forPriceWad: price, keyPath)
        var terms = try own.terms(grid, keyPath)
        terms.book.mark = grid.ticks(nearest: price).map { max($0, 1) }
        let settings = PerpetualExchange.Settings(
            grid: grid, terms: terms, ingress: own.ingress, publishEveryMicros: own.publishMicros)
        let fundAddress = ground.address("fund/\(fund.name)")
        let backstop = own.backstopWad.isZero ? nil : ground.address("backstop/\(market.name)")
        let exchange: PerpetualExchange
        do throws(PerpetualTermsError) {
            exchange = try PerpetualExchange(
                name: market.name, settings, fund: fundAddress, backstop: backstop,
                timeline: ground.timeline)
        } catch {
            throw ScenarioProblem(keyPath, market.name, "\(error)")
        }
        do throws(ExchangeRefusal) {
            try exchange.endowFund(fund.balanceWad)
            if let backstop {
                try exchange.deposit(own.backstopWad, to: backstop, isCross: true)
            }
        } catch {
            throw ScenarioProblem("\(keyPath).fund", fund.name, "\(error)")
        }
        markets.append(
            PerpMarket(
                name: market.name, index: place, address: ground.address("market/\(market.name)"),
                house: ground.address("exchange/\(market.name)"), fund: fundAddress,
                collateral: ground.host.state.address(of: ground.collateral.account),
                design: OrderBookDesign(exchange: exchange), exchange: exchange))
    }
}

extension OrderBookMarketSettings {
    /// The grid that is given, or one that fits a price.
    fileprivate func grid(
        forPriceWad price: UInt256, _ keyPath: String
    ) throws(ScenarioProblem) -> BookGrid {
        let fitting = BookGrid.fitting(priceWad: price)
        let tick = tickWad ?? fitting?.tickWad ?? .one
        let grid: BookGrid? =
            if let lotWad {
                BookGrid(tickWad: tick, lotWad: lotWad)
            } else {
                BookGrid.fitting(priceWad: price, tickWad: tick)
            }
        guard let grid, let ticks = grid.ticks(nearest: price), ticks > 0,
            ticks <= PerpetualLimits.priceMax
        else {
            throw ScenarioProblem(
                "\(keyPath).tick", "\(tick) wei",
                "a step that the first price, \(price) wei, is 1 to 2^40 times, and that makes a "
                    + "whole number of wei with the lot")
        }
        return grid
    }

    fileprivate var ingress: IngressQueue.Rules {
        var rules = IngressQueue.Rules()
        rules.latencyMicros = Int64(clamping: latencyMicros)
        rules.serviceMicros = Int64(clamping: serviceMicros)
        rules.capacity = Int64(clamping: waitingMax)
        rules.shedsFrom = Int64(clamping: shedsFrom)
        rules.shedding =
            switch shedding {
            case .newOrders: .newOrders
            case .cancels: .cancels
            case .all: .all
            }
        return rules
    }

    /// The venue's rules on a grid.
    fileprivate func terms(
        _ grid: BookGrid, _ keyPath: String
    ) throws(ScenarioProblem) -> PerpetualTerms {
        func money(_ wad: UInt256, _ key: String) throws(ScenarioProblem) -> Int64 {
            guard let units = grid.units(within: wad), units <= PerpetualLimits.moneyMax else {
                throw ScenarioProblem(
                    "\(keyPath).\(key)", "\(wad) wei",
                    "at most 2^61 times tick and lot, \(grid.unitWad) wei")
            }
            return units
        }
        func lots(_ wad: UInt256, _ key: String) throws(ScenarioProblem) -> Int64 {
            guard let lots = grid.lots(within: wad), lots <= PerpetualLimits.lotsMax else {
                throw ScenarioProblem("\(keyPath).\(key)", "\(wad) wei", "at most 2^60 lots")
            }
            return lots
        }
        var terms = PerpetualTerms()
        terms.book.makerFeePpm = makerFeeWad.ppm
        terms.book.takerFeePpm = Int64(clamping: takerFeePpm)
        terms.initialMarginPpm = Int64(clamping: initialMarginPpm)
        terms.maintenanceMarginPpm = Int64(clamping: maintenanceMarginPpm)
        terms.markRule =
            switch mark {
            case .oracle: .oracle
            case .median:
                .medianOfIndexBasisLast(basisWindowMicros: Int64(clamping: basisWindowMicros))
            case .fair: .fair
            }
        terms.funding.intervalMicros = Int64(clamping: fundingMicros)
        terms.funding.impactNotional = max(try money(impactNotionalWad, "impact_notional"), 1)
        terms.funding.form = fundingForm == .hourly ? .hourly : .eightHour
        terms.funding.capPpb = fundingCapPpm.map { Int64(clamping: $0) * 1_000 }
        terms.withdrawal.includesUnrealised = withdrawsUnrealised
        terms.withdrawal.keepMarginPpm = keepMarginPpm.map { Int64(clamping: $0) }
        terms.openInterestMax = try lots(openInterestMaxWad, "open_interest_max")
        terms.positionMax = try lots(positionMaxWad, "position_max")
        terms.depthCap = depthCapWad.map {
            PerpetualTerms.DepthCap(
                sharePpm: Int256(bitPattern: $0).ppm, distanceBps: Int64(clamping: depthCapBps))
        }
        terms.liquidation.partialSharePpm = max(Int64(clamping: partialPpm), 1)
        terms.liquidation.partialAboveNotional = try money(partialAboveWad, "partial_above")
        terms.liquidation.partialPauseMicros = Int64(clamping: partialPauseMicros)
        terms.liquidation.feePpm = Int64(clamping: liquidationFeePpm)
        terms.backstop.takesOverBelowPpm = Int64(clamping: backstopBelowPpm)
        terms.backstop.inventoryMaxNotional = try money(
            backstopInventoryMaxWad, "backstop_inventory_max")
        terms.waterfall = payers.map { payer in
            switch payer {
            case .backstop: .backstop
            case .fund: .fund
            case .deleverage: .deleverage
            }
        }
        terms.deleveraging.rank =
            switch rank {
            case .bitmex: .bitmex
            case .binance: .binance
            case .hyperliquid: .hyperliquid
            case .dydx: .dydx(seed: 1)
            }
        terms.deleveraging.price =
            deleveragingPrice == .bankruptcy ? .bankruptcy : .previousOracle
        return terms
    }
}

extension Int256 {
    /// A wad ratio in parts per million, rounded toward zero.
    fileprivate var ppm: Int64 {
        let parts = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000).quotient
        let small = parts.bitWidth > 60 ? Int64.max / 4 : Int64(parts.w0)
        return isNegative ? -small : small
    }
}

import Agents
import OrderBook
import WideIntegers

extension OrderBookMarketSettings {
    /// Holds what depends on each other against each other.
    func check(_ path: String, _ check: inout ScenarioCheck) {
        check.require(
            initialMarginPpm > 0, "\(path).initial_margin", "0", "above 0")
        check.require(
            maintenanceMarginPpm <= initialMarginPpm, "\(path).maintenance_margin",
            DecimalText.text(UInt256(maintenanceMarginPpm), places: 6),
            "at most initial_margin, \(DecimalText.text(UInt256(initialMarginPpm), places: 6))")
        if let tickWad, let lotWad {
            check.require(
                BookGrid(tickWad: tickWad, lotWad: lotWad) != nil, "\(path).lot",
                DecimalText.text(lotWad),
                "such that tick times lot is a whole number of 10^-18")
        }
        for (place, payer) in payers.enumerated() where payers[..<place].contains(payer) {
            check.require(
                false, "\(path).payers[\(place)]", payer.rawValue, "named once")
        }
        check.require(
            makerFeeWad.isWholePpm, "\(path).maker_fee", DecimalText.text(makerFeeWad),
            "a whole number of millionths")
    }
}

extension Int256 {
    fileprivate var isWholePpm: Bool {
        magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000).remainder.isZero
    }
}

extension Scenario {
    /// Refuses populations in order books that need contracts, and those that would need collateral
    /// both on the chain and off it.
    func checkMarkets(
        of population: PopulationSettings, _ path: String, _ check: inout ScenarioCheck
    ) {
        let places = population.marketPlaces(markets.map(\.name))
        let books = places.filter { !markets[$0].isOnChain }
        if let book = books.first {
            let name = markets[book].name
            check.require(
                !population.model.needsContracts, "\(path).market", "'\(name)'",
                "kind \(population.model.name) works with contracts on a chain, and this market is "
                    + "an order book off it")
            check.require(
                books.count == places.count, "\(path).markets",
                places.map { markets[$0].name }.joined(separator: ", "),
                "markets on curves, or markets in order books, but not both: collateral is in the "
                    + "wallet or at the venue")
        } else if case .bookMaker = population.model, let place = places.first {
            check.require(
                false, "\(path).market", "'\(markets[place].name)'",
                "kind book-maker needs a market in an order book")
        }
    }
}

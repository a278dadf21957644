import Agents
import Chain
import SimulationKernel
import WideIntegers

/// Markets in order books, whose exchanges are ledgers beside the chain.
extension SimulationWorld {
    /// Connects the exchanges with their prices and with the records, and lets their clocks run.
    func startExchanges() {
        feedPrices = markets.map { _ in nil }
        guard markets.contains(where: { $0.exchange != nil }) else { return }
        seeFeeds(after: chain.head)
        for market in markets {
            guard let exchange = market.exchange,
                case .orderBook(let settings) = scenario.markets[market.index].design
            else { continue }
            let place = market.index
            switch settings.index {
            case .feed: exchange.index = { [weak self] in self?.feedPrices[place] }
            case .truth:
                exchange.index = { [weak self] in
                    guard let self else { return nil }
                    let now = chain.timeline.now
                    return (recorder.truthWad(place, now), now.seconds)
                }
            }
            exchange.onEvents = { [weak self] in self?.recorder.hear($0, from: exchange, place) }
            exchange.begin()
        }
    }

    /// Reads the feeds of markets in order books after a block.
    func seeFeeds(after block: Block) {
        for market in markets where market.exchange != nil {
            let name = scenario.markets[market.index].feed
            guard let feed = outside.feeds.first(where: { $0.name == name }) else { continue }
            let environment = block.environment(chainID: chain.settings.chainID)
            if let price = feed.priceWad(in: chain.host, environment) {
                feedPrices[market.index] = price
            }
        }
    }

    /// The first exchange whose books do not balance, and how.
    func brokenExchange() -> String? {
        for market in markets {
            do {
                try market.exchange?.checkInvariants()
            } catch {
                return "\(market.name): \(error)"
            }
        }
        return nil
    }

    /// The exchange of a market by its name; nil for none.
    func exchange(of market: String) -> PerpetualExchange? {
        markets.first { $0.name == market }?.exchange
    }
}

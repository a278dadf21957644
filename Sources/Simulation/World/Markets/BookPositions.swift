import Agents
import EthereumPrimitives
import OrderBook
import WideIntegers

/// Positions of order books at the genesis, which somebody must have the other side of.
///
/// Where the market has a maker it has that side; otherwise the positions add up to nothing, and an
/// account of their own settles what their prices of entry differ by.
extension MarketAssembly {
    /// A position of the scenario, in an order book.
    struct BookRow {
        let keyPath: String
        let settings: PositionSettings
        let account: Address
    }

    /// Places the positions of one market.
    /// - Parameter maker: the account of its first maker; nil for none.
    /// - Returns: what became of each, in order.
    func place(
        _ rows: [BookRow], on market: PerpMarket, maker: Address?
    ) throws(ScenarioProblem) -> [GenesisPosition] {
        guard let exchange = market.exchange, let first = rows.first else { return [] }
        let sum = rows.reduce(Int256.zero) { $0 &+ exchange.roundedWad($1.settings.sizeWad) }
        if maker == nil, sum.signum != 0 {
            throw ScenarioProblem(
                first.keyPath, "\(market.name): \(rows.count) positions",
                "sizes that add up to 0, or a book-maker for the other side")
        }
        let other = maker ?? ground.address("positions/\(market.name)")
        let mark = exchange.presentMarkWad
        try exchange.endow(rows, other, markWad: mark)
        var placed: [GenesisPosition] = []
        for row in rows {
            let entry = row.settings.entryPriceWad ?? mark
            do throws(ExchangeRefusal) {
                try exchange.place(
                    row.settings.sizeWad, for: row.account, against: other, priceWad: entry)
            } catch {
                throw ScenarioProblem(row.keyPath, row.settings.trader, "\(error)")
            }
            let position = exchange.position(of: row.account)
            placed.append(
                GenesisPosition(
                    trader: row.settings.trader, account: row.account, market: market.index,
                    sizeWad: position?.sizeWad ?? .zero,
                    openNotionalWad: position?.openNotionalWad ?? .zero, isOpened: false))
        }
        return placed
    }
}

extension PerpetualExchange {
    /// Gives the traders their margins, and the other side what its positions lose or need at the mark.
    fileprivate func endow(
        _ rows: [MarketAssembly.BookRow], _ other: Address, markWad: UInt256
    ) throws(ScenarioProblem) {
        var (gain, net) = (Int256.zero, Int256.zero)
        for row in rows {
            let settings = row.settings
            if settings.sizeWad.isZero {
                throw ScenarioProblem("\(row.keyPath).size", "0", "any size but zero")
            }
            gain = gain &+ settings.profitWad(atPriceWad: markWad)
            net = net &+ settings.sizeWad
            do throws(ExchangeRefusal) {
                try addGenesisMargin(settings.marginWad, of: row.account)
            } catch {
                throw ScenarioProblem("\(row.keyPath).margin", settings.trader, "\(error)")
            }
        }
        let held = (try? net.magnitude.mulDivUp(markWad, .wad)) ?? .max
        let owed = gain.isNegative ? UInt256.zero : gain.magnitude
        do throws(ExchangeRefusal) {
            // A unit for each row covers what the grid rounds.
            try addGenesisMargin(
                held &+ owed &+ grid.unitWad &* UInt256(UInt64(rows.count + 1)), of: other)
        } catch {
            throw ScenarioProblem("positions", "\(held) wei", "\(error)")
        }
    }
}

extension PositionSettings {
    /// What it has gained at a price, wad; nothing for one that is opened there.
    fileprivate func profitWad(atPriceWad price: UInt256) -> Int256 {
        guard let entry = entryPriceWad else { return .zero }
        let worth = (try? sizeWad.magnitude.mulDivDown(price, .wad)) ?? .zero
        let cost = (try? sizeWad.magnitude.mulDivDown(entry, .wad)) ?? .zero
        let gain = Int256(bitPattern: worth) &- Int256(bitPattern: cost)
        return sizeWad.isNegative ? .zero &- gain : gain
    }
}

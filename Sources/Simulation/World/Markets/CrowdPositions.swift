import Agents
import PriceOracles
import SimulationKernel
import WideIntegers

extension CrowdSettings {
    /// The positions of the crowd, each from one draw of notional, leverage and entry.
    ///
    /// - Parameters:
    ///   - market: the market's name.
    ///   - priceWad: its price at the start.
    ///   - random: the root of all chance; the crowd has the stream of its name.
    /// - Throws: a problem of the first draw that is no position, at a path below `keyPath`.
    func positions(
        market: String, priceWad: UInt256, random: RandomSource, keyPath: String
    ) throws(ScenarioProblem) -> [PositionSettings] {
        var stream = random.stream("crowd/\(name)")
        var positions: [PositionSettings] = []
        positions.reserveCapacity(Int(count))
        for number in 0..<count {
            let notional = try Self.draw(notional, &stream, "\(keyPath).notional")
            let leverage = try Self.draw(leverage, &stream, "\(keyPath).leverage")
            let entry = try Self.draw(entry, &stream, "\(keyPath).entry")
            guard leverage >= .share(1, 100),
                let price = try? priceWad.mulDivDown(entry, .wad), !price.isZero,
                let size = try? notional.mulDivDown(.wad, price), !size.isZero,
                let margin = try? notional.mulDivUp(.wad, leverage)
            else {
                throw ScenarioProblem(
                    "\(keyPath).leverage", "\(leverage) wei",
                    "at least 0.01, for a position of a size above 0")
            }
            var position = PositionSettings()
            position.trader = "\(name)-\(number + 1)"
            position.market = market
            let signed = Int256(bitPattern: size)
            position.sizeWad = isLong(number) ? signed : .zero &- signed
            position.marginWad = margin
            position.entryPriceWad = price
            positions.append(position)
        }
        return positions
    }

    /// Whether a position is a long: one is where the count of longs so far rises by one.
    private func isLong(_ number: UInt64) -> Bool {
        func longs(_ count: UInt64) -> UInt256 {
            (UInt256(count) &* longShareWad).quotientAndRemainder(dividingBy: .wad).quotient
        }
        return longs(number + 1) > longs(number)
    }

    /// The first second of a chain has the time of its genesis, and averages over no time are undefined:
    /// contracts refuse to trade in it.
    private static let tradableMicros: UInt64 = 1_000_000

    /// A member as somebody who trades once, so that logs name it.
    func trader(_ number: UInt64) -> ExtraAgent {
        var settings = PopulationSettings()
        settings.name = name
        settings.collateral = .constant(10)
        settings.nativeWad = .wad
        return ExtraAgent("\(name)-\(number + 1)", settings: settings) { seat in
            CrowdTrader(
                market: try seat.market(market, key: "market"),
                isLong(number) ? .long : .short, marginWad: .wad,
                atMicros: max(
                    Self.tradableMicros, seenWithinMicros / (count + 1) * (number + 1)))
        }
    }

    private static func draw(
        _ law: Distribution, _ stream: inout RandomStream, _ keyPath: String
    ) throws(ScenarioProblem) -> UInt256 {
        let drawn = law.sample(&stream)
        guard drawn > 0, let value = PriceQuantization.wad(drawn), !value.isZero,
            value <= settingWadMax
        else {
            throw ScenarioProblem(keyPath, "\(drawn)", "a number above 0 and up to 10^18")
        }
        return value
    }
}

extension MarketAssembly {
    /// The positions of all crowds, in order.
    func positions(
        of crowds: [CrowdSettings], random: RandomSource
    ) throws(ScenarioProblem) -> [PositionSettings] {
        var positions: [PositionSettings] = []
        for (place, crowd) in crowds.enumerated() {
            let keyPath = "crowds[\(place)]"
            guard
                let market = settings.first(where: {
                    crowd.market.isEmpty || $0.name == crowd.market
                })
            else { throw ScenarioProblem("\(keyPath).market", crowd.market, "a market") }
            positions += try crowd.positions(
                market: market.name,
                priceWad: try ground.priceWad(of: market, keyPath: "\(keyPath).market"),
                random: random, keyPath: keyPath)
        }
        return positions
    }
}

import SimulationKernel
import WideIntegers

/// One side of a book: what rests on it when it is full, and what is missing.
struct BookSide {
    /// The side of the orders that take it.
    let takenBy: SpotSide
    let curve: DepthCurve
    private let replenishment: Replenishment
    private var takenWad: UInt256 = .zero
    private var takenAt = SimulatedTime(micros: 0)

    init(_ takenBy: SpotSide, _ curve: DepthCurve, _ replenishment: Replenishment) {
        self.takenBy = takenBy
        self.curve = curve
        self.replenishment = replenishment
    }

    /// What is missing at a moment. Looking changes nothing.
    func takenWad(at now: SimulatedTime) -> UInt256 {
        replenishment.missingWad(of: takenWad, afterMicros: now.micros(since: takenAt))
    }

    mutating func take(_ baseWad: UInt256, at now: SimulatedTime) {
        takenWad = self.takenWad(at: now) &+ baseWad
        takenAt = now
    }

    /// The price of the next unit after so much has been taken: of asks rounded down, of bids up.
    func priceWad(afterTaking takenWad: UInt256, fairWad: UInt256) -> UInt256 {
        let distanceWad = curve.distanceWad(afterTaking: takenWad)
        let price =
            takenBy == .buy
            ? try? fairWad.mulDivDown(.wad &+ distanceWad, .wad)
            : try? fairWad.mulDivUp(.wad &- distanceWad, .wad)
        // Prices are at most 2^120 and factors below 2^80.
        return price ?? .max
    }

    /// The distance from which on prices are at a target or beyond it; nil where it is beyond all.
    func distanceWad(ofPriceWad priceWad: UInt256, fairWad: UInt256) -> UInt256? {
        switch takenBy {
        case .buy:
            guard let factorWad = try? priceWad.mulDivUp(.wad, fairWad) else { return nil }
            return factorWad > .wad ? factorWad &- .wad : .zero
        case .sell:
            guard let factorWad = try? priceWad.mulDivDown(.wad, fairWad) else { return .zero }
            return factorWad < .wad ? .wad &- factorWad : .zero
        }
    }

    /// The most that is taken of the full side at prices no worse than a limit.
    func takenWad(withinPriceWad limitWad: UInt256, fairWad: UInt256) -> UInt256 {
        switch takenBy {
        case .buy:
            guard let factorWad = try? limitWad.mulDivDown(.wad, fairWad) else {
                return curve.sizeWad
            }
            return factorWad < .wad ? .zero : curve.takenWad(withinWad: factorWad &- .wad)
        case .sell:
            guard let factorWad = try? limitWad.mulDivUp(.wad, fairWad), factorWad <= .wad else {
                return .zero
            }
            return curve.takenWad(withinWad: .wad &- factorWad)
        }
    }
}

import SimulationKernel
import WideIntegers

/// A path through given points, of a plan, an incident or recorded data.
///
/// At a point the price is exactly that of the point, after the last one it holds. It has no steps and
/// no chance.
public struct PiecewisePath: PricePath {
    /// What the price is between two points.
    public enum Interpolation: Hashable, Sendable, CaseIterable {
        /// That of the earlier one.
        case hold
        /// On the straight line, rounded toward the earlier one.
        case linear
        /// On the curve of constant growth, rounded to the nearest.
        case geometric
    }

    /// The name of the path.
    public let name: String
    private let points: [PathPoint]
    private let interpolation: Interpolation
    private var last = 0
    private var lastAsked: SimulatedTime

    /// A path through points.
    /// - Throws: `.parameter` for no points, prices out of range, times that do not rise.
    public init(
        through points: [PathPoint], by interpolation: Interpolation = .hold, name: String
    ) throws(PathError) {
        guard let first = points.first else {
            throw .parameter(name: "points of \(name)", value: "none", allowed: "one or more")
        }
        for (index, point) in points.enumerated() {
            try PriceQuantization.require("price of point \(index) of \(name)", point.priceWad)
            if index > 0, point.time <= points[index - 1].time {
                throw .parameter(
                    name: "time of point \(index) of \(name)", value: "\(point.time.micros) us",
                    allowed: "after \(points[index - 1].time.micros) us")
            }
        }
        self.points = points
        self.interpolation = interpolation
        self.name = name
        lastAsked = first.time
    }

    /// The price at a moment.
    public mutating func priceWad(at time: SimulatedTime) throws(PathError) -> UInt256 {
        if time < points[0].time {
            throw .beforeStart(path: name, asked: time, start: points[0].time)
        }
        if time < lastAsked {
            throw .timeRunsBackwards(path: name, asked: time, last: lastAsked)
        }
        lastAsked = time
        while last + 1 < points.count, points[last + 1].time <= time { last += 1 }
        let from = points[last]
        guard interpolation != .hold, last + 1 < points.count, time > from.time else {
            return from.priceWad
        }
        return between(from, points[last + 1], at: time)
    }

    private func between(
        _ from: PathPoint, _ to: PathPoint, at time: SimulatedTime
    ) -> UInt256 {
        let passed = time.micros(since: from.time)
        let whole = to.time.micros(since: from.time)
        if interpolation == .linear {
            // Prices have at most 160 bits and spans 64: no product wraps.
            let isUp = to.priceWad >= from.priceWad
            let distance = isUp ? to.priceWad &- from.priceWad : from.priceWad &- to.priceWad
            let part = (distance &* UInt256(passed))
                .quotientAndRemainder(dividingBy: UInt256(whole)).quotient
            return isUp ? from.priceWad &+ part : from.priceWad &- part
        }
        let start = PriceQuantization.price(from.priceWad)
        let growth = ExactMath.log(PriceQuantization.price(to.priceWad) / start)
        let price = start * ExactMath.exp(growth * (Double(passed) / Double(whole)))
        // Rounding of the exponential must not carry the price past either end.
        let low = min(from.priceWad, to.priceWad)
        let high = max(from.priceWad, to.priceWad)
        let wad = PriceQuantization.wad(price) ?? (price > 1 ? high : low)
        return min(max(wad, low), high)
    }
}

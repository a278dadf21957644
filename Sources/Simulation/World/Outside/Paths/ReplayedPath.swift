import PriceOracles
import SimulationKernel
import WideIntegers

/// A recorded path in the time of a run: what was recorded at one moment is the run's first price.
struct ReplayedPath: PricePath {
    /// The recorded path.
    var recorded: PiecewisePath
    /// The moment of the recording that falls on the run's start.
    let from: SimulatedTime
    /// The run's start.
    let start: SimulatedTime
    /// What prices are multiplied by, wad.
    let scaleWad: UInt256

    /// The path's name.
    var name: String { recorded.name }

    /// The recorded price, scaled and rounded down.
    /// - Throws: what the recorded path does; `.parameter` for a price that scaling makes zero or
    ///   too large.
    mutating func priceWad(at time: SimulatedTime) throws(PathError) -> UInt256 {
        guard time >= start else { throw .beforeStart(path: name, asked: time, start: start) }
        let price = try recorded.priceWad(at: from + time.micros(since: start))
        if scaleWad == .wad { return price }
        guard let scaled = try? price.mulDivDown(scaleWad, .wad), !scaled.isZero,
            scaled <= PriceQuantization.priceWadMax
        else {
            throw .parameter(
                name: "scaled price of \(name)", value: "\(price) times \(scaleWad) / 10^18",
                allowed: "from 1 to \(PriceQuantization.priceWadMax) wad")
        }
        return scaled
    }
}

import SimulationKernel
import WideIntegers

/// A price for risk that cannot leave a band around its own moving average.
///
/// The raw price is clipped to the band, then the average moves toward the clipped price by the
/// share of the window that has passed. An attacker who bends the raw price without bound moves
/// the price for risk by the band at once, and by about the band per window from then on.
/// - Source: FTX's price for risk, about 20 % in five minutes, as described in October 2022.
public struct IndexBand: Hashable, Sendable {
    /// Half the width of the band, in parts per billion of the average.
    public let widthPpb: UInt64
    /// The window of the average, in microseconds.
    public let windowMicros: UInt64
    /// The average, wad; nil before the first price.
    public private(set) var averageWad: UInt256?

    private var lastTime: SimulatedTime?

    private static let billion: UInt64 = 1_000_000_000

    /// A band without an average.
    /// - Throws: `.outOfRange` for a band of more than the whole, or no window.
    public init(widthPpb: UInt64, windowMicros: UInt64) throws(ReporterNetworkError) {
        guard widthPpb <= IndexBand.billion else {
            throw .outOfRange("widthPpb", value: widthPpb, allowed: 0...IndexBand.billion)
        }
        guard windowMicros > 0 else {
            throw .outOfRange("windowMicros", value: 0, allowed: 1...UInt64.max)
        }
        self.widthPpb = widthPpb
        self.windowMicros = windowMicros
    }

    /// The price for risk at a moment: the raw one within the band. All steps round down.
    public mutating func clipped(_ rawWad: UInt256, at now: SimulatedTime) -> UInt256 {
        // An average of zero has a band of zero, and would never leave it.
        guard let average = averageWad, let lastTime, !average.isZero else {
            averageWad = rawWad
            self.lastTime = now
            return rawWad
        }
        let room = (try? average.mulDivDown(UInt256(widthPpb), UInt256(IndexBand.billion))) ?? .max
        let (sum, overflow) = average.addingReportingOverflow(room)
        let clipped = min(max(rawWad, average &- min(room, average)), overflow ? .max : sum)
        let passed = UInt256(min(now.micros(since: lastTime), windowMicros))
        let window = UInt256(windowMicros)
        let distance = clipped > average ? clipped &- average : average &- clipped
        let step = (try? distance.mulDivDown(passed, window)) ?? distance
        averageWad = clipped > average ? average &+ step : average &- step
        self.lastTime = max(now, lastTime)
        return clipped
    }
}

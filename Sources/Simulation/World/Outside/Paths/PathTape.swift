import PriceOracles
import SimulationKernel
import WideIntegers

/// A path that many readers ask, each for moments of its own: now, a second ago, before a fault.
///
/// Paths go forward only. The tape keeps a few copies of its path, each where some reader has left
/// it, and lets the nearest one before the moment go on; where there is none it begins anew. Which
/// copy answers changes no price.
public final class PathTape {
    /// The path's name.
    public let name: String
    /// The moment of its first price; earlier ones have that price as well.
    public let start: SimulatedTime
    /// Why the path ended before the run did; its last price then holds.
    public private(set) var failure: PathError?

    private let origin: any PricePath
    private var copies: [Copy] = []
    private var askCount: UInt64 = 0

    private struct Copy {
        var path: any PricePath
        var time: SimulatedTime
        var priceWad: UInt256
        /// When it has answered last, in asks.
        var usedAt: UInt64
    }

    /// Copies that are kept; one is needed for each lag that readers have.
    static let copiesMax = 16
    /// Moments at which a path is looked at before the run.
    private static let looksAhead: UInt64 = 1_000

    /// A path that has been gone through once up to the run's end.
    /// - Throws: what keeps the path from reaching it.
    init(
        _ path: any PricePath, start: SimulatedTime, durationMicros: UInt64
    ) throws(PathError) {
        name = path.name
        self.start = start
        origin = path
        var scout = path
        let first = try scout.priceWad(at: start)
        copies.append(Copy(path: path, time: start, priceWad: first, usedAt: 0))
        let step = durationMicros / PathTape.looksAhead
        for look in 1...PathTape.looksAhead where step > 0 {
            _ = try scout.priceWad(at: start + step * look)
        }
        _ = try scout.priceWad(at: start + durationMicros)
    }

    /// Quote per base at a moment, wad.
    public func priceWad(at time: SimulatedTime) -> UInt256 {
        let time = max(time, start)
        askCount += 1
        let place = place(before: time)
        copies[place].usedAt = askCount
        if copies[place].time == time { return copies[place].priceWad }
        copies[place].time = time
        do throws(PathError) {
            copies[place].priceWad = try copies[place].path.priceWad(at: time)
        } catch {
            failure = failure ?? error
        }
        return copies[place].priceWad
    }

    /// The copy that stands nearest before a moment, or a new one in the place of that which was
    /// asked longest ago.
    private func place(before time: SimulatedTime) -> Int {
        var best: Int?
        for place in copies.indices where copies[place].time <= time {
            if let known = best, copies[known].time >= copies[place].time { continue }
            best = place
        }
        if let best { return best }
        var path = origin
        let first = (try? path.priceWad(at: start)) ?? .zero
        let copy = Copy(path: path, time: start, priceWad: first, usedAt: 0)
        if copies.count < PathTape.copiesMax {
            copies.append(copy)
            return copies.count - 1
        }
        let oldest = copies.indices.min { copies[$0].usedAt < copies[$1].usedAt } ?? 0
        copies[oldest] = copy
        return oldest
    }
}

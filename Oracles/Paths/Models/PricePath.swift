import SimulationKernel
import WideIntegers

/// A price that comes from outside of the simulation and answers to nobody in it.
///
/// Paths are values. Each reader takes a copy and asks at its own pace, a venue now and a late
/// reporter for a moment ago; copies give the same bits. A path asks for moments in order only.
public protocol PricePath: Sendable {
    /// The name of the path, from which its streams are named.
    var name: String { get }

    /// Quote per base, wad, at a moment that is not before the last one asked.
    /// - Throws: `.beforeStart`, `.timeRunsBackwards`, `.tooManySteps`, `.priceOutOfRange`.
    mutating func priceWad(at time: SimulatedTime) throws(PathError) -> UInt256
}

/// A price that holds from a moment on.
public struct PathPoint: Hashable, Sendable {
    /// From when.
    public var time: SimulatedTime
    /// Quote per base, wad.
    public var priceWad: UInt256

    /// A point from its parts.
    public init(_ time: SimulatedTime, priceWad: UInt256) {
        self.time = time
        self.priceWad = priceWad
    }
}

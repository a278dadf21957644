import WideIntegers

/// A figure's value.
public enum MetricValue: Hashable, Sendable {
    case count(Int64)
    /// Wad.
    case amount(Int256)
    /// Finite.
    case real(Double)
}

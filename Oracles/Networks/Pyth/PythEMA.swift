import WideIntegers

/// Pyth's exponential moving averages of a price and of its confidence.
///
/// An aggregate weighs the inverse of its confidence. What came before is multiplied by `1 -
/// 117065e-9 * slots`, the linear approximation of a half-life of 5,921 slots, and forgotten after
/// a gap of more than 4,145. Numerators and denominator are kept in binary fixed point with 128
/// fractional bits, each step rounded down; the program itself counts in decimal floating point, so
/// that results agree to many digits and not to the last.
/// - Source: pyth-network/pyth-client, `upd_aggregate.h`, `upd_ema`.
public struct PythEMA: Hashable, Sendable {
    /// What a slot takes off, in parts per billion.
    public static let decayPpbPerSlot: UInt64 = 117_065
    /// The longest gap that is bridged, in slots.
    public static let gapSlotsMax: UInt64 = 4_145

    private static let fractionalBits = 128
    private static let billion: UInt64 = 1_000_000_000

    /// The sum of price / confidence.
    private var priceNumerator = Int256.zero
    /// The sum of confidence / confidence.
    private var confidenceNumerator = Int256.zero
    /// The sum of 1 / confidence.
    private var denominator = Int256.zero
    private var lastSlot: UInt64?

    /// An average of nothing yet.
    public init() {}

    /// The averages, rounded down; nil before the first aggregate.
    public var value: PythPrice? {
        guard lastSlot != nil, let price = PythEMA.quotientDown(priceNumerator, denominator),
            let confidence = PythEMA.quotientDown(confidenceNumerator, denominator)
        else { return nil }
        return PythPrice(price: price, confidence: UInt64(clamping: confidence))
    }

    /// Takes in the aggregate of a slot; one that is not later than the last is left out.
    ///
    /// The sums stay below 2^206: an aggregate adds at most 2^191, and the terms before it make at
    /// most 10^9 / 117065 times as much.
    public mutating func update(_ aggregate: PythPrice, slot: UInt64) {
        guard aggregate.confidence > 0 else { return }
        if let lastSlot {
            if slot <= lastSlot { return }
            decay(bySlots: slot - lastSlot)
        }
        lastSlot = slot
        let one = Int256.one << PythEMA.fractionalBits
        let confidence = PythEMA.word(aggregate.confidence)
        priceNumerator =
            priceNumerator
            &+ PythEMA.quotient(Int256(aggregate.price) << PythEMA.fractionalBits, confidence)
        confidenceNumerator = confidenceNumerator &+ one
        denominator = denominator &+ PythEMA.quotient(one, confidence)
    }

    private mutating func decay(bySlots gap: UInt64) {
        if gap > PythEMA.gapSlotsMax {
            self = PythEMA()
            return
        }
        let factor = PythEMA.word(PythEMA.billion - PythEMA.decayPpbPerSlot * gap)
        let whole = PythEMA.word(PythEMA.billion)
        priceNumerator = PythEMA.quotient(priceNumerator &* factor, whole)
        confidenceNumerator = PythEMA.quotient(confidenceNumerator &* factor, whole)
        denominator = PythEMA.quotient(denominator &* factor, whole)
    }

    private static func word(_ number: UInt64) -> Int256 {
        Int256(bitPattern: UInt256(number))
    }

    /// The quotient by a positive number, rounded down.
    private static func quotient(_ dividend: Int256, _ divisor: Int256) -> Int256 {
        let (quotient, remainder) = dividend.magnitude
            .quotientAndRemainder(dividingBy: divisor.bitPattern)
        let truncated = Int256(bitPattern: quotient)
        if !dividend.isNegative { return truncated }
        return Int256.zero &- truncated &- (remainder.isZero ? .zero : .one)
    }

    /// The quotient as 64 bits; nil when it does not fit or nothing is divided by.
    private static func quotientDown(_ dividend: Int256, _ divisor: Int256) -> Int64? {
        if divisor.isZero { return nil }
        let value = quotient(dividend, divisor)
        guard value.magnitude.bitWidth <= 63 else { return nil }
        let low = Int64(bitPattern: value.magnitude.w0)
        return value.isNegative ? -low : low
    }
}

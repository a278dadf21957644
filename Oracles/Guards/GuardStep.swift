import WideIntegers

/// What one guard says to a price.
enum GuardStep {
    /// The price may pass as it is.
    case pass
    /// Another price is to be used in its place.
    case replace(FeedReading, GuardSource)
    /// No price is to be used.
    case refuse(GuardRefusal)
}

/// The price that goes from guard to guard, with all that they may look at.
struct GuardCandidate {
    /// The largest price that guards count with, 2^192 - 1; one above it is none.
    static let priceWadMax = UInt256(.max, .max, .max, 0)

    var reading: FeedReading
    var source: GuardSource
    let input: GuardInput
    /// The last price that all guards let through.
    let lastGood: FeedReading?

    var priceWad: UInt256 { reading.priceWad }
    var nowSeconds: UInt64 { input.nowSeconds }

    /// Whether its feed stands by a price.
    var isPrice: Bool { reading.isPrice }

    /// The same answer with another price.
    func replacing(_ priceWad: UInt256) -> GuardStep {
        var changed = reading
        changed.priceWad = priceWad
        return .replace(changed, source)
    }
}

extension FeedReading {
    /// Whether the feed stands by a price that guards can count with.
    var isPrice: Bool {
        status == .ok && !priceWad.isZero && priceWad <= GuardCandidate.priceWadMax
    }

    /// Why the answer is not of an age up to a limit; nil where it is. An age at the limit is.
    func ageRefusal(limitSeconds: UInt64, nowSeconds: UInt64) -> GuardRefusal? {
        if updatedAtSeconds > nowSeconds { return .futureStamp }
        return nowSeconds - updatedAtSeconds > limitSeconds ? .tooOld : nil
    }
}

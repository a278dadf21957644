/// A rule that no venue can have.
public struct PerpetualTermsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The parameter, by its path.
    public let field: String
    /// What it was set to.
    public let value: Int64
    /// What it may be.
    public let allowed: String

    /// Parameter, value and what is allowed.
    public var description: String { "\(field) is \(value); it must be \(allowed)" }
}

extension PerpetualTerms {
    private static let ppm: ClosedRange<Int64> = 0...1_000_000

    /// Refuses numbers that no venue can have.
    public func validate() throws(PerpetualTermsError) {
        do {
            try book.validate()
        } catch {
            throw PerpetualTermsError(
                field: "book.\(error.field)", value: error.value, allowed: error.allowed)
        }
        if let mark = book.mark {
            try Self.check("book.mark", mark, 1...PerpetualLimits.priceMax)
        }
        try Self.check("initialMarginPpm", initialMarginPpm, 1...1_000_000)
        try Self.check("maintenanceMarginPpm", maintenanceMarginPpm, 0...initialMarginPpm)
        if case .medianOfIndexBasisLast(let window) = markRule {
            try Self.check(
                "markRule.basisWindowMicros", window, 0...PerpetualLimits.microsMax)
        }
        try Self.check("openInterestMax", openInterestMax, 0...PerpetualLimits.lotsMax)
        try Self.check("positionMax", positionMax, 0...PerpetualLimits.lotsMax)
        if let keep = withdrawal.keepMarginPpm {
            try Self.check("withdrawal.keepMarginPpm", keep, Self.ppm)
        }
        if let depthCap {
            try Self.check("depthCap.sharePpm", depthCap.sharePpm, 0...1_000_000_000)
            try Self.check("depthCap.distanceBps", depthCap.distanceBps, 0...1_000_000)
        }
        try checkFunding()
        try checkLiquidation()
    }

    private func checkFunding() throws(PerpetualTermsError) {
        let times = PerpetualLimits.microsMax
        let billion: Int64 = 1_000_000_000
        try Self.check("funding.intervalMicros", funding.intervalMicros, 0...times)
        try Self.check("funding.sampleEveryMicros", funding.sampleEveryMicros, 1...times)
        try Self.check(
            "funding.impactNotional", funding.impactNotional, 1...PerpetualLimits.moneyMax)
        try Self.check("funding.interestPpb", funding.interestPpb, -billion...billion)
        try Self.check("funding.clampPpb", funding.clampPpb, 0...billion)
        if let cap = funding.capPpb { try Self.check("funding.capPpb", cap, 0...billion) }
    }

    private func checkLiquidation() throws(PerpetualTermsError) {
        let money = 0...PerpetualLimits.moneyMax
        try Self.check(
            "liquidation.partialSharePpm", liquidation.partialSharePpm, 1...1_000_000)
        try Self.check(
            "liquidation.partialAboveNotional", liquidation.partialAboveNotional, money)
        try Self.check(
            "liquidation.partialPauseMicros", liquidation.partialPauseMicros,
            0...PerpetualLimits.microsMax)
        try Self.check("liquidation.feePpm", liquidation.feePpm, Self.ppm)
        if let account = backstop.account {
            try Self.check(
                "backstop.account", Int64(account), 0...Int64(BookLimits.accountsMax - 1))
        }
        try Self.check("backstop.takesOverBelowPpm", backstop.takesOverBelowPpm, Self.ppm)
        try Self.check("backstop.inventoryMaxNotional", backstop.inventoryMaxNotional, money)
        for (place, bearer) in waterfall.enumerated()
        where waterfall[..<place].contains(bearer) {
            throw PerpetualTermsError(
                field: "waterfall", value: Int64(place), allowed: "a list without repetition")
        }
    }

    private static func check(
        _ field: String, _ value: Int64, _ range: ClosedRange<Int64>
    ) throws(PerpetualTermsError) {
        guard range.contains(value) else {
            throw PerpetualTermsError(
                field: field, value: value,
                allowed: "from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}

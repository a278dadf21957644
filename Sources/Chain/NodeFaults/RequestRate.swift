/// A bucket of tokens: so many at once, and so many again within each second.
package struct RequestRate: Hashable, Sendable {
    private let perSecond: UInt64
    /// Millionths of a token.
    private var tokens: UInt64
    private var filledAtMicros: UInt64

    /// A full bucket.
    package init(perSecond: UInt64, nowMicros: UInt64) {
        // Beyond a thousand million nothing is ever refused, and no product below overflows.
        self.perSecond = Swift.min(perSecond, 1_000_000_000)
        tokens = self.perSecond * 1_000_000
        filledAtMicros = nowMicros
    }

    /// Takes tokens for calls; false, and nothing taken, where there are too few.
    package mutating func take(_ calls: UInt64, nowMicros: UInt64) -> Bool {
        let passed = nowMicros > filledAtMicros ? nowMicros - filledAtMicros : 0
        filledAtMicros = Swift.max(filledAtMicros, nowMicros)
        let full = perSecond * 1_000_000
        let gain = passed >= 1_000_000 ? full : passed * perSecond
        tokens = Swift.min(full, tokens + gain)
        let (price, overflow) = calls.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow, price <= tokens else { return false }
        tokens -= price
        return true
    }
}

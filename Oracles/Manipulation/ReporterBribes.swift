import WideIntegers

/// What it takes to buy the median of reporters that all have a price of their own.
public struct ReporterBribes: Hashable, Sendable {
    /// Which way the answer is to be off.
    public enum Lie: Hashable, Sendable {
        /// Above all honest answers.
        case high
        /// Below all honest answers.
        case low
    }

    /// What each reporter wants, in wei.
    public let pricesWei: [UInt256]

    /// Reporters by their prices.
    public init(pricesWei: [UInt256]) {
        self.pricesWei = pricesWei
    }

    /// How many liars decide an upper median of so many answers.
    ///
    /// Element `n div 2` of the sorted answers is a lie upward with `n - n div 2` liars, and downward
    /// with `n div 2 + 1`: of an even number half lift it, and one more lower it.
    /// - Returns: zero of no answers, which nobody decides.
    public static func needed(for lie: Lie, of count: Int) -> Int {
        if count <= 0 { return 0 }
        return lie == .high ? count - count / 2 : count / 2 + 1
    }

    /// The reporters to bribe: the cheapest that decide, the first of equal ones.
    public func bribed(for lie: Lie) -> [Int] {
        let order = pricesWei.indices.sorted { (pricesWei[$0], $0) < (pricesWei[$1], $1) }
        return Array(order.prefix(Self.needed(for: lie, of: pricesWei.count)))
    }

    /// The bribes, one entry for each reporter.
    /// - Throws: `.amount` beyond what a bill counts in.
    public func bill(for lie: Lie) throws(ManipulationError) -> ManipulationBill {
        var bill = ManipulationBill()
        for reporter in bribed(for: lie) {
            do {
                try bill.book(
                    .bribe, .native, paid: pricesWei[reporter], note: "reporter \(reporter)")
            } catch {
                throw .amount(error)
            }
        }
        return bill
    }
}

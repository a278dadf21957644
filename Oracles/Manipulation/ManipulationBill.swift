import SimulationKernel
import WideIntegers

/// What is moved by an entry of a bill.
public enum BillAsset: Hashable, Sendable, Comparable {
    /// The quote asset, wad.
    case quote
    /// The base asset, wad.
    case base
    /// The chain's native asset, wei.
    case native
    /// Another asset by its name, in its own units.
    case other(String)

    /// The name in reports.
    public var name: String {
        switch self {
        case .quote: "quote"
        case .base: "base"
        case .native: "native"
        case .other(let name): name
        }
    }
}

/// Why an entry of a bill was made.
public enum BillCause: String, Hashable, Sendable, CaseIterable {
    /// Bought or sold at a venue, its fee left out.
    case trade
    /// What a venue keeps of a trade.
    case venueFee = "venue fee"
    /// What a lender keeps of a loan.
    case loanFee = "loan fee"
    /// Gas of included transactions at the base fee.
    case gas
    /// What included transactions pay to block producers above the base fee.
    case tip
    /// Paid to someone for a lie, an omission or a place.
    case bribe
    /// A bond that was lost, or a fine.
    case fine
    /// Gained by what the manipulation was for.
    case loot
}

/// What a manipulation costs and brings, entry by entry: amounts by cause and asset, and the capital
/// that it ties up.
///
/// Everything that an action moves is booked once; totals are sums over the entries, so that what is
/// left out of a bill was not paid.
public struct ManipulationBill: Equatable, Sendable {
    /// One movement of one asset.
    public struct Entry: Hashable, Sendable {
        /// Why.
        public var cause: BillCause
        /// Of what.
        public var asset: BillAsset
        /// Received where positive, paid where negative, in the asset's units.
        public var change: Int256
        /// Where or to whom.
        public var note: String
    }

    /// Capital that lies in the action for a time; it comes back, and is in no total.
    public struct Capital: Hashable, Sendable {
        /// Of what.
        public var asset: BillAsset
        /// How much, in the asset's units.
        public var amount: UInt256
        /// From when on.
        public var start: SimulatedTime
        /// For how long, in microseconds.
        public var micros: UInt64
    }

    /// The movements in order.
    public private(set) var entries: [Entry] = []
    /// The capital in order.
    public private(set) var capital: [Capital] = []

    /// A bill without entries.
    public init() {}

    /// Books what was received or paid; nothing for an amount of nothing.
    /// - Throws: `.overflow` for an amount of 2^255 or more.
    public mutating func book(
        _ cause: BillCause, _ asset: BillAsset, received: UInt256 = .zero, paid: UInt256 = .zero,
        note: String = ""
    ) throws(ArithmeticPanic) {
        guard let income = Int256(exactly: received), let outlay = Int256(exactly: paid) else {
            throw .overflow
        }
        let change = income &- outlay
        if change == .zero { return }
        entries.append(Entry(cause: cause, asset: asset, change: change, note: note))
    }

    /// Books a trade at a venue, its fee apart, so that the two together are what was moved.
    /// - Throws: `.overflow` for amounts of 2^255 or more.
    public mutating func book(_ fill: SpotFill, at venue: String) throws(ArithmeticPanic) {
        switch fill.side {
        case .buy:
            let price = fill.quoteWad > fill.feeQuoteWad ? fill.quoteWad &- fill.feeQuoteWad : .zero
            try book(.trade, .quote, paid: price, note: venue)
            try book(.venueFee, .quote, paid: fill.quoteWad &- price, note: venue)
            try book(.trade, .base, received: fill.baseWad, note: venue)
        case .sell:
            let gross = try fill.quoteWad + fill.feeQuoteWad
            try book(.trade, .base, paid: fill.baseWad, note: venue)
            try book(.trade, .quote, received: gross, note: venue)
            try book(.venueFee, .quote, paid: fill.feeQuoteWad, note: venue)
        }
    }

    /// Books the gas of an included transaction: what the base fee takes, and the tip.
    /// - Throws: `.overflow` beyond 256 bits.
    public mutating func bookGas(
        used: UInt64, priceWei: UInt256, tipWei: UInt256, note: String = ""
    ) throws(ArithmeticPanic) {
        let tip = min(tipWei, priceWei)
        try book(.gas, .native, paid: try UInt256(used) * (priceWei &- tip), note: note)
        try book(.tip, .native, paid: try UInt256(used) * tip, note: note)
    }

    /// Notes capital that was tied up from one moment to another; nothing for an amount of nothing.
    public mutating func tie(
        _ asset: BillAsset, _ amount: UInt256, from start: SimulatedTime, until end: SimulatedTime
    ) {
        if amount.isZero { return }
        capital.append(
            Capital(asset: asset, amount: amount, start: start, micros: end.micros(since: start)))
    }

    /// Takes over everything of another bill.
    public mutating func append(_ other: ManipulationBill) {
        entries += other.entries
        capital += other.capital
    }

    // MARK: - Totals

    /// The assets of all entries, each once, in order of their kind.
    public var assets: [BillAsset] { Set(entries.map(\.asset)).sorted() }

    /// What an asset has come to: received less paid.
    /// - Throws: `.overflow` beyond 256 bits.
    public func total(of asset: BillAsset) throws(ArithmeticPanic) -> Int256 {
        try sum { $0.asset == asset }
    }

    /// What one cause has come to in an asset: received less paid.
    /// - Throws: `.overflow` beyond 256 bits.
    public func total(of cause: BillCause, in asset: BillAsset) throws(ArithmeticPanic) -> Int256 {
        try sum { $0.asset == asset && $0.cause == cause }
    }

    /// The most that was tied up of an asset at a time, concurrent capitals together.
    ///
    /// What comes back at the moment at which something else is tied up can be the same money.
    /// - Throws: `.overflow` beyond 256 bits.
    public func capitalMax(of asset: BillAsset) throws(ArithmeticPanic) -> UInt256 {
        let held = capital.filter { $0.asset == asset }
        // Of one moment, what was tied up before ends first, then capital begins, then what lay for
        // no time ends.
        let ends = held.map { (time: $0.start + $0.micros, turn: $0.micros > 0 ? 0 : 2, $0.amount) }
        let begins = held.map { (time: $0.start, turn: 1, $0.amount) }
        var (sum, most) = (UInt256.zero, UInt256.zero)
        for (_, turn, amount) in (ends + begins).sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
            sum = turn == 1 ? try sum + amount : sum &- amount
            most = max(most, sum)
        }
        return most
    }

    /// What all assets together are worth, in quote wad, rounded down.
    /// - Parameter prices: quote wad for 10^18 units of an asset; the quote asset itself is not asked
    ///   for.
    /// - Throws: `.overflow` beyond 256 bits.
    public func netWorthWad(
        _ prices: (BillAsset) -> UInt256
    ) throws(ArithmeticPanic) -> Int256 {
        var worth = Int256.zero
        for asset in assets {
            let amount = try total(of: asset)
            if asset == .quote {
                worth = try worth + amount
                continue
            }
            let value: UInt256?
            let price = prices(asset)
            if amount.isNegative {
                value = try? amount.magnitude.mulDivUp(price, .wad)
            } else {
                value = try? amount.magnitude.mulDivDown(price, .wad)
            }
            guard let value, let signed = Int256(magnitude: value, isNegative: amount.isNegative)
            else { throw .overflow }
            worth = try worth + signed
        }
        return worth
    }

    private func sum(_ isCounted: (Entry) -> Bool) throws(ArithmeticPanic) -> Int256 {
        var sum = Int256.zero
        for entry in entries where isCounted(entry) { sum = try sum + entry.change }
        return sum
    }
}

import Agents
import SimulationKernel
import WideIntegers

/// What is followed of a market from block to block.
struct MarketTrack {
    var oracleWad: UInt256?
    var oracleUpdatedSeconds: UInt64?
    private(set) var quote = MarketQuote()
    private(set) var books = MarketBooks()
    private(set) var latentCurveWad = UInt256.zero, latentTrueWad = UInt256.zero
    private(set) var openCount = 0
    private(set) var markMinWad = UInt256.max, markMaxWad = UInt256.zero
    private(set) var truthMinWad = UInt256.max, truthMaxWad = UInt256.zero
    private(set) var oracleErrorMaxWad = UInt256.zero
    private(set) var spreadMaxWad = UInt256.zero
    private(set) var fundStartWad: UInt256?
    private(set) var fundMinWad = UInt256.max
    private(set) var interestMaxWad = UInt256.zero
    private(set) var latentCurveMaxWad = UInt256.zero
    private(set) var claimsMaxWad = UInt256.zero
    private(set) var markTroughRatioWad = UInt256.max
    var tradeCount: UInt64 = 0
    var volumeWad = UInt256.zero
    var feesWad = UInt256.zero
    var fundingCount: UInt64 = 0
    var badDebtWad = UInt256.zero
    /// Bad debt by the name of its payer.
    var borne: [String: UInt256] = [:]
    var deleveragedCount: UInt64 = 0
    var deleveragedWad = UInt256.zero
    /// Times in microseconds over which the feed was off by more than one percent, and all.
    private(set) var offMicros: UInt64 = 0, seenMicros: UInt64 = 0
    private var lastSeen: SimulatedTime?
    private var wasOff = false

    mutating func look(
        _ quote: MarketQuote, _ books: MarketBooks, _ watch: LiquidationWatch, truthWad: UInt256,
        at time: SimulatedTime
    ) {
        let risk = watch.risk
        self.quote = quote
        self.books = books
        oracleWad = quote.oracleWad
        oracleUpdatedSeconds = quote.oracleUpdatedSeconds
        openCount = risk.positions.count
        latentCurveWad = risk.latentAtCurveWad
        latentTrueWad = watch.latentTrueWad
        markMinWad = min(markMinWad, quote.markWad)
        markMaxWad = max(markMaxWad, quote.markWad)
        truthMinWad = min(truthMinWad, truthWad)
        truthMaxWad = max(truthMaxWad, truthWad)
        let error = quote.oracleWad.map { $0.distanceWad(from: truthWad) } ?? .zero
        oracleErrorMaxWad = max(oracleErrorMaxWad, error)
        spreadMaxWad = max(spreadMaxWad, quote.markWad.distanceWad(from: truthWad))
        if let ratio = try? quote.markWad.mulDivDown(.wad, max(truthWad, .one)) {
            markTroughRatioWad = min(markTroughRatioWad, ratio)
        }
        if fundStartWad == nil { fundStartWad = books.fundWad }
        fundMinWad = min(fundMinWad, books.fundWad)
        let long = quote.notionalWad(of: quote.longSizeWad)
        let short = quote.notionalWad(of: quote.shortSizeWad)
        interestMaxWad = max(interestMaxWad, long &+ short)
        latentCurveMaxWad = max(latentCurveMaxWad, risk.latentAtCurveWad)
        claimsMaxWad = max(claimsMaxWad, books.claimsWad)
        if let lastSeen {
            let passed = time.micros(since: lastSeen)
            seenMicros += passed
            if wasOff { offMicros += passed }
        }
        lastSeen = time
        wasOff = error > .share(1, 100)
    }
}

extension MarketQuote {
    /// What base is worth at the mark, wad.
    func notionalWad(of baseWad: UInt256) -> UInt256 {
        (try? baseWad.mulDivDown(markWad, .wad)) ?? .max
    }
}

extension UInt256 {
    /// How far off this is from another number, as a ratio of it, wad; 2^256 - 1 from zero.
    func distanceWad(from other: UInt256) -> UInt256 {
        let distance = self > other ? self &- other : other &- self
        if distance.isZero { return .zero }
        return other.isZero ? .max : (try? distance.mulDivDown(.wad, other)) ?? .max
    }
}

/// What is followed of the chain.
struct ChainTrack {
    var blocks: UInt64 = 0
    var orphaned: UInt64 = 0
    var included: UInt64 = 0, agentIncluded: UInt64 = 0, reverted: UInt64 = 0
    var gasUsed: UInt64 = 0
    var baseFeeMaxWei = UInt256.zero
    var feesWei = UInt256.zero
    /// From sending to inclusion of agents' transactions, microseconds, as a coarse histogram.
    var delays = DelayHistogram()
    /// How often rules of PerpV1 have bound, and texts with which calls of a house have failed.
    var boundRules: [String: UInt64] = [:], revertTexts: [String: UInt64] = [:]
}

/// Durations in classes of an eighth of an octave, so that quantiles need no list of all.
struct DelayHistogram {
    private var classes = [UInt64](repeating: 0, count: 512)
    private(set) var count: UInt64 = 0

    mutating func add(_ micros: UInt64) {
        classes[Self.place(of: micros)] += 1
        count += 1
    }

    private static func place(of micros: UInt64) -> Int {
        guard micros >= 8 else { return Int(micros) }
        let octave = 63 - micros.leadingZeroBitCount
        return (octave - 2) * 8 + Int(micros >> UInt64(octave - 3) & 7)
    }

    private static func lowest(of place: Int) -> UInt64 {
        guard place >= 8 else { return UInt64(place) }
        let octave = place / 8 + 2
        return UInt64(8 + place % 8) << UInt64(octave - 3)
    }

    /// The least duration of the class that a quantile in thousandths falls into; nil for none.
    func quantileMicros(perMille: UInt64) -> UInt64? {
        guard count > 0 else { return nil }
        let rank = (count - 1) * perMille / 1_000
        var before: UInt64 = 0
        for (place, size) in classes.enumerated() {
            before += size
            if before > rank { return Self.lowest(of: place) }
        }
        return nil
    }
}

import SimulationKernel

/// The kill switches of makers: whoever trips cancels all and stays out for a while that is drawn, and
/// may take others along.
public struct MakerKillSwitches: Sendable {
    /// Why a maker leaves.
    public enum Cause: Hashable, Sendable, CaseIterable {
        /// The oracle's price is too old.
        case staleOracle
        /// Mark and index are too far apart.
        case markIndexGap
        /// Its hedges are refused elsewhere.
        case rejectedHedges
        /// It has lost what it may lose.
        case lossLimit
        /// Another one left.
        case contagion
    }

    /// When it trips.
    public struct Limits: Hashable, Sendable {
        /// The oldest price that it quotes on, microseconds.
        public var oracleAgeMicrosMax: UInt64
        /// The widest gap between mark and index, basis points of the index.
        public var markIndexGapBpsMax: Double
        /// Refused hedges in a row after which it leaves.
        public var rejectedHedgesMax: Int
        /// The loss at which it leaves, as a share of its stop.
        public var drawdownShareMax: Double

        /// Limits.
        public init(
            oracleAgeMicrosMax: UInt64, markIndexGapBpsMax: Double, rejectedHedgesMax: Int,
            drawdownShareMax: Double
        ) {
            self.oracleAgeMicrosMax = oracleAgeMicrosMax
            self.markIndexGapBpsMax = markIndexGapBpsMax
            self.rejectedHedgesMax = rejectedHedgesMax
            self.drawdownShareMax = drawdownShareMax
        }

        /// The first of them, in the order of `Cause`, that is passed; nil where none is. A gap or a
        /// loss that is not a number passes its limit.
        public func cause(
            oracleAgeMicros: UInt64, markIndexGapBps: Double, rejectedHedges: Int,
            drawdownShare: Double
        ) -> Cause? {
            if oracleAgeMicros > oracleAgeMicrosMax { return .staleOracle }
            if !(markIndexGapBps.magnitude <= markIndexGapBpsMax) { return .markIndexGap }
            if rejectedHedges > rejectedHedgesMax { return .rejectedHedges }
            return drawdownShare < drawdownShareMax ? nil : .lossLimit
        }
    }

    /// A maker that left.
    public struct Exit: Hashable, Sendable {
        /// Its place among the makers.
        public let maker: Int
        /// Why.
        public let cause: Cause
        /// When it is back.
        public let until: SimulatedTime
    }

    /// The average time out, microseconds.
    public let coolOffMeanMicros: UInt64
    /// `rho_m`: how likely a maker that trips takes along each of the others.
    public let common: Double
    private var until: [SimulatedTime?]
    private var streams: [RandomStream]

    /// Makers who are all in.
    /// - Parameters:
    ///   - streams: Each maker's own chance.
    ///   - common: From 0 to 1.
    public init(
        coolOffMeanMicros: UInt64, common: Double, streams: [RandomStream]
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("coolOffMeanMicros", coolOffMeanMicros, in: 1...1 << 48)
        try LiquidityModelError.require("common", common, in: 0...1)
        self.coolOffMeanMicros = coolOffMeanMicros
        self.common = common
        self.streams = streams
        until = streams.map { _ in nil }
    }

    /// Whether a maker stays out at a moment.
    public func isOut(_ maker: Int, at moment: SimulatedTime) -> Bool {
        until[maker].map { moment < $0 } ?? false
    }

    /// Trips a maker's switch. Those who are out already stay as they are.
    ///
    /// Every maker draws twice from its own chance whatever happens, so that its draws do not depend
    /// on who was in.
    /// - Returns: who leaves by it, in the order of their places.
    public mutating func trip(
        _ maker: Int, _ cause: Cause, at moment: SimulatedTime
    ) -> [Exit] {
        precondition(until.indices.contains(maker), "maker \(maker) of \(until.count)")
        let wasOut = isOut(maker, at: moment)
        let coolOff = Distribution.exponential(mean: Double(coolOffMeanMicros))
        var exits: [Exit] = []
        for place in until.indices {
            let follows = streams[place].unit() < common
            let micros = max(coolOff.sampleInteger(&streams[place]), 1)
            if wasOut || isOut(place, at: moment) || (place != maker && !follows) { continue }
            let end = moment + micros
            until[place] = end
            exits.append(
                Exit(maker: place, cause: place == maker ? cause : .contagion, until: end))
        }
        return exits
    }
}

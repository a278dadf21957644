import WideIntegers

/// What rests on one side of a book, by its distance from the fair price.
///
/// A stretch of depth lies evenly between two distances; one of no width is a price level. What has
/// been taken is always the nearest part, so that one number says what is left. All of it is exact
/// in integers; only a single last division rounds.
/// - Units: distances are shares of the fair price in wad, so that asks stand at `fair (1 + u)` and
///   bids at `fair (1 - u)`; sizes are wad of base.
public struct DepthCurve: Hashable, Sendable {
    /// The largest distance, a million times the fair price.
    public static let distanceWadMax: UInt256 = .wad &* 1_000_000
    /// The most base on one side, 2^112 wad.
    public static let sizeWadMax: UInt256 = .one << 112
    /// The most stretches that a side can have.
    public static let stretchCountMax = 131_072

    /// Depth that lies evenly between two distances.
    public struct Stretch: Hashable, Sendable {
        /// Where it begins, wad of the fair price.
        public var nearWad: UInt256
        /// Where it ends, wad of the fair price; not below `nearWad`.
        public var farWad: UInt256
        /// Base between the two, wad.
        public var sizeWad: UInt256

        /// Depth between two distances.
        public init(nearWad: UInt256, farWad: UInt256, sizeWad: UInt256) {
            self.nearWad = nearWad
            self.farWad = farWad
            self.sizeWad = sizeWad
        }

        /// A price level.
        public init(atWad distanceWad: UInt256, sizeWad: UInt256) {
            self.init(nearWad: distanceWad, farWad: distanceWad, sizeWad: sizeWad)
        }
    }

    /// The stretches, nearest first.
    public let stretches: [Stretch]
    /// Base before each stretch, wad.
    private let startsWad: [UInt256]
    /// Twice the integral of the distance over the base before each stretch, in units of 10^-36.
    private let doubleExcesses: [UInt256]
    /// All base on this side, wad.
    public let sizeWad: UInt256

    /// A side of a book from its stretches.
    /// - Throws: `.stretchCount`, `.size`, `.distance` with the index of the first bad stretch.
    public init(_ stretches: [Stretch]) throws(DepthError) {
        guard (1...Self.stretchCountMax).contains(stretches.count) else {
            throw .stretchCount(stretches.count)
        }
        var (starts, excesses): ([UInt256], [UInt256]) = ([], [])
        var (size, excess, last) = (UInt256.zero, UInt256.zero, UInt256.zero)
        for (index, stretch) in stretches.enumerated() {
            guard !stretch.sizeWad.isZero, stretch.sizeWad <= Self.sizeWadMax &- size else {
                throw .size(stretch.sizeWad, index: index)
            }
            guard last <= stretch.nearWad, stretch.nearWad <= stretch.farWad,
                stretch.farWad <= Self.distanceWadMax
            else {
                throw .distance(
                    nearWad: stretch.nearWad, farWad: stretch.farWad, index: index)
            }
            starts.append(size)
            excesses.append(excess)
            // Distances are below 2^80 and sizes at most 2^112.
            excess = excess &+ stretch.sizeWad &* (stretch.nearWad &+ stretch.farWad)
            size = size &+ stretch.sizeWad
            last = stretch.farWad
        }
        self.stretches = stretches
        startsWad = starts
        doubleExcesses = excesses
        sizeWad = size
    }

    /// The greatest distance at which anything rests, wad.
    public var farthestWad: UInt256 { stretches[stretches.count - 1].farWad }

    // MARK: - Reading

    /// The distance of the next unit after so much has been taken, wad, rounded down.
    ///
    /// It never falls as more is taken. Where nothing is left it is the farthest.
    public func distanceWad(afterTaking takenWad: UInt256) -> UInt256 {
        if takenWad >= sizeWad { return farthestWad }
        let index = stretchIndex(at: takenWad)
        let stretch = stretches[index]
        let width = stretch.farWad &- stretch.nearWad
        let part = try? width.mulDivDown(takenWad &- startsWad[index], stretch.sizeWad)
        return stretch.nearWad &+ (part ?? .zero)
    }

    /// Twice the integral of the distance over the nearest `takenWad` of base, in units of 10^-36,
    /// rounded down.
    func doubleExcess(of takenWad: UInt256) -> UInt256 {
        let index = stretchIndex(at: takenWad)
        let stretch = stretches[index]
        let part = min(takenWad &- startsWad[index], stretch.sizeWad)
        let width = stretch.farWad &- stretch.nearWad
        let rise = (try? (width &* part).mulDivDown(part, stretch.sizeWad)) ?? .zero
        return doubleExcesses[index] &+ (part &* stretch.nearWad) << 1 &+ rise
    }

    /// The least taken after which the next unit is at least that far away, wad; nil where the side
    /// ends before.
    public func takenWad(reachingWad distanceWad: UInt256) -> UInt256? {
        guard let index = firstIndex(where: { $0.farWad >= distanceWad }) else { return nil }
        let stretch = stretches[index]
        if stretch.nearWad >= distanceWad { return startsWad[index] }
        let width = stretch.farWad &- stretch.nearWad
        let part = try? stretch.sizeWad.mulDivUp(distanceWad &- stretch.nearWad, width)
        return startsWad[index] &+ (part ?? .zero)
    }

    /// The most taken of which no unit is farther away than that, wad.
    public func takenWad(withinWad distanceWad: UInt256) -> UInt256 {
        guard let index = firstIndex(where: { $0.farWad > distanceWad }) else { return sizeWad }
        let stretch = stretches[index]
        if stretch.nearWad > distanceWad { return startsWad[index] }
        let width = stretch.farWad &- stretch.nearWad
        let part = try? stretch.sizeWad.mulDivDown(distanceWad &- stretch.nearWad, width)
        return startsWad[index] &+ (part ?? .zero)
    }

    /// The last stretch that begins at or before so much taken.
    private func stretchIndex(at takenWad: UInt256) -> Int {
        var (low, high) = (0, stretches.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if startsWad[middle] <= takenWad { low = middle } else { high = middle }
        }
        return low
    }

    /// The first stretch of which a claim holds that holds of all after it.
    private func firstIndex(where isFar: (Stretch) -> Bool) -> Int? {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if isFar(stretches[middle]) { high = middle } else { low = middle + 1 }
        }
        return low < stretches.count ? low : nil
    }
}

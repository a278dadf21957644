import SimulationKernel
import WideIntegers

/// The path of a `Diffusion` on a step grid.
///
/// Streams: `path/<name>/diffusion` with one draw a step, `path/<name>/jumps` for jumps. Jumps
/// therefore change no draw of the wandering.
public struct DiffusionPath: PricePath {
    /// The name of the path.
    public let name: String
    private let startPriceWad: UInt256
    private let startPrice: Double
    private let driftPerStep: Double
    private let deviationPerStep: Double
    private let stepSeconds: Double
    private var cursor: StepCursor
    private var normals: CorrelatedNormals
    private var clock: JumpClock?
    /// The logarithm of the price over the first one.
    package private(set) var logReturn = 0.0
    private var heldWad: UInt256?

    /// A path on its own.
    /// - Throws: `.parameter`.
    public init(
        _ model: Diffusion, name: String, grid: StepGrid, source: RandomSource
    ) throws(PathError) {
        try self.init(
            model, name: name, grid: grid, source: source,
            normals: CorrelatedNormals(names: [name], weights: [1], source: source))
    }

    /// Paths whose wanderings are correlated; jumps are not.
    ///
    /// Asset i moves by row i of the matrix's Cholesky factor times the independent normals of assets
    /// 0 to i, each from its own stream. An asset added at the end leaves all paths before it
    /// unchanged; one that is correlated with nobody has the bits that it has alone.
    /// - Throws: `.parameter`.
    public static func correlated(
        _ assets: [(name: String, model: Diffusion)], by matrix: CorrelationMatrix,
        grid: StepGrid, source: RandomSource
    ) throws(PathError) -> [DiffusionPath] {
        let names = assets.map(\.name)
        guard names.count == matrix.lower.count else {
            throw .parameter(
                name: "assets", value: "\(names.count)",
                allowed: "as many as the matrix has rows, \(matrix.lower.count)")
        }
        var paths: [DiffusionPath] = []
        for (index, asset) in assets.enumerated() {
            if names[..<index].contains(asset.name) {
                throw .parameter(
                    name: "asset name", value: asset.name, allowed: "the name of one asset only")
            }
            let normals = CorrelatedNormals(
                names: names, weights: matrix.lower[index], source: source)
            try paths.append(
                DiffusionPath(
                    asset.model, name: asset.name, grid: grid, source: source, normals: normals))
        }
        return paths
    }

    private init(
        _ model: Diffusion, name: String, grid: StepGrid, source: RandomSource,
        normals: CorrelatedNormals
    ) throws(PathError) {
        stepSeconds = grid.stepSeconds
        try model.validate(stepSeconds: stepSeconds)
        let years = stepSeconds / StepGrid.secondsPerYear
        let volatility = model.volatilityPerSqrtYear
        self.name = name
        self.normals = normals
        startPriceWad = model.startPriceWad
        startPrice = PriceQuantization.price(model.startPriceWad)
        driftPerStep = (model.driftPerYear - volatility * volatility / 2) * years
        deviationPerStep = volatility * years.squareRoot()
        let jumpsPerStep = (model.jumps?.meanPerSecond ?? 0) * stepSeconds
        cursor = StepCursor(
            path: name, grid: grid,
            drawsPerStep: Double(normals.drawCount) + JumpClock.drawsPerJump * jumpsPerStep)
        clock = model.jumps.map {
            JumpClock($0, stream: source.stream("path/\(name)/jumps"))
        }
        heldWad = model.startPriceWad
    }

    /// Jumps up to the moment last asked.
    public var jumpCount: Int { clock?.count ?? 0 }

    /// The price of the last step.
    public mutating func priceWad(at time: SimulatedTime) throws(PathError) -> UInt256 {
        try advance(to: time)
        if let heldWad { return heldWad }
        let price = startPrice * ExactMath.exp(logReturn)
        guard let wad = PriceQuantization.wad(price) else {
            throw .priceOutOfRange(path: name, price: price, at: time)
        }
        heldWad = wad
        return wad
    }

    /// Takes the steps up to a moment without counting a price.
    package mutating func advance(to time: SimulatedTime) throws(PathError) {
        let before = cursor.steps
        let count = try cursor.advance(to: time)
        guard count > 0 else { return }
        heldWad = nil
        for step in 1...count {
            logReturn += driftPerStep + deviationPerStep * normals.next()
            if clock != nil {
                logReturn += clock?.sum(until: Double(before + step) * stepSeconds) ?? 0
            }
        }
    }
}

/// Standard normals as weighted sums of independent ones, each from the stream of its asset.
///
/// Every path keeps streams of its own for all that it depends on, at the price of drawing them anew:
/// paths share no state, and may be asked in any order.
struct CorrelatedNormals: Sendable {
    private var streams: [RandomStream] = []
    private var weights: [Double] = []

    /// The sum with those weights; an asset of weight zero costs nothing.
    init(names: [String], weights: [Double], source: RandomSource) {
        for (name, weight) in zip(names, weights) where weight != 0 {
            streams.append(source.stream("path/\(name)/diffusion"))
            self.weights.append(weight)
        }
    }

    /// Draws for one normal.
    var drawCount: Int { weights.count }

    mutating func next() -> Double {
        var sum = 0.0
        for index in weights.indices {
            sum += weights[index] * ExactMath.inverseNormal(streams[index].openUnit())
        }
        return sum
    }
}

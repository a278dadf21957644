import VenueFormulas
import WideIntegers

/// A case of `perplab-curve-vectors/1`, design `venues`: a formula of an order-book venue.
///
/// Figures are plain decimals. They are compared exactly where the case has no tolerance.
struct VenueCase: VectorCase {
    let id: String
    let op: String
    let inputs: [String: JSONValue]
    let expected: [String: JSONValue]
    let tolerance: [String: JSONValue]?

    enum CodingKeys: String, CodingKey {
        case id, op
        case inputs = "in"
        case expected = "out"
        case tolerance = "tol"
    }

    var operation: String? { op }

    func run(_ check: inout CaseCheck) {
        guard let operation = VenueOperation(rawValue: op) else {
            check.fail("op", expected: "a result", got: "not implemented: \(op)")
            return
        }
        do {
            var reader = VenueInputs(inputs)
            let outcome: Result<[String: VenueFigure], VenueFormulaError>
            do {
                outcome = .success(try operation.figures(&reader))
            } catch let error as VenueFormulaError {
                outcome = .failure(error)
            }
            try reader.checkAllRead()
            try compare(outcome, &check)
        } catch {
            check.fail("case", expected: "a readable case", got: "\(error)")
        }
    }

    private func compare(
        _ outcome: Result<[String: VenueFigure], VenueFormulaError>, _ check: inout CaseCheck
    ) throws {
        if expected["error"] != nil {
            guard expected.count == 1 else {
                throw VectorFileError(place: "out", reason: "an error, and results beside it")
            }
            check.refused("error") { try outcome.get() }
            return
        }
        guard let figures = check.value("result", { try outcome.get() }) else { return }
        let tolerance = try FigureTolerance(tolerance)
        for (name, value) in expected.sorted(by: { $0.key < $1.key }) {
            guard let figure = figures[name] else {
                check.fail(name, expected: value.text, got: "not implemented: \(op).\(name)")
                continue
            }
            check.met()
            if try !figure.matches(value, within: tolerance, at: "out.\(name)") {
                check.fail(name, expected: value.text, got: "\(figure)")
            }
        }
    }
}

/// How far a figure may be from what a case expects.
struct FigureTolerance {
    /// Significant digits of a figure that is compared within a tolerance.
    static let digitsMax = 40

    /// The greatest difference; nil for none but that of `relative`.
    let absolute: Fraction?
    /// The greatest difference as a share of the expected figure.
    let relative: Fraction?

    init(_ fields: [String: JSONValue]?) throws {
        let fields = fields ?? [:]
        if let unknown = fields.keys.sorted().first(where: { $0 != "abs" && $0 != "rel" }) {
            throw VectorFileError(place: "tol", reason: "\"\(unknown)\" is not known")
        }
        absolute = try fields["abs"].map { try $0.fraction(at: "tol.abs") }
        relative = try fields["rel"].map { try $0.fraction(at: "tol.rel") }
    }

    /// Whether nothing but equality will do.
    var isExact: Bool { absolute == nil && relative == nil }

    /// Whether a figure is near enough by each of the bounds that there are; never by one below zero.
    func allows(_ got: Fraction, for expected: Fraction) throws -> Bool {
        if isExact { return got == expected }
        let bounds = [absolute, try relative.map { try $0 * expected.absoluteValue() }]
        // Bounds of few digits instead of a difference, which would have those of both numbers.
        return try bounds.compactMap(\.self).allSatisfy {
            try expected - $0 <= got && got <= expected + $0
        }
    }
}

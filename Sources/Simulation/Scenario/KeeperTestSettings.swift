import WideIntegers

/// What a keeper under test is given in a scenario, and what it is held to.
///
/// The run itself gives and judges nothing: whoever puts a keeper into the world does.
public struct KeeperTestSettings: Hashable, Sendable {
    /// Native asset that its account begins with, wad.
    public var nativeWad: UInt256 = .wad &* 10
    /// Collateral that its account begins with, wad.
    public var collateralWad: UInt256 = .zero
    /// Whether it may close positions with bad debt where only backstops may.
    public var isBackstop = false
    /// When it begins, microseconds after the start.
    public var startMicros: UInt64 = 0
    /// From a head at its node to its turn, microseconds.
    public var reactionMicros: UInt64 = 0
    /// Blocks that it is watched for; nil: to the scenario's end.
    public var blocks: UInt64?
    /// What must hold of it at the end.
    public var rules: [KeeperRule] = []
    /// Populations that are after the same positions.
    public var competitors: [String] = []

    /// Ten native units and no rule.
    public init() {}
}

/// What must hold of a keeper: a figure against a number, as `share_won >= 0.45`.
public struct KeeperRule: Hashable, Sendable, CustomStringConvertible {
    /// How the two are compared.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case equal = "=="
        case different = "!="

        /// Whether it holds of two values.
        public func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .atLeast: left >= right
            case .atMost: left <= right
            case .above: left > right
            case .below: left < right
            case .equal: left == right
            case .different: left != right
            }
        }
    }

    /// The figure.
    public var metric: KeeperMetric
    /// How it is compared.
    public var comparison: Comparison
    /// With what, wad of the figure's unit.
    public var valueWad: Int256

    /// A rule from its parts.
    public init(_ metric: KeeperMetric, _ comparison: Comparison, _ valueWad: Int256) {
        self.metric = metric
        self.comparison = comparison
        self.valueWad = valueWad
    }

    /// Whether it holds of a figure, wad.
    public func holds(_ figureWad: Int256) -> Bool { comparison.holds(figureWad, valueWad) }

    /// The rule as it is written.
    public var description: String {
        "\(metric.rawValue) \(comparison.rawValue) \(DecimalText.text(valueWad))"
    }
}

/// Why a text is no rule of a keeper.
public struct KeeperRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text, what is wrong with it, and what is allowed.
    public let description: String
}

extension KeeperRule {
    /// Reads a rule: a figure's name, a comparison, a decimal; a percent sign divides by a hundred.
    public init(_ text: String) throws(KeeperRuleError) {
        do throws(SettingRefusal) {
            try self.init(parsing: text)
        } catch {
            throw KeeperRuleError(
                description: "'\(text.shortened)' \(error.reason); it must be "
                    + (error.allowed ?? Self.allowed))
        }
    }

    init(parsing text: String) throws(SettingRefusal) {
        // Of two signs that begin alike the longer one is meant.
        let signs = Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        var found: (range: Range<String.Index>, sign: Comparison)?
        search: for place in text.indices {
            for sign in signs where text[place...].hasPrefix(sign.rawValue) {
                found = (place..<text.index(place, offsetBy: sign.rawValue.count), sign)
                break search
            }
        }
        guard let found else {
            throw SettingRefusal("compares nothing", allowed: Self.allowed)
        }
        let name = text[..<found.range.lowerBound].trimmed
        guard let metric = KeeperMetric(rawValue: name) else {
            let nearest = name.nearest(of: KeeperMetric.allCases.map(\.rawValue))
            throw SettingRefusal(
                "is about no known figure; did you mean \(nearest)?", allowed: Self.allowed)
        }
        let (isNegative, magnitude) = try DecimalText.parse(
            text[found.range.upperBound...].trimmed, places: DecimalText.placesMax,
            allowsPercent: true)
        guard magnitude <= settingWadMax else { throw .outOfRange }
        let value = Int256(bitPattern: isNegative ? .zero &- magnitude : magnitude)
        self.init(metric, found.sign, value)
    }

    static let allowed =
        "a figure, one of >= <= > < == !=, and a number, as share_won >= 0.45"
}

extension SettingKind where Value == KeeperRule {
    /// A rule as one text.
    package static var rule: Self {
        .scalar(
            ScalarShape("rule", KeeperRule.allowed),
            parse: { text throws(SettingRefusal) in try KeeperRule(parsing: text) },
            text: \.description)
    }
}

extension StringProtocol {
    /// The text without spaces at its ends.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

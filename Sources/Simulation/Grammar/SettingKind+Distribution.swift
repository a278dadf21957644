import SimulationKernel

/// Laws of chance by the names that files use.
enum DistributionLaw: String, CaseIterable {
    case constant, uniform, exponential, normal
    case logNormal = "lognormal"
    case poisson, pareto
    case logUniform = "loguniform"

    /// The parameters in order; of those with a unit, the values carry the distribution's.
    var parameters: [(name: String, hasUnit: Bool)] {
        switch self {
        case .constant: [("value", true)]
        case .uniform, .logUniform: [("low", true), ("high", true)]
        case .exponential: [("mean", true)]
        case .normal: [("mean", true), ("deviation", true)]
        case .logNormal: [("shift", true), ("median", true), ("sigma", false)]
        case .poisson: [("mean", true)]
        case .pareto: [("scale", true), ("shape", false)]
        }
    }

    /// What a parameter is that does not stand there.
    func fallback(_ parameter: String) -> Double? {
        self == .logNormal && parameter == "shift" ? 0 : nil
    }

    func distribution(_ values: [Double]) -> Distribution {
        switch self {
        case .constant: .constant(values[0])
        case .uniform: .uniform(low: values[0], high: values[1])
        case .exponential: .exponential(mean: values[0])
        case .normal: .normal(mean: values[0], deviation: values[1])
        case .logNormal: .logNormal(shift: values[0], median: values[1], sigma: values[2])
        case .poisson: .poisson(mean: values[0])
        case .pareto: .pareto(scale: values[0], shape: values[1])
        case .logUniform: .logUniform(low: values[0], high: values[1])
        }
    }

    static func parts(_ distribution: Distribution) -> (law: DistributionLaw, values: [Double]) {
        switch distribution {
        case .constant(let value): (.constant, [value])
        case .uniform(let low, let high): (.uniform, [low, high])
        case .exponential(let mean): (.exponential, [mean])
        case .normal(let mean, let deviation): (.normal, [mean, deviation])
        case .logNormal(let shift, let median, let sigma): (.logNormal, [shift, median, sigma])
        case .poisson(let mean): (.poisson, [mean])
        case .pareto(let scale, let shape): (.pareto, [scale, shape])
        case .logUniform(let low, let high): (.logUniform, [low, high])
        }
    }
}

/// What the values of a distribution measure.
package enum DistributionUnit: Sendable {
    /// Plain numbers; a percent sign divides by a hundred.
    case number
    /// So many microseconds each, written as durations.
    case duration(unitMicros: UInt64)

    /// Milliseconds, written as durations.
    package static let millis = DistributionUnit.duration(unitMicros: 1_000)
    /// Seconds, written as durations.
    package static let seconds = DistributionUnit.duration(unitMicros: 1_000_000)

    var shape: ScalarShape {
        switch self {
        case .number: ScalarShape("distribution", "a number", .number)
        case .duration:
            ScalarShape("distribution of durations", "a duration", as: "250ms or 12s")
        }
    }

    func parse(_ text: String) throws(SettingRefusal) -> Double {
        switch self {
        case .number: return try RealText.parse(text)
        case .duration(let unitMicros):
            if text == "0" { return 0 }
            let (number, micros) = try DurationText.split(text)
            let value = try RealText.parse(number)
            // Units that divide one another keep whole numbers whole.
            return micros >= unitMicros
                ? value * Double(micros / unitMicros) : value / Double(unitMicros / micros)
        }
    }

    func text(_ value: Double) -> SourceValue {
        switch self {
        case .number: return .plain(RealText.text(value))
        case .duration(let unitMicros):
            if let whole = UInt64(exactly: value), whole < 1 << 40 {
                return .quoted(DurationText.text(whole * unitMicros))
            }
            return .quoted(RealText.text(value) + DurationText.name(of: unitMicros))
        }
    }
}

extension SettingKind where Value == Distribution {
    /// A law of chance: a plain value for a constant, or a map of `law` and its parameters.
    ///
    /// - Parameter nonNegative: Whether all parameters with a unit must be zero or more.
    package static func distribution(
        of unit: DistributionUnit = .number, nonNegative: Bool = true
    ) -> Self {
        let constant = SettingKind<Double>.scalar(
            nonNegative
                ? ScalarShape(
                    unit.shape.type, unit.shape.range + " of zero or more",
                    as: unit.shape.examples, unit.shape.form)
                : unit.shape,
            parse: { text throws(SettingRefusal) in
                let value = try unit.parse(text)
                if nonNegative && value < 0 { throw .outOfRange }
                return value
            }, text: { _ in "" })
        let plain = SettingKind<Double>.scalar(
            DistributionUnit.number.shape,
            parse: { text throws(SettingRefusal) in try RealText.parse(text) },
            text: { _ in "" })
        return Self(
            shape: .distribution(unit.shape),
            read: { value, reader in
                guard case .map(let entries) = value.content else {
                    return constant.read(value, &reader).map { .constant($0) }
                }
                guard let law = law(of: value, &reader) else { return nil }
                reader.checkKeys(entries, known: ["law"] + law.parameters.map(\.name))
                var values: [Double] = []
                for (name, hasUnit) in law.parameters {
                    reader.under(key: name) { reader in
                        guard let parameter = value[name] else {
                            guard let fallback = law.fallback(name) else {
                                return reader.refuse(value.place, "the key is missing")
                            }
                            return values.append(fallback)
                        }
                        let read = (hasUnit ? constant : plain).read(parameter, &reader)
                        if let read { values.append(read) }
                    }
                }
                guard values.count == law.parameters.count else { return nil }
                let distribution = law.distribution(values)
                if let defect = distribution.defect {
                    reader.refuse(value.place, defect)
                    return nil
                }
                return distribution
            },
            write: { distribution in
                let (law, values) = DistributionLaw.parts(distribution)
                if law == .constant { return unit.text(values[0]) }
                let parameters = zip(law.parameters, values).map { parameter, value in
                    SourceEntry(
                        parameter.name,
                        (parameter.hasUnit ? unit : .number).text(value))
                }
                return SourceValue(
                    .map([SourceEntry("law", .plain(law.rawValue))] + parameters))
            })
    }

    private static func law(
        of value: SourceValue, _ reader: inout SettingReader
    ) -> DistributionLaw? {
        let names = DistributionLaw.allCases.map(\.rawValue)
        let allowed = "one of " + names.joined(separator: ", ")
        return reader.under(key: "law") { reader in
            guard let entry = value["law"] else {
                reader.refuse(value.place, "the key is missing", allowed: allowed)
                return nil
            }
            if case .scalar(let text, _) = entry.content, let law = DistributionLaw(rawValue: text)
            {
                return law
            }
            reader.refuse(entry.place, entry.nearestNote(of: names), allowed: allowed)
            return nil
        }
    }
}

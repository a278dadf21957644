import VenueFormulas
import WideIntegers

/// The inputs of a case by name; one that no formula asks for fails the case.
struct VenueInputs {
    private let values: [String: JSONValue]
    private var unread: Set<String>

    init(_ values: [String: JSONValue]) {
        self.values = values
        // A remark may stand beside the inputs.
        unread = Set(values.keys).subtracting(["note"])
    }

    /// - Throws: `VectorFileError` when an input was not used.
    func checkAllRead() throws(VectorFileError) {
        if let name = unread.min() {
            throw VectorFileError(place: "in.\(name)", reason: "not implemented")
        }
    }

    private mutating func value(_ name: String) throws -> JSONValue {
        unread.remove(name)
        guard let value = values[name] else {
            throw VectorFileError(place: "in", reason: "no \"\(name)\"")
        }
        return value
    }

    /// A number.
    mutating func number(_ name: String) throws -> Fraction {
        try value(name).fraction(at: "in.\(name)")
    }

    /// A number, or nil where the case has none.
    mutating func optionalNumber(_ name: String) throws -> Fraction? {
        values[name] == nil ? nil : try number(name)
    }

    /// A whole number.
    mutating func integer(_ name: String) throws -> Int256 {
        let number = try number(name)
        guard number.denominator == .one else {
            throw VectorFileError(place: "in.\(name)", reason: "\(number) is no whole number")
        }
        return number.numerator
    }

    /// A whole number of a type.
    mutating func integer<Small: FixedWidthInteger>(
        _ name: String, as type: Small.Type
    ) throws -> Small {
        let number = try integer(name)
        guard let small = Small("\(number)") else {
            throw VectorFileError(
                place: "in.\(name)", reason: "\(number) is not from \(Small.min) to \(Small.max)")
        }
        return small
    }

    /// Positions as rows of account, size and score.
    mutating func positions(_ name: String) throws -> [VenuePosition] {
        let place = "in.\(name)"
        return try value(name).elements(at: place).map { row in
            let fields = try row.elements(at: place)
            guard fields.count == 3 else {
                throw VectorFileError(place: place, reason: "\(fields.count) fields, not three")
            }
            return VenuePosition(
                account: try fields[0].scalarText(at: place),
                size: try fields[1].fraction(at: place), score: try fields[2].fraction(at: place))
        }
    }
}

/// A position that auto-deleveraging ranks.
struct VenuePosition {
    let account: String
    let size: Fraction
    let score: Fraction
}

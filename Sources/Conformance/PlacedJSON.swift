import WideIntegers

/// A JSON value and its place in the file, from which no more is read than is allowed there.
///
/// Every error names the place, what stands there and what may.
struct PlacedJSON {
    let place: String
    let value: JSONValue

    /// The members of an object that has no others.
    struct Members {
        private let place: String
        private let values: [String: JSONValue]

        fileprivate init(place: String, values: [String: JSONValue]) {
            self.place = place
            self.values = values
        }

        /// A member; null where there is none, which no reader takes.
        subscript(_ key: String) -> PlacedJSON {
            PlacedJSON(place: "\(place).\(key)", value: values[key] ?? .null)
        }

        /// A member that need not be there.
        func optional(_ key: String) -> PlacedJSON? {
            values[key] == nil ? nil : self[key]
        }

        /// Whether a member is there.
        func has(_ key: String) -> Bool { values[key] != nil }
    }

    /// The error that something else may stand here.
    func refusal(_ allowed: String) -> VectorFileError {
        VectorFileError(place: place, reason: "\(value.shortText) stands where \(allowed) may")
    }

    /// The member `id` of an object; nil where there is none.
    var id: String? {
        guard case .object(let members) = value, case .string(let id)? = members["id"] else {
            return nil
        }
        return id
    }

    // MARK: - Structures

    /// The object's members, all of the required ones and besides them no others than the optional.
    func object(
        _ required: [String], optional: [String] = []
    ) throws(VectorFileError) -> Members {
        guard case .object(let members) = value else {
            throw refusal("an object with \(listed(required + optional))")
        }
        for key in sorted(members).map(\.key)
        where !required.contains(key) && !optional.contains(key) {
            throw VectorFileError(
                place: "\(place).\(key)",
                reason: "is not known; there may be \(listed(required + optional))")
        }
        for key in required where members[key] == nil {
            throw VectorFileError(place: place, reason: "no \"\(key)\"")
        }
        return Members(place: place, values: members)
    }

    /// An object whose member `form` decides which others it has.
    func form(
        _ forms: KeyValuePairs<String, [String]>
    ) throws(VectorFileError) -> (name: String, members: Members) {
        guard case .object(let all) = value, let form = all["form"] else {
            throw refusal("an object with \"form\"")
        }
        let place = "\(place).form"
        guard case .string(let name) = form, let keys = forms.first(where: { $0.key == name })
        else { throw PlacedJSON(place: place, value: form).refusal(listed(forms.map(\.key))) }
        return (name, try object(["form"] + keys.value))
    }

    /// The members of an object by names of the file's choice, in the order of the names.
    func named() throws(VectorFileError) -> [(name: String, json: PlacedJSON)] {
        guard case .object(let members) = value else { throw refusal("an object") }
        return sorted(members).map {
            ($0.key, PlacedJSON(place: "\(place).\($0.key)", value: $0.value))
        }
    }

    /// The elements of a list.
    func list() throws(VectorFileError) -> [PlacedJSON] {
        guard case .array(let elements) = value else { throw refusal("a list") }
        return elements.enumerated().map { PlacedJSON(place: "\(place)[\($0)]", value: $1) }
    }

    // MARK: - Single values

    /// Any text.
    func text() throws(VectorFileError) -> String {
        guard case .string(let text) = value else { throw refusal("a string") }
        return text
    }

    /// A boolean.
    func flag() throws(VectorFileError) -> Bool {
        guard case .bool(let flag) = value else { throw refusal("true or false") }
        return flag
    }

    /// One of some words.
    func word<Value>(
        _ words: [(word: String, value: Value)]
    ) throws(VectorFileError) -> Value {
        guard case .string(let text) = value, let match = words.first(where: { $0.word == text })
        else { throw refusal(listed(words.map(\.word))) }
        return match.value
    }

    /// One of an enum's cases by its text.
    func member<Member: CaseIterable & RawRepresentable>(
        of type: Member.Type = Member.self
    ) throws(VectorFileError) -> Member where Member.RawValue == String {
        try word(Member.allCases.map { ($0.rawValue, $0) })
    }

    /// An unsigned number as a decimal string.
    func uint256() throws(VectorFileError) -> UInt256 {
        guard case .string(let text) = value, let number = try? UInt256(decimal: text) else {
            throw refusal("an unsigned number below 2^256 as a decimal string")
        }
        return number
    }

    /// A signed number as a decimal string.
    func int256() throws(VectorFileError) -> Int256 {
        guard case .string(let text) = value, let number = try? Int256(decimal: text) else {
            throw refusal("a number from -2^255 to 2^255-1 as a decimal string")
        }
        return number
    }

    /// An unsigned number of 64 bits as a decimal string.
    func uint64() throws(VectorFileError) -> UInt64 {
        guard case .string(let text) = value, let number = try? UInt256(decimal: text),
            let small = UInt64(exactly: number)
        else { throw refusal("an unsigned number below 2^64 as a decimal string") }
        return small
    }

    private func listed(_ words: [String]) -> String {
        words.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}

extension JSONValue {
    /// The value as JSON without spaces, cut where it is long.
    var shortText: String {
        let whole = compact
        return whole.count > 200 ? whole.prefix(200) + "..." : whole
    }

    private var compact: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .number(let digits): digits
        case .string(let text): "\"\(text)\""
        case .array(let elements): "[\(elements.map(\.compact).joined(separator: ","))]"
        case .object(let members):
            "{\(sorted(members).map { "\"\($0.key)\":\($0.value.compact)" }.joined(separator: ","))}"
        }
    }
}

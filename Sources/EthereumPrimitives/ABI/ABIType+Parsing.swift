extension ABIType {
    /// Reads a type such as `uint256`, `bytes32[4]` or `(address,(uint,bool)[])[2][]`.
    ///
    /// `uint` and `int` stand for 256 bits. Components of tuples may have names, and `tuple` may
    /// stand before the parenthesis.
    public init(_ text: some StringProtocol) throws(ABIParseError) {
        var scanner = ABIScanner(text)
        self = try scanner.type()
        guard scanner.isAtEnd else { throw scanner.expected("the end of the type") }
    }
}

extension ABIScanner {
    /// Reads a type that must stand here.
    mutating func type() throws(ABIParseError) -> ABIType {
        let start = offset
        let type = try type(depth: 1)
        do throws(ABITypeError) {
            _ = try type.layout()
        } catch {
            throw ABIParseError(.invalidType(error), at: start)
        }
        return type
    }

    /// Reads components up to the closing parenthesis, after the opening one.
    mutating func parameters(
        depth: Int,
        _ modifiers: ABIModifiers
    ) throws(ABIParseError) -> [ABIParameter] {
        var parameters: [ABIParameter] = []
        if take(")") { return parameters }
        repeat {
            let type = try type(depth: depth)
            var parameter = ABIParameter("", type)
            try readModifiers(of: &parameter, modifiers)
            parameter.name = String(try optionalName())
            parameters.append(parameter)
        } while take(",")
        guard take(")") else { throw expected("a name, ',' or ')'") }
        return parameters
    }

    private mutating func type(depth: Int) throws(ABIParseError) -> ABIType {
        let start = offset
        guard depth <= ABIType.depthMax else {
            throw ABIParseError(.invalidType(.tooDeep), at: start)
        }
        var type: ABIType
        let name = word
        if name.isEmpty || name == "tuple" {
            skip(name)
            guard take("(") else { throw expected("a type") }
            type = .tuple(try parameters(depth: depth + 1, .none))
        } else {
            type = try elementaryType(name)
            skip(name)
            if type == .address { _ = take(word: "payable") }
        }
        var suffixes = 0
        while take("[") {
            suffixes += 1
            guard suffixes < ABIType.depthMax else {
                throw ABIParseError(.invalidType(.tooDeep), at: start)
            }
            let count = try takeCount()
            guard take("]") else { throw expected(count == nil ? "a count or ']'" : "']'") }
            type = count.map { .fixedArray(of: type, count: $0) } ?? .array(of: type)
        }
        return type
    }

    private func elementaryType(_ name: Substring) throws(ABIParseError) -> ABIType {
        switch name {
        case "address": return .address
        case "bool": return .bool
        case "bytes": return .bytes
        case "string": return .string
        case "function": return .function
        case "uint": return .uint256
        case "int": return .int256
        default: break
        }
        if isFixedPoint(name) {
            throw ABIParseError(.unsupportedType(String(name)), at: offset)
        }
        if let bits = width(in: name, after: "uint") {
            return try checked(.uint(bits: bits))
        }
        if let bits = width(in: name, after: "int") {
            return try checked(.int(bits: bits))
        }
        if let count = width(in: name, after: "bytes") {
            return try checked(.fixedBytes(count: count))
        }
        throw ABIParseError(.unknownType(String(name)), at: offset)
    }

    /// Whether a name is `fixed` or `ufixed`, alone or with widths such as `128x18`.
    private func isFixedPoint(_ name: Substring) -> Bool {
        let widths = name.drop { $0 == "u" }
        guard name.count - widths.count < 2, widths.hasPrefix("fixed") else { return false }
        return widths.dropFirst(5).utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x78 }
    }

    private func checked(_ type: ABIType) throws(ABIParseError) -> ABIType {
        do throws(ABITypeError) {
            _ = try type.layout()
            return type
        } catch {
            throw ABIParseError(.invalidType(error), at: offset)
        }
    }

    /// The number behind a prefix; nil when anything else or a leading zero follows.
    private func width(in name: Substring, after prefix: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.utf8.dropFirst(prefix.utf8.count)
        guard (1...9).contains(digits.count), digits.first != 0x30 || digits.count == 1 else {
            return nil
        }
        var width = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            width = 10 * width + Int(digit - 0x30)
        }
        return width
    }
}

/// Which words may stand between a parameter's type and its name.
enum ABIModifiers {
    /// None, as within tuples.
    case none
    /// `calldata`, `memory` or `storage`.
    case locations
    /// `indexed`, and one of the locations, which some tools write.
    case indexed
}

extension ABIScanner {
    private mutating func readModifiers(
        of parameter: inout ABIParameter,
        _ modifiers: ABIModifiers
    ) throws(ABIParseError) {
        var hasLocation = false
        while true {
            let modifier = word
            switch modifier {
            case "indexed":
                guard modifiers == .indexed, !parameter.isIndexed else { throw misplaced(modifier) }
                parameter.isIndexed = true
            case "calldata", "memory", "storage":
                guard modifiers != .none, !hasLocation, !parameter.type.isValueType else {
                    throw misplaced(modifier)
                }
                hasLocation = true
            default:
                return
            }
            skip(modifier)
        }
    }

    func misplaced(_ word: Substring) -> ABIParseError {
        ABIParseError(.misplacedModifier(String(word)), at: offset)
    }
}

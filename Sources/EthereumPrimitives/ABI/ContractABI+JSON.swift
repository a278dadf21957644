extension ContractABI {
    /// The standard JSON of the ABI on one line, as Solidity's compiler writes it: in the order of
    /// type and name, and the keys of each object in alphabetical order.
    ///
    /// Functions of one name come by selector, other declarations of one name as they were declared.
    /// - Source: Solidity ABI specification, "JSON"; solc, `ABI::generate`.
    public var json: String {
        var items: [String] = []
        if let constructor { items.append(constructor.json) }
        items += sortedByName(errors, \.name).map(\.json)
        items += sortedByName(events, \.name).map(\.json)
        if let fallback { items.append(unnamedJSON("fallback", fallback)) }
        let bySelector = functions.sorted { $0.selector.rawValue < $1.selector.rawValue }
        items += sortedByName(bySelector, \.name).map(\.json)
        if hasReceive { items.append(unnamedJSON("receive", .payable)) }
        return jsonArray(items)
    }
}

/// Sorts by the bytes of names; equal ones stay in their order.
private func sortedByName<Item>(_ items: [Item], _ name: (Item) -> String) -> [Item] {
    items.enumerated().sorted { left, right in
        let (first, second) = (name(left.element).utf8, name(right.element).utf8)
        if first.elementsEqual(second) { return left.offset < right.offset }
        return first.lexicographicallyPrecedes(second)
    }
    .map(\.element)
}

/// The object of a function that has no name.
private func unnamedJSON(_ type: String, _ mutability: ABIStateMutability) -> String {
    jsonObject([
        ("stateMutability", jsonText(mutability.rawValue)), ("type", jsonText(type)),
    ])
}

extension ABIFunction {
    /// The function's object in the JSON of the ABI.
    public var json: String {
        jsonObject([
            ("inputs", jsonArray(inputs.map { $0.json() })),
            ("name", jsonText(name)),
            ("outputs", jsonArray(outputs.map { $0.json() })),
            ("stateMutability", jsonText(stateMutability.rawValue)),
            ("type", jsonText("function")),
        ])
    }
}

extension ABIEvent {
    /// The event's object in the JSON of the ABI.
    public var json: String {
        jsonObject([
            ("anonymous", isAnonymous ? "true" : "false"),
            ("inputs", jsonArray(inputs.map { $0.json(isOfEvent: true) })),
            ("name", jsonText(name)),
            ("type", jsonText("event")),
        ])
    }
}

extension ABIErrorDeclaration {
    /// The error's object in the JSON of the ABI.
    public var json: String {
        jsonObject([
            ("inputs", jsonArray(inputs.map { $0.json() })),
            ("name", jsonText(name)),
            ("type", jsonText("error")),
        ])
    }
}

extension ABIConstructor {
    /// The constructor's object in the JSON of the ABI.
    public var json: String {
        jsonObject([
            ("inputs", jsonArray(inputs.map { $0.json() })),
            ("stateMutability", jsonText(isPayable ? "payable" : "nonpayable")),
            ("type", jsonText("constructor")),
        ])
    }
}

extension ABIParameter {
    fileprivate func json(isOfEvent: Bool = false) -> String {
        var members: [(String, String)] = []
        if let components = type.components {
            members.append(("components", jsonArray(components.map { $0.json() })))
        }
        if isOfEvent { members.append(("indexed", isIndexed ? "true" : "false")) }
        members.append(("name", jsonText(name)))
        members.append(("type", jsonText(type.jsonName)))
        return jsonObject(members)
    }
}

extension ABIType {
    /// The components of a tuple or of the tuples in an array.
    fileprivate var components: [ABIParameter]? {
        switch self {
        case .tuple(let components): components
        case .array(let element), .fixedArray(let element, _): element.components
        default: nil
        }
    }

    /// The canonical name with `tuple` in place of the components.
    fileprivate var jsonName: String {
        switch self {
        case .tuple: "tuple"
        case .array(let element): element.jsonName + "[]"
        case .fixedArray(let element, let count): element.jsonName + "[\(count)]"
        default: canonicalName
        }
    }
}

private func jsonArray(_ items: [String]) -> String {
    "[" + items.joined(separator: ",") + "]"
}

private func jsonObject(_ members: [(name: String, value: String)]) -> String {
    "{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
}

/// A JSON string; names of parameters made in code may hold any characters.
///
/// - Source: RFC 8259, section 7.
private func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\u{00}"..."\u{1f}":
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

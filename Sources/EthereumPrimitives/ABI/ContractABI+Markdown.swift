extension ContractABI {
    /// A page for people: every declaration with its selector or topic and its documentation.
    public var markdown: String {
        var sections = ["# \(name)"]
        if let constructor {
            sections.append("## Constructor")
            sections += [code(constructor.declaration), constructor.documentation]
        }
        if !functions.isEmpty { sections.append("## Functions") }
        for function in functions {
            sections += ["### \(function.name)", code(function.declaration)]
            sections += ["Selector `\(function.selector)`", function.documentation]
        }
        if hasReceive || fallback != nil { sections.append("## Calls without a selector") }
        if hasReceive { sections.append(code("receive() external payable")) }
        if let fallback { sections.append(code("fallback() external" + fallback.suffix)) }
        if !events.isEmpty { sections.append("## Events") }
        for event in events {
            sections += ["### \(event.name)", code(event.declaration)]
            if !event.isAnonymous { sections.append("Topic `\(event.topic0)`") }
            sections.append(event.documentation)
        }
        if !errors.isEmpty { sections.append("## Errors") }
        for error in errors {
            sections += ["### \(error.name)", code(error.declaration)]
            sections += ["Selector `\(error.selector)`", error.documentation]
        }
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }
}

private func code(_ text: String) -> String { "```solidity\n\(text)\n```" }

// MARK: - Declarations

extension ABIFunction {
    /// The declaration in the words of Solidity, which reads back as this function.
    public var declaration: String {
        "function \(name)\(inputs.declaration)\(stateMutability.suffix)"
            + (outputs.isEmpty ? "" : " returns \(outputs.declaration)")
    }
}

extension ABIEvent {
    /// The declaration in the words of Solidity, which reads back as this event.
    public var declaration: String {
        "event \(name)\(inputs.declaration)" + (isAnonymous ? " anonymous" : "")
    }
}

extension ABIErrorDeclaration {
    /// The declaration in the words of Solidity, which reads back as this error.
    public var declaration: String { "error \(name)\(inputs.declaration)" }
}

extension ABIConstructor {
    /// The declaration in the words of Solidity, which reads back as this constructor.
    public var declaration: String {
        "constructor\(inputs.declaration)" + (isPayable ? " payable" : "")
    }
}

extension ABIStateMutability {
    /// The word behind the parameters, where one is needed.
    fileprivate var suffix: String { self == .nonpayable ? "" : " \(rawValue)" }
}

extension [ABIParameter] {
    /// The parameters in parentheses, with their names.
    fileprivate var declaration: String {
        let texts = map { parameter in
            let words = [
                parameter.type.declaration, parameter.isIndexed ? "indexed" : "", parameter.name,
            ]
            return words.filter { !$0.isEmpty }.joined(separator: " ")
        }
        return "(" + texts.joined(separator: ", ") + ")"
    }
}

extension ABIType {
    /// The canonical name with the names of components.
    fileprivate var declaration: String {
        switch self {
        case .tuple(let components): components.declaration
        case .array(let element): element.declaration + "[]"
        case .fixedArray(let element, let count): element.declaration + "[\(count)]"
        default: canonicalName
        }
    }
}

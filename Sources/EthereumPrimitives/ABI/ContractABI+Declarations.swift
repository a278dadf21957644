extension ContractABI {
    /// Reads declarations in the words of Solidity, one to a text: `function`, which may be
    /// missing, `event`, `error`, `constructor`, `receive` or `fallback`.
    ///
    /// Lines that begin with `///` before a declaration are its documentation:
    ///
    ///     """
    ///     /// Moves tokens of the caller.
    ///     function transfer(address to, uint256 amount) returns (bool)
    ///     """
    public init(_ name: String, declarations: [String]) throws(ABIDeclarationError) {
        var parts = ContractParts()
        for (index, text) in declarations.enumerated() {
            do throws(ABIDeclarationError) {
                try parts.read(text)
            } catch {
                throw .inLine(index + 1, error)
            }
        }
        try self.init(
            name,
            functions: parts.functions,
            events: parts.events,
            errors: parts.errors,
            constructor: parts.constructor,
            hasReceive: parts.hasReceive,
            fallback: parts.fallback
        )
    }
}

/// The declarations of a contract as they are read one after the other.
private struct ContractParts {
    var functions: [ABIFunction] = []
    var events: [ABIEvent] = []
    var errors: [ABIErrorDeclaration] = []
    var constructor: ABIConstructor?
    var hasReceive = false
    var fallback: ABIStateMutability?

    mutating func read(_ text: String) throws(ABIDeclarationError) {
        let (documentation, declaration) = splitDocumentation(from: text)
        var scanner = ABIScanner(declaration)
        let keyword = scanner.word
        let isBeforeName = scanner.isFollowedByWord(keyword)
        switch keyword {
        case "event" where isBeforeName:
            events.append(try ABIEvent(parsing: declaration, documentation: documentation))
        case "error" where isBeforeName:
            errors.append(
                try ABIErrorDeclaration(parsing: declaration, documentation: documentation)
            )
        case "constructor":
            guard constructor == nil else { throw .duplicate("constructor") }
            constructor = try ABIConstructor(parsing: declaration, documentation: documentation)
        case "receive" where !isBeforeName:
            guard !hasReceive else { throw .duplicate("receive") }
            scanner.skip(keyword)
            try scanner.receiveFunction()
            hasReceive = true
        case "fallback" where !isBeforeName:
            guard fallback == nil else { throw .duplicate("fallback") }
            scanner.skip(keyword)
            fallback = try scanner.fallbackFunction()
        default:
            functions.append(try ABIFunction(parsing: declaration, documentation: documentation))
        }
    }
}

/// Takes off the lines that begin with `///`, and their marks.
private func splitDocumentation(from text: String) -> (documentation: String, declaration: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var documentation: [Substring] = []
    while let line = lines.first?.drop(while: \.isWhitespace), line.hasPrefix("///") {
        let content = line.dropFirst(3)
        documentation.append(content.first == " " ? content.dropFirst() : content)
        lines.removeFirst()
    }
    return (documentation.joined(separator: "\n"), lines.joined(separator: "\n"))
}

// Declarations in the words of Solidity, one to a text. White space is free, the keyword in front
// and a semicolon behind are optional, and words that change no encoding are skipped.

extension ABIFunction {
    /// Reads a declaration such as
    /// `function transfer(address to, uint256 amount) external returns (bool)`.
    public init(
        parsing text: some StringProtocol,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        var scanner = ABIScanner(text)
        scanner.skip(keyword: "function")
        let name: String
        let inputs: [ABIParameter]
        var outputs: [ABIParameter] = []
        let mutability: ABIStateMutability
        do throws(ABIParseError) {
            name = try scanner.name()
            inputs = try scanner.parameterList(.locations)
            mutability = try scanner.functionModifiers()
            if scanner.take(word: "returns") { outputs = try scanner.parameterList(.locations) }
            try scanner.skipGas()
            try scanner.end()
        } catch {
            throw .syntax(error)
        }
        try self.init(
            name,
            inputs: inputs,
            outputs: outputs,
            stateMutability: mutability,
            documentation: documentation
        )
    }
}

extension ABIEvent {
    /// Reads a declaration such as
    /// `event Transfer(address indexed from, address indexed to, uint256 value)`.
    public init(
        parsing text: some StringProtocol,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        var scanner = ABIScanner(text)
        scanner.skip(keyword: "event")
        let name: String
        let inputs: [ABIParameter]
        let isAnonymous: Bool
        do throws(ABIParseError) {
            name = try scanner.name()
            inputs = try scanner.parameterList(.indexed)
            isAnonymous = scanner.take(word: "anonymous")
            try scanner.end()
        } catch {
            throw .syntax(error)
        }
        try self.init(
            name,
            inputs: inputs,
            isAnonymous: isAnonymous,
            documentation: documentation
        )
    }
}

extension ABIErrorDeclaration {
    /// Reads a declaration such as `error NotLiquidatable(address trader, int256 marginRatio)`.
    public init(
        parsing text: some StringProtocol,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        var scanner = ABIScanner(text)
        scanner.skip(keyword: "error")
        let name: String
        let inputs: [ABIParameter]
        do throws(ABIParseError) {
            name = try scanner.name()
            inputs = try scanner.parameterList(.locations)
            try scanner.end()
        } catch {
            throw .syntax(error)
        }
        try self.init(name, inputs: inputs, documentation: documentation)
    }
}

extension ABIConstructor {
    /// Reads a declaration such as `constructor(address owner) payable`.
    public init(
        parsing text: some StringProtocol,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        var scanner = ABIScanner(text)
        let inputs: [ABIParameter]
        let mutability: ABIStateMutability
        do throws(ABIParseError) {
            guard scanner.take(word: "constructor") else {
                throw scanner.expected("'constructor'")
            }
            inputs = try scanner.parameterList(.locations)
            let offset = scanner.offset
            mutability = try scanner.functionModifiers()
            if mutability == .view || mutability == .pure {
                throw ABIParseError(.misplacedModifier(mutability.rawValue), at: offset)
            }
            try scanner.end()
        } catch {
            throw .syntax(error)
        }
        try self.init(
            inputs: inputs,
            isPayable: mutability == .payable,
            documentation: documentation
        )
    }
}

extension ABIScanner {
    /// Reads `receive() external payable`, after the name.
    mutating func receiveFunction() throws(ABIDeclarationError) {
        do throws(ABIParseError) {
            try require("(")
            try require(")")
            let offset = offset
            guard try functionModifiers() == .payable else {
                throw ABIParseError(.expected("'payable'"), at: offset)
            }
            try end()
        } catch {
            throw .syntax(error)
        }
    }

    /// Reads `fallback() external` or `fallback(bytes) external payable returns (bytes)`, after the
    /// name, and gives what a call may do.
    mutating func fallbackFunction() throws(ABIDeclarationError) -> ABIStateMutability {
        do throws(ABIParseError) {
            let start = offset
            let inputs = try parameterList(.locations).map(\.type)
            let modifierOffset = offset
            let mutability = try functionModifiers()
            guard mutability == .payable || mutability == .nonpayable else {
                throw ABIParseError(.misplacedModifier(mutability.rawValue), at: modifierOffset)
            }
            let outputs = take(word: "returns") ? try parameterList(.locations).map(\.type) : []
            guard inputs == outputs, inputs.isEmpty || inputs == [.bytes] else {
                throw ABIParseError(.expected("no parameters, or bytes and bytes"), at: start)
            }
            try end()
            return mutability
        } catch {
            throw .syntax(error)
        }
    }
}

extension ABIScanner {
    /// Moves behind a keyword that a name follows; alone, the word is the name.
    mutating func skip(keyword: Substring) {
        if word == keyword && isFollowedByWord(keyword) { skip(keyword) }
    }

    fileprivate mutating func parameterList(
        _ modifiers: ABIModifiers
    ) throws(ABIParseError) -> [ABIParameter] {
        try require("(")
        let start = offset
        let parameters = try parameters(depth: 1, modifiers)
        do throws(ABITypeError) {
            _ = try ABIShape(parameters)
        } catch {
            throw ABIParseError(.invalidType(error), at: start)
        }
        return parameters
    }

    /// Reads the words between parameters and results, of which one may state the mutability.
    fileprivate mutating func functionModifiers() throws(ABIParseError) -> ABIStateMutability {
        var stated: ABIStateMutability?
        var isVisible = false
        while true {
            let word = word
            switch word {
            case "external", "public", "internal", "private":
                guard !isVisible else { throw misplaced(word) }
                isVisible = true
            case "virtual":
                break
            case "override":
                skip(word)
                try skipContractNames()
                continue
            case "pure", "view", "payable", "nonpayable", "constant":
                guard stated == nil else { throw misplaced(word) }
                // `constant` is what `view` was called before Solidity 0.5.
                stated = ABIStateMutability(rawValue: String(word)) ?? .view
            default:
                return stated ?? .nonpayable
            }
            skip(word)
        }
    }

    /// Passes over the contracts that an `override` may name in parentheses.
    private mutating func skipContractNames() throws(ABIParseError) {
        guard take("(") else { return }
        repeat {
            repeat { _ = try name() } while take(".")
        } while take(",")
        try require(")")
    }

    /// Passes over the gas that older tools write behind a function, such as `@29000`.
    fileprivate mutating func skipGas() throws(ABIParseError) {
        guard take("@") else { return }
        guard try takeCount() != nil else { throw expected("an amount of gas") }
    }

    fileprivate mutating func end() throws(ABIParseError) {
        _ = take(";")
        guard isAtEnd else { throw expected("the end of the declaration") }
    }
}

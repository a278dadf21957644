/// What a contract offers: its functions, events, errors and constructor.
///
/// One declaration per contract serves dispatch by selector, the JSON that tools read, and
/// documentation.
///
///     let token = try ContractABI(
///         "Token",
///         declarations: [
///             "function transfer(address to, uint256 amount) returns (bool)",
///             "event Transfer(address indexed from, address indexed to, uint256 value)",
///         ])
public struct ContractABI: Hashable, Sendable {
    /// The contract's name, for people.
    public let name: String
    /// The functions in order of declaration; overloaded ones share a name.
    public let functions: [ABIFunction]
    /// The events in order of declaration.
    public let events: [ABIEvent]
    /// The errors in order of declaration.
    public let errors: [ABIErrorDeclaration]
    /// The constructor, when it takes arguments or ether.
    public let constructor: ABIConstructor?

    private let functionIndices: [Selector: Int]
    private let errorIndices: [Selector: Int]
    private let eventIndices: [Hash256: Int]

    /// Collects declarations; two functions or two errors with one selector are refused.
    public init(
        _ name: String,
        functions: [ABIFunction] = [],
        events: [ABIEvent] = [],
        errors: [ABIErrorDeclaration] = [],
        constructor: ABIConstructor? = nil
    ) throws(ABIDeclarationError) {
        functionIndices = try indices(of: functions.map { ($0.selector, $0.signature) })
        errorIndices = try indices(of: errors.map { ($0.selector, $0.signature) })
        var eventIndices: [Hash256: Int] = [:]
        for (index, event) in events.enumerated() {
            guard eventIndices.updateValue(index, forKey: event.topic0) == nil else {
                throw .duplicateEvent(event.signature)
            }
        }
        self.eventIndices = eventIndices.filter { !events[$0.value].isAnonymous }
        self.name = name
        self.functions = functions
        self.events = events
        self.errors = errors
        self.constructor = constructor
    }

    /// Reads declarations in the words of Solidity, one to a text: `function`, which may be
    /// missing, `event`, `error` or `constructor`.
    public init(_ name: String, declarations: [String]) throws(ABIDeclarationError) {
        var functions: [ABIFunction] = []
        var events: [ABIEvent] = []
        var errors: [ABIErrorDeclaration] = []
        var constructor: ABIConstructor?
        for (index, text) in declarations.enumerated() {
            do throws(ABIDeclarationError) {
                var scanner = ABIScanner(text)
                let keyword = scanner.word
                if keyword == "constructor" {
                    guard constructor == nil else {
                        throw ABIDeclarationError.duplicateConstructor
                    }
                    constructor = try ABIConstructor(parsing: text)
                    continue
                }
                let isKeyword = scanner.isFollowedByWord(keyword)
                scanner.skip(keyword: keyword)
                switch keyword {
                case "event" where isKeyword: events.append(try ABIEvent(&scanner))
                case "error" where isKeyword: errors.append(try ABIErrorDeclaration(&scanner))
                case "receive" where !isKeyword, "fallback" where !isKeyword:
                    // They have no selector, so that nothing could call them by this declaration.
                    throw ABIDeclarationError.syntax(
                        scanner.expected("a function, an event, an error or a constructor")
                    )
                default: functions.append(try ABIFunction(parsing: text))
                }
            } catch {
                throw .inLine(index + 1, error)
            }
        }
        try self.init(
            name,
            functions: functions,
            events: events,
            errors: errors,
            constructor: constructor
        )
    }
}

// MARK: - Lookup

extension ContractABI {
    /// The function that call data with this selector calls.
    public func function(_ selector: Selector) -> ABIFunction? {
        functionIndices[selector].map { functions[$0] }
    }

    /// The position in `functions` of the one with this selector, for tables of handlers.
    public func functionIndex(_ selector: Selector) -> Int? { functionIndices[selector] }

    /// The first function of a name, or the one of a signature such as `transfer(address,uint256)`.
    public func function(named name: String) -> ABIFunction? {
        functions.first { $0.name == name || $0.signature == name }
    }

    /// The error that revert data with this selector tells.
    public func error(_ selector: Selector) -> ABIErrorDeclaration? {
        errorIndices[selector].map { errors[$0] }
    }

    /// The first error of a name, or the one of a signature.
    public func error(named name: String) -> ABIErrorDeclaration? {
        errors.first { $0.name == name || $0.signature == name }
    }

    /// The event whose logs have this topic 0; anonymous events are not found.
    public func event(topic0: Hash256) -> ABIEvent? {
        eventIndices[topic0].map { events[$0] }
    }

    /// The first event of a name, or the one of a signature.
    public func event(named name: String) -> ABIEvent? {
        events.first { $0.name == name || $0.signature == name }
    }
}

private func indices(
    of declarations: [(selector: Selector, signature: String)]
) throws(ABIDeclarationError) -> [Selector: Int] {
    var indices: [Selector: Int] = [:]
    for (index, declaration) in declarations.enumerated() {
        if let other = indices.updateValue(index, forKey: declaration.selector) {
            throw .duplicateSelector(
                declaration.selector,
                declarations[other].signature,
                declaration.signature
            )
        }
    }
    return indices
}

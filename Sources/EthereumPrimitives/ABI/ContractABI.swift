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
    /// Whether plain transfers of ether are taken, by a `receive` function.
    public let hasReceive: Bool
    /// What calls may do that no selector matches; nil without a `fallback` function.
    public let fallback: ABIStateMutability?

    private let functionIndices: [Selector: Int]
    private let errorIndices: [Selector: Int]
    private let eventIndices: [Hash256: Int]

    /// Collects declarations; two functions or two errors with one selector are refused.
    public init(
        _ name: String,
        functions: [ABIFunction] = [],
        events: [ABIEvent] = [],
        errors: [ABIErrorDeclaration] = [],
        constructor: ABIConstructor? = nil,
        hasReceive: Bool = false,
        fallback: ABIStateMutability? = nil
    ) throws(ABIDeclarationError) {
        functionIndices = try indices(of: functions.map { ($0.selector, $0.signature) })
        errorIndices = try indices(of: errors.map { ($0.selector, $0.signature) })
        var eventIndices: [Hash256: Int] = [:]
        for (index, event) in events.enumerated() {
            guard eventIndices.updateValue(index, forKey: event.topic0) == nil else {
                throw .duplicate(event.signature)
            }
        }
        self.eventIndices = eventIndices.filter { !events[$0.value].isAnonymous }
        self.name = name
        self.functions = functions
        self.events = events
        self.errors = errors
        self.constructor = constructor
        self.hasReceive = hasReceive
        self.fallback = fallback
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

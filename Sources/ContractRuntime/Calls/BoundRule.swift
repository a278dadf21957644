/// A rule of a protocol that can decide an outcome without a trace in state or logs.
///
/// Contracts report a rule when it has bound: when without it the call would have gone another way.
public struct BoundRule: Hashable, Sendable, CustomStringConvertible {
    /// Unique among the rules of a protocol design.
    public let name: String

    /// A rule of this name.
    public init(_ name: String) { self.name = name }

    /// The name.
    public var description: String { name }
}

extension CallContext {
    /// Reports that a rule has bound, once for each time; a failure of the call keeps the report,
    /// because the failure is what most rules bring about.
    public func bound(by rule: BoundRule) { boundRules.append(rule) }
}

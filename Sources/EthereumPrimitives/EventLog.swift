/// A record that a contract wrote into a receipt.
public struct EventLog: Hashable, Sendable {
    /// The contract.
    public var address: Address
    /// At most four words that logs can be searched by; the first names the event, as a rule.
    public var topics: [Hash256]
    /// The parameters that are not indexed, ABI-encoded.
    public var data: [UInt8]

    /// Creates a log.
    public init(address: Address, topics: [Hash256], data: [UInt8]) {
        self.address = address
        self.topics = topics
        self.data = data
    }
}

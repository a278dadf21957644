import EthereumPrimitives
import JSONText
import WideIntegers

/// Ethereum's values as JSON strings.
///
/// - Source: ethereum/execution-apis, "hex value encoding".
extension JSONWriter {
    /// A number as a quantity.
    mutating func quantity(_ value: UInt256) { quantity(value.w0, value.w1, value.w2, value.w3) }

    /// A number as a quantity.
    mutating func quantity(_ value: Int) { quantity(UInt64(value)) }

    /// 32 bytes.
    mutating func hash(_ hash: Hash256) { hex(hash.bytes) }

    /// 20 bytes, lower case.
    mutating func address(_ address: Address) { hex(address.bytes) }

    // MARK: - Members

    mutating func member(_ name: StaticString, quantity value: UInt64) {
        self.name(name)
        quantity(value)
    }

    mutating func member(_ name: StaticString, quantity value: UInt256) {
        self.name(name)
        quantity(value)
    }

    mutating func member(_ name: StaticString, hash value: Hash256?) {
        self.name(name)
        if let value { hash(value) } else { null() }
    }

    mutating func member(_ name: StaticString, address value: Address?) {
        self.name(name)
        if let value { address(value) } else { null() }
    }

    mutating func member(_ name: StaticString, data value: [UInt8]) {
        self.name(name)
        hex(value)
    }

    mutating func member(_ name: StaticString, string value: String) {
        self.name(name)
        string(value)
    }
}

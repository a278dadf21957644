/// The four bytes that name a function or an error in call and revert data.
///
/// - Source: Solidity ABI specification, function selector.
public struct Selector: Hashable, Sendable {
    /// The bytes read as a big-endian number.
    public let rawValue: UInt32

    /// A selector from its big-endian number, such as `0xa9059cbb`.
    public init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The first four bytes of call data; nil when there are fewer.
    public init?(prefix data: [UInt8]) {
        guard data.count >= 4 else { return nil }
        rawValue = UInt32(
            bigEndian: data.span.bytes.unsafeLoadUnaligned(as: UInt32.self))
    }

    /// The selector of a canonical signature, such as `transfer(address,uint256)`.
    public init(signature: String) {
        self = Keccak256.hash(Array(signature.utf8)).selector
    }

    /// The four bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: rawValue.bigEndian) { Array($0) }
    }
}

extension Selector: CustomStringConvertible {
    /// `0x` and eight lower-case digits.
    public var description: String { bytes.hex }
}

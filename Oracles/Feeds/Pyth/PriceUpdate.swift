import EthereumPrimitives
import WideIntegers

/// One price of a pull feed, as publishers agree on it and users bring it to the chain.
///
/// A price is `price * 10^exponent`, its confidence `confidence * 10^exponent`; so are those of the
/// exponential moving average.
/// - Source: Pyth, PythStructs.PriceFeed.
public struct PriceUpdate: Hashable, Sendable {
    /// Which feed it is for.
    public var feedID: Hash256
    /// In units of `10^exponent` of quote per base.
    public var price: Int64
    /// Half the width of the interval around the price, in the same units.
    public var confidence: UInt64
    /// The power of ten that prices are multiplied by.
    public var exponent: Int32
    /// The second of the price.
    public var publishTimeSeconds: UInt64
    /// The exponential moving average of the price.
    public var emaPrice: Int64
    /// The exponential moving average of the confidence.
    public var emaConfidence: UInt64

    /// An update from its parts.
    public init(
        feedID: Hash256, price: Int64, confidence: UInt64, exponent: Int32,
        publishTimeSeconds: UInt64, emaPrice: Int64, emaConfidence: UInt64
    ) {
        self.feedID = feedID
        self.price = price
        self.confidence = confidence
        self.exponent = exponent
        self.publishTimeSeconds = publishTimeSeconds
        self.emaPrice = emaPrice
        self.emaConfidence = emaConfidence
    }
}

// MARK: - Wire format

extension PriceUpdate {
    /// Bytes of an encoded update.
    public static let encodedSize = 76

    /// The fields in a row, big-endian: id 32 bytes, price 8, confidence 8, exponent 4, publish
    /// time 8, average price 8, average confidence 8.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(PriceUpdate.encodedSize)
        feedID.append(to: &bytes)
        bytes.append(bigEndian: price)
        bytes.append(bigEndian: confidence)
        bytes.append(bigEndian: exponent)
        bytes.append(bigEndian: publishTimeSeconds)
        bytes.append(bigEndian: emaPrice)
        bytes.append(bigEndian: emaConfidence)
        return bytes
    }

    /// Reads the encoding; nil for another number of bytes.
    public init?(encoded bytes: ArraySlice<UInt8>) {
        guard bytes.count == PriceUpdate.encodedSize, let id = Hash256(bytes: bytes.prefix(32))
        else { return nil }
        var rest = bytes.dropFirst(32)
        self.init(
            feedID: id, price: rest.takeBigEndian(), confidence: rest.takeBigEndian(),
            exponent: rest.takeBigEndian(), publishTimeSeconds: rest.takeBigEndian(),
            emaPrice: rest.takeBigEndian(), emaConfidence: rest.takeBigEndian())
    }

    /// What guardians sign: the Keccak hash of the encoding as a personal message.
    /// - Source: EIP-191, version 0x45.
    public var digest: Hash256 { PersonalMessage.digest(Keccak256.hash(encoded).bytes) }
}

extension [UInt8] {
    /// Appends a number's bytes, most significant first.
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// Takes a number off the front, most significant byte first; missing bytes count as zero.
    fileprivate mutating func takeBigEndian<Number: FixedWidthInteger>() -> Number {
        var number = Number.zero
        for _ in 0..<Number.bitWidth / 8 {
            number = number << 8 | Number(truncatingIfNeeded: popFirst() ?? 0)
        }
        return number
    }
}

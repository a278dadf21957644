import EthereumPrimitives
import WideIntegers

/// One feed's signed price, of which a `Medianizer` takes the median.
///
/// - Source: Maker median.sol, `recover` and `poke`.
public struct SignedMedianValue: Hashable, Sendable {
    /// Quote per base, wad.
    public var valueWad: UInt256
    /// The second of the price.
    public var ageSeconds: UInt64
    /// The asset, `wat` in the original, such as `ETHUSD` in ASCII with zeros after it.
    public var assetTag: Hash256
    /// The feed's signature of the digest.
    public var signature: Signature

    /// A value with a signature that exists already.
    public init(
        valueWad: UInt256, ageSeconds: UInt64, assetTag: Hash256, signature: Signature
    ) {
        self.valueWad = valueWad
        self.ageSeconds = ageSeconds
        self.assetTag = assetTag
        self.signature = signature
    }

    /// A value that a feed signs now.
    public init(
        valueWad: UInt256, ageSeconds: UInt64, assetTag: Hash256, signedBy key: PrivateKey
    ) {
        let digest = SignedMedianValue.digest(
            valueWad: valueWad, age: UInt256(ageSeconds), assetTag: assetTag)
        self.init(
            valueWad: valueWad, ageSeconds: ageSeconds, assetTag: assetTag,
            signature: key.sign(digest: digest))
    }

    /// What the feed has signed.
    public var digest: Hash256 {
        SignedMedianValue.digest(
            valueWad: valueWad, age: UInt256(ageSeconds), assetTag: assetTag)
    }

    /// The Keccak hash of value, age and tag in a row, as a personal message.
    /// - Source: Maker median.sol, `recover`; EIP-191, version 0x45.
    static func digest(valueWad: UInt256, age: UInt256, assetTag: Hash256) -> Hash256 {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(96)
        valueWad.appendBigEndian(to: &bytes)
        age.appendBigEndian(to: &bytes)
        assetTag.append(to: &bytes)
        return PersonalMessage.digest(Keccak256.hash(bytes).bytes)
    }

    static let pokeDeclaration =
        "function poke(uint256[] val_, uint256[] age_, uint8[] v, bytes32[] r, bytes32[] s)"
    private static let poke = Selector(
        signature: "poke(uint256[],uint256[],uint8[],bytes32[],bytes32[])")

    /// The call data of a medianizer's `poke` with these values in this order, which is to ascend.
    public static func pokeCall(_ values: [SignedMedianValue]) -> [UInt8] {
        var writer = ABIWriter(selector: poke, headSize: 160)
        writer.appendArray(values, of: .word) { writer, value in writer.append(value.valueWad) }
        writer.appendArray(values, of: .word) { writer, value in writer.append(value.ageSeconds) }
        writer.appendArray(values, of: .word) { writer, value in
            writer.append(UInt64(value.signature.yParity) + 27)
        }
        writer.appendArray(values, of: .word) { writer, value in
            writer.append(value.signature.r)
        }
        writer.appendArray(values, of: .word) { writer, value in
            writer.append(value.signature.s)
        }
        return writer.bytes
    }
}

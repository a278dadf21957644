import EthereumPrimitives
import WideIntegers

/// A price update with the signatures of guardians, as one element of `updatePriceFeeds(bytes[])`.
public struct SignedPriceUpdate: Hashable, Sendable {
    /// What is signed.
    public var update: PriceUpdate
    /// Signatures of its digest, in any order.
    public var signatures: [Signature]

    /// An update with signatures that exist already.
    public init(update: PriceUpdate, signatures: [Signature]) {
        self.update = update
        self.signatures = signatures
    }

    /// An update that guardians sign now.
    public init(_ update: PriceUpdate, signedBy keys: [PrivateKey]) {
        let digest = update.digest
        self.init(update: update, signatures: keys.map { $0.sign(digest: digest) })
    }

    /// Bytes of one encoded signature.
    static let signatureSize = 65
    /// Signatures of one update at most, which is as many guardians as a feed can have.
    public static let signaturesMax = 255

    /// The encoded update and after it the signatures, each as 65 bytes r, s, v.
    public var encoded: [UInt8] {
        var bytes = update.encoded
        for signature in signatures { bytes.append(contentsOf: signature.bytes) }
        return bytes
    }

    /// Reads the encoding.
    /// - Throws: `SignedPriceUpdateError`.
    public init(encoded bytes: [UInt8]) throws(SignedPriceUpdateError) {
        let rest = bytes.dropFirst(PriceUpdate.encodedSize)
        let count = rest.count / SignedPriceUpdate.signatureSize
        guard let update = PriceUpdate(encoded: bytes.prefix(PriceUpdate.encodedSize)),
            rest.count == count * SignedPriceUpdate.signatureSize,
            count <= SignedPriceUpdate.signaturesMax
        else { throw .wrongSize(byteCount: bytes.count) }
        var signatures: [Signature] = []
        signatures.reserveCapacity(count)
        for index in 0..<count {
            let start = rest.startIndex + index * SignedPriceUpdate.signatureSize
            let end = start + SignedPriceUpdate.signatureSize
            do throws(SignatureError) {
                signatures.append(try Signature(bytes: Array(rest[start..<end])))
            } catch {
                throw .invalidSignature(index: index, error)
            }
        }
        self.init(update: update, signatures: signatures)
    }
}

/// Why bytes are not a signed price update.
public enum SignedPriceUpdateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not 76 bytes of update and 65 bytes for each of at most 255 signatures.
    case wrongSize(byteCount: Int)
    /// A signature that is none.
    case invalidSignature(index: Int, SignatureError)

    /// The reason in words.
    public var description: String {
        switch self {
        case .wrongSize(let count):
            "a signed update has \(PriceUpdate.encodedSize) bytes and "
                + "\(SignedPriceUpdate.signatureSize) for each of at most "
                + "\(SignedPriceUpdate.signaturesMax) signatures, not \(count)"
        case .invalidSignature(let index, let error): "signature \(index): \(error)"
        }
    }
}

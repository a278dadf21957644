/// The gas that a transaction costs before its first instruction.
public struct IntrinsicGas: Hashable, Sendable {
    /// Charged before execution.
    public let intrinsic: UInt64
    /// The least that is charged in the end, from Prague on (EIP-7623); zero before.
    public let floor: UInt64

    /// What the gas limit must at least be.
    public var gasLimitMin: UInt64 { max(intrinsic, floor) }

    /// The largest init code of a creation in bytes, from Shanghai on.
    /// - Source: EIP-3860.
    public static let initCodeBytesMax = 49_152

    /// The largest gas limit of a transaction, from Osaka on.
    /// - Source: EIP-7825.
    public static let gasLimitMax: UInt64 = 1 << 24

    /// The most entries, keys or authorizations that a transaction can be said to have.
    public static let countMax = Int(UInt32.max)

    /// The schedule of one fork over one transaction's contents.
    ///
    /// - Parameters:
    ///   - data: call data, or init code of a creation.
    ///   - isCreation: whether there is no recipient.
    ///   - accessListAddresses: entries of the access list (EIP-2930).
    ///   - accessListKeys: storage keys in all entries.
    ///   - authorizations: tuples of an EIP-7702 transaction.
    /// - Precondition: the counts are from 0 to `countMax`, so that no sum can pass 64 bits.
    /// - Source: yellow paper appendix G; EIP-2, EIP-2028, EIP-2930, EIP-3860, EIP-7623, EIP-7702.
    public init(
        data: [UInt8], isCreation: Bool, accessListAddresses: Int = 0, accessListKeys: Int = 0,
        authorizations: Int = 0, fork: Hardfork
    ) {
        IntrinsicGas.check(accessListAddresses)
        IntrinsicGas.check(accessListKeys)
        IntrinsicGas.check(authorizations)
        let zeroBytes = IntrinsicGas.zeroBytes(in: data)
        let nonzeroBytes = UInt64(data.count) - zeroBytes
        var gas: UInt64 = 21_000
        gas += 4 * zeroBytes + (fork >= .istanbul ? 16 : 68) * nonzeroBytes
        if isCreation && fork >= .homestead { gas += 32_000 }
        if isCreation && fork >= .shanghai { gas += 2 * ((UInt64(data.count) + 31) / 32) }
        gas += 2_400 * UInt64(accessListAddresses) + 1_900 * UInt64(accessListKeys)
        gas += 25_000 * UInt64(authorizations)
        intrinsic = gas
        floor = fork >= .prague ? 21_000 + 10 * (zeroBytes + 4 * nonzeroBytes) : 0
    }

    private static func check(_ count: Int) {
        precondition((0...countMax).contains(count), "a count of \(count)")
    }

    /// How many bytes are zero, eight at a time: call data is most of what a call without work costs.
    private static func zeroBytes(in data: [UInt8]) -> UInt64 {
        let bytes = data.span.bytes
        let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
        var zeros: UInt64 = 0
        var offset = 0
        while offset &+ 8 <= bytes.byteCount {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // The top bit of a byte is set where any of its bits is; no carry leaves a byte.
            let isZero = ~((word & low &+ low) | word | low) &>> 7
            // The product's top byte is the sum of all eight.
            zeros &+= (isZero &* 0x0101_0101_0101_0101) &>> 56
            offset &+= 8
        }
        while offset < bytes.byteCount {
            if bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == 0 { zeros &+= 1 }
            offset &+= 1
        }
        return zeros
    }
}

/// Keccak-256 with the original padding, as Ethereum uses it; not SHA3-256.
///
/// Feed bytes in any pieces with `update`, then `finalize` once.
/// - Source: the Keccak submission, padding byte 0x01; the permutation is that of FIPS 202.
public struct Keccak256: Sendable {
    /// The bytes that are absorbed between two permutations.
    static let rate = 136

    private var state = KeccakState(repeating: 0)
    /// Bytes of the unfinished block that are already in the state.
    private var filled = 0

    /// An empty message.
    public init() {}

    /// The digest of one message.
    public static func hash(_ bytes: [UInt8]) -> Hash256 {
        var hasher = Keccak256()
        hasher.update(bytes.span.bytes)
        return hasher.finalize()
    }

    /// The digest of one message.
    public static func hash(_ bytes: ArraySlice<UInt8>) -> Hash256 {
        var hasher = Keccak256()
        hasher.update(bytes.span.bytes)
        return hasher.finalize()
    }

    /// Appends bytes to the message.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span.bytes)
    }

    /// Appends bytes to the message.
    public mutating func update(_ bytes: RawSpan) {
        var offset = 0
        let count = bytes.byteCount
        // Bytes up to the next whole lane, one at a time.
        while filled & 7 != 0 && offset < count {
            absorb(byte: bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
            offset &+= 1
        }
        while count &- offset >= 8 {
            state[filled &>> 3] ^= UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            )
            offset &+= 8
            filled &+= 8
            if filled == Keccak256.rate {
                keccakPermute(&state)
                filled = 0
            }
        }
        while offset < count {
            absorb(byte: bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
            offset &+= 1
        }
    }

    private mutating func absorb(byte: UInt8) {
        state[filled &>> 3] ^= UInt64(byte) &<< UInt64((filled & 7) &* 8)
        filled &+= 1
        if filled == Keccak256.rate {
            keccakPermute(&state)
            filled = 0
        }
    }

    /// Pads the message and gives its digest.
    public consuming func finalize() -> Hash256 {
        state[filled &>> 3] ^= 1 &<< UInt64((filled & 7) &* 8)
        state[Keccak256.rate / 8 - 1] ^= 1 << 63
        keccakPermute(&state)
        return Hash256(
            words: state[0].byteSwapped,
            state[1].byteSwapped,
            state[2].byteSwapped,
            state[3].byteSwapped
        )
    }
}

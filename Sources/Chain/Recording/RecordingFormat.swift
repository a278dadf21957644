import EthereumPrimitives

/// What writer and reader of a recording agree on.
///
/// A recording is a row of RLP lists, one for each event: the kind, the event's fields, and a check of
/// 8 bytes. The first names the chain and has the genesis block's header; then come blocks,
/// orphaned blocks and interventions in their order; the last says how much there was.
///
/// | kind | fields |
/// |---|---|
/// | 0 begin | `perplab blocks`, version, chain id, fork, signatures, base fee recipient, header |
/// | 1 sealed | header, whether the base fee was set from outside, transactions |
/// | 2 orphaned | the block's hash |
/// | 3 intervened | number of the block before, kind of intervention, its fields |
/// | 4 end | blocks and transactions sealed, hash of the last block |
///
/// Headers are as they are hashed. A signed transaction is its raw bytes. Where signatures are elided it
/// is a list: submission number, sender, type, chain id, nonce, the fees of its type, gas limit,
/// recipient, value, data, access list.
enum RecordingFormat {
    /// The first item's first field after its kind.
    static let name = Array("perplab blocks".utf8)
    /// Counts up when a reader of the last version could not read what is written.
    static let version: UInt64 = 2
    /// The oldest version that is read.
    static let versionMin: UInt64 = 1
    /// Bytes of an item at most: over a million trades in a block.
    static let itemBytesMax: UInt64 = 1 << 28
    /// Bytes of the check with its prefix at the end of each item.
    static let checkBytes = 9
    /// The free bytes of a header at most, as on Ethereum.
    static let extraDataBytesMax = 32

    /// The event that an item holds.
    enum Kind: UInt64 {
        case begin, sealed, orphaned, intervened, end
    }

    /// The intervention that an item holds.
    enum InterventionKind: UInt64 {
        case setBalance, setNonce, call, increaseTime, setNextBaseFee, mine
        case setNextTimestamp, setTimestampInterval, impersonate

        static let last = impersonate
    }
}

/// A running number over all items of a recording that differs when any byte of them does.
///
/// It finds damage, and items that are missing, doubled or exchanged; it is no cryptographic hash. Each
/// word enters one of four sums by exclusive or, an odd factor and a rotation, all of which can be
/// undone: one changed word cannot leave all sums as they were. Four, since a sum waits for its last
/// product.
struct RecordingCheck {
    private(set) var value: UInt64 = 0x70_65_72_70_6c_61_62_31

    /// Takes in the bytes of one item between its list's header and its own check.
    mutating func update(_ bytes: RawSpan) {
        let count = bytes.byteCount
        var sums = (value, UInt64(truncatingIfNeeded: count), value, UInt64(0))
        var at = 0
        while at &+ 32 <= count {
            // Within bounds, as was just compared.
            mix(&sums.0, bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            mix(&sums.1, bytes.unsafeLoadUnaligned(fromByteOffset: at &+ 8, as: UInt64.self))
            mix(&sums.2, bytes.unsafeLoadUnaligned(fromByteOffset: at &+ 16, as: UInt64.self))
            mix(&sums.3, bytes.unsafeLoadUnaligned(fromByteOffset: at &+ 24, as: UInt64.self))
            at &+= 32
        }
        for place in at..<count {
            let byte = bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt8.self)
            mix(&sums.0, UInt64(byte).littleEndian)
        }
        mix(&sums.1, sums.0)
        mix(&sums.2, sums.1)
        mix(&sums.3, sums.2)
        value = sums.3
    }

    /// Takes in eight bytes, the least significant first.
    @inline(__always)
    private func mix(_ sum: inout UInt64, _ word: UInt64) {
        sum = (sum ^ UInt64(littleEndian: word)) &* 0xff51_afd7_ed55_8ccd
        sum = sum &<< 29 | sum &>> 35
    }
}

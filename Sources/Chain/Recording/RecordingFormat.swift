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
/// is a list of submission number, sender, and the raw bytes with a signature of zeros.
enum RecordingFormat {
    /// The first item's first field after its kind.
    static let name = Array("perplab blocks".utf8)
    /// Counts up when a reader of the last version could not read what is written.
    static let version: UInt64 = 1
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
    }
}

/// A running number over all items of a recording that differs when any byte of them does.
///
/// It finds damage, and items that are missing, doubled or exchanged; it is no cryptographic hash. Each
/// word enters one of two sums by exclusive or, an odd factor and a rotation, all of which can be
/// undone: one changed word cannot leave both sums as they were.
struct RecordingCheck {
    private(set) var value: UInt64 = 0x70_65_72_70_6c_61_62_31

    /// Takes in the bytes of one item between its list's header and its own check.
    mutating func update(_ bytes: RawSpan) {
        let count = bytes.byteCount
        var first = value
        var second = UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15
        var at = 0
        while at &+ 16 <= count {
            mix(
                &first, &second, RecordingCheck.word(bytes, at), RecordingCheck.word(bytes, at &+ 8)
            )
            at &+= 16
        }
        var low: UInt64 = 0
        var high: UInt64 = 0
        for place in at..<count {
            let byte = UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt8.self))
            let shift = UInt64((place &- at) & 7) &* 8
            if place &- at < 8 { low |= byte &<< shift } else { high |= byte &<< shift }
        }
        mix(&first, &second, low, high)
        value = first ^ (second &<< 17 | second &>> 47)
    }

    @inline(__always)
    private func mix(_ first: inout UInt64, _ second: inout UInt64, _ low: UInt64, _ high: UInt64) {
        first = (first ^ low) &* 0xff51_afd7_ed55_8ccd
        first = first &<< 29 | first &>> 35
        second = (second ^ high) &* 0xc4ce_b9fe_1a85_ec53
        second = second &<< 31 | second &>> 33
    }

    /// Eight bytes, the least significant first.
    @inline(__always)
    private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        // Within bounds: the caller compares with the count.
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

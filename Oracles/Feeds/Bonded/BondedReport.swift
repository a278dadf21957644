import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A price that somebody has staked a bond on, as it lies in three words.
struct BondedReport {
    /// What has become of a report.
    enum State: UInt8 {
        /// Nobody has disputed it; its bond is held.
        case standing = 0
        /// Disputed; both bonds are held.
        case disputed = 1
        /// Disputed and found right.
        case upheld = 2
        /// Disputed and found wrong.
        case rejected = 3
        /// Never disputed; its bond has gone back.
        case final = 4

        /// Whether the price counts.
        var counts: Bool {
            switch self {
            case .standing, .upheld, .final: true
            case .disputed, .rejected: false
            }
        }
    }

    /// Wad, at most 192 bits.
    var priceWad: UInt256
    var timestampSeconds: UInt64
    var reporter: Address
    var state: State
    /// The zero address while nobody has disputed it.
    var disputer: Address

    static let wordCount = 3

    init(priceWad: UInt256, timestampSeconds: UInt64, reporter: Address) {
        self.priceWad = priceWad
        self.timestampSeconds = timestampSeconds
        self.reporter = reporter
        state = .standing
        disputer = .zero
    }

    init(at slot: Slot, in context: CallContext) throws(Revert) {
        let posted = PostedPrice(word: try context.load(slot), weight: 0)
        priceWad = posted.priceWad
        timestampSeconds = posted.timestampSeconds
        let second = try context.load(slot.advanced(by: 1))
        reporter = Address(truncating: second)
        state = State(rawValue: UInt8(truncatingIfNeeded: second.w2 >> 32)) ?? .rejected
        disputer = Address(truncating: try context.load(slot.advanced(by: 2)))
    }

    /// Seconds since the report.
    func ageSeconds(in context: CallContext) -> UInt64 {
        let now = context.block.timestampSeconds
        return now > timestampSeconds ? now - timestampSeconds : 0
    }

    /// Writes the report.
    /// - Throws: `price out of range` for no price or one of more than 192 bits.
    func store(at slot: Slot, in context: CallContext) throws(Revert) {
        guard !priceWad.isZero,
            let word = PostedPrice.word(priceWad: priceWad, timestampSeconds: timestampSeconds)
        else { throw .reason("price out of range") }
        try context.store(word, to: slot)
        let flag = UInt256(0, 0, UInt64(state.rawValue) << 32, 0)
        try context.store(reporter.number | flag, to: slot.advanced(by: 1))
        try context.store(disputer.number, to: slot.advanced(by: 2))
    }
}

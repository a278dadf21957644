import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What an aggregator needs with every report, in one word of storage.
///
/// - Source: Chainlink OffchainAggregatorBase, HotVars: digest 128 bits, epoch and round 40,
///   threshold 8, latest aggregator round 32.
struct AggregatorHotWord {
    var configDigest: UInt128
    var epochAndRound: UInt64 = 0
    var faultyMax: UInt8
    var latestRound: UInt32 = 0

    init(configDigest: UInt128, faultyMax: UInt8) {
        self.configDigest = configDigest
        self.faultyMax = faultyMax
    }

    init(word: UInt256) {
        configDigest = UInt128(word.w1) << 64 | UInt128(word.w0)
        epochAndRound = word.w2 & 0xff_ffff_ffff
        faultyMax = UInt8(truncatingIfNeeded: word.w2 >> 40)
        latestRound = UInt32(truncatingIfNeeded: word.w2 >> 48 | word.w3 << 16)
    }

    var word: UInt256 {
        var word = UInt256(configDigest)
        word.w2 = epochAndRound | UInt64(faultyMax) << 40 | UInt64(latestRound) << 48
        word.w3 = UInt64(latestRound) >> 16
        return word
    }
}

/// One round of an aggregator: an answer of 192 bits and the second in which it was written.
struct Transmission {
    var answer: Int256
    var timestampSeconds: UInt64

    static let none = Transmission(answer: .zero, timestampSeconds: 0)

    init(answer: Int256, timestampSeconds: UInt64) {
        self.answer = answer
        self.timestampSeconds = timestampSeconds
    }

    init(word: UInt256) {
        answer = Int256(bitPattern: word << 64) >> 64
        timestampSeconds = word.w3
    }

    var word: UInt256 {
        UInt256(
            answer.bitPattern.w0, answer.bitPattern.w1, answer.bitPattern.w2, timestampSeconds)
    }
}

extension OffchainAggregator {
    func hotWord(_ context: CallContext) throws(Revert) -> AggregatorHotWord {
        AggregatorHotWord(word: try context.load(hotSlot))
    }

    func latestTransmission(_ context: CallContext) throws(Revert) -> Transmission {
        try transmission(UInt256(UInt64(try hotWord(context).latestRound)), context)
    }

    /// A round; zeros for one that does not exist.
    func transmission(_ id: UInt256, _ context: CallContext) throws(Revert) -> Transmission {
        guard let round = UInt32(exactly: id) else { return .none }
        let slot = context.state.record(in: transmissions, number: UInt64(round))
        return Transmission(word: try context.load(slot))
    }

    /// The five words of a round, in which nothing but the time of writing is a time.
    ///
    /// A round that does not exist, number zero among them, has an answer and times of zero.
    /// - Throws: `No data present` for an id of more than 32 bits.
    /// - Source: Chainlink OffchainAggregator, getRoundData and latestRoundData.
    func roundData(_ id: UInt256, _ context: CallContext) throws(Revert) -> [UInt8] {
        try context.compute(ReportGas.view)
        guard id.bitWidth <= 32 else { throw .reason("No data present") }
        let round = try transmission(id, context)
        let seconds = UInt256(round.timestampSeconds)
        return CallResult.words([id, round.answer.bitPattern, seconds, seconds, id])
    }

    func configDetails(_ context: CallContext) throws(Revert) -> [UInt8] {
        let config = try context.load(configSlot)
        let digest = UInt256(try hotWord(context).configDigest) << 128
        return CallResult.words([
            UInt256(config.w0 & 0xffff_ffff), UInt256(config.w0 >> 32), digest,
        ])
    }

    func transmissionDetails(_ context: CallContext) throws(Revert) -> [UInt8] {
        let hot = try hotWord(context)
        let latest = try latestTransmission(context)
        return CallResult.words([
            UInt256(hot.configDigest) << 128, UInt256(hot.epochAndRound >> 8),
            UInt256(hot.epochAndRound & 0xff), latest.answer.bitPattern,
            UInt256(latest.timestampSeconds),
        ])
    }
}

extension UInt32 {
    /// Narrows a 256-bit number, or gives nil when it does not fit.
    init?(exactly value: UInt256) {
        guard value.fitsUInt64, let narrow = UInt32(exactly: value.w0) else { return nil }
        self = narrow
    }
}

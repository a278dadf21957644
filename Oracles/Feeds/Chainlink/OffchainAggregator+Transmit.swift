import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The arguments of `transmit`.
struct SubmittedReport {
    let bytes: [UInt8]
    let rs: [UInt256]
    let ss: [UInt256]
    /// The parity of each signature, one byte each from the front.
    let parities: [UInt8]

    init(_ input: [UInt8], _ layout: CallLayout) throws(Revert) {
        self = try ContractABI.decode(input, of: layout) { reader throws(ABIDecodingError) in
            SubmittedReport(
                bytes: try reader.bytes(), rs: try reader.uint256Array(),
                ss: try reader.uint256Array(), parities: try reader.bytes32().bytes)
        }
    }

    private init(bytes: [UInt8], rs: [UInt256], ss: [UInt256], parities: [UInt8]) {
        self.bytes = bytes
        self.rs = rs
        self.ss = ss
        self.parities = parities
    }
}

extension OffchainAggregator {
    /// Takes a report and writes its median as a new round.
    ///
    /// Observations may come in any order: they are sorted here, which the original leaves to the
    /// oracles and checks. More than `f` of them are enough. The contract of the first protocol
    /// wants more than `2f`; that of the second leaves it to the oracles that `2f + 1` have been
    /// asked, of whom `f` may have said nothing that counts. So with more than `f` oracles down
    /// and a liar among the rest the answer can be a lie: of two observations the upper one is the
    /// median.
    /// - Throws: `configDigest mismatch`, `stale report`, `unauthorized transmitter`, and the
    ///   reasons of the checks of observations and signatures; `median is out of min-max range`
    ///   where the bounds' rule is to revert.
    /// - Source: Chainlink OffchainAggregator, transmit; OCR2Aggregator, transmit, for the number of
    ///   observations.
    func transmit(_ submitted: SubmittedReport, _ context: CallContext) throws(Revert) {
        try context.compute(ReportGas.entry)
        let report: OCRReport
        do { report = try OCRReport(encoded: submitted.bytes) } catch { throw .empty }
        var hot = try hotWord(context)
        guard report.configDigest == hot.configDigest else {
            throw .reason("configDigest mismatch")
        }
        guard report.epochAndRound > hot.epochAndRound else { throw .reason("stale report") }
        hot.epochAndRound = report.epochAndRound
        let oracleCount = try signers.count(in: context)
        try check(report, faultyMax: Int(hot.faultyMax), oracleCount: oracleCount, context)
        guard try transmitters.contains(context.caller, in: context) else {
            throw .reason("unauthorized transmitter")
        }
        try checkSignatures(
            of: submitted, faultyMax: Int(hot.faultyMax), oracleCount: oracleCount, context)
        guard let median = UpperMedian.of(report.observations),
            let answer = bounds.answer(forMedian: median)
        else { throw .reason("median is out of min-max range") }
        try write(answer, of: report, &hot, context)
    }

    /// Checks that there are enough observations, each by an oracle of its own.
    private func check(
        _ report: OCRReport, faultyMax: Int, oracleCount: Int, _ context: CallContext
    ) throws(Revert) {
        let count = report.observations.count
        try context.compute(ReportGas.value * UInt64(count))
        guard count <= oracleCount else { throw .reason("num observations out of bounds") }
        guard count > faultyMax else { throw .reason("too few values to trust median") }
        var seen: UInt32 = 0
        for observer in report.observers {
            guard Int(observer) < oracleCount else { throw .reason("observer index unknown") }
            if seen >> UInt32(observer) & 1 == 1 { throw .reason("observer index repeated") }
            seen |= 1 << UInt32(observer)
        }
    }

    /// Checks that more than `f` signers have signed, each once and nobody else.
    private func checkSignatures(
        of submitted: SubmittedReport, faultyMax: Int, oracleCount: Int, _ context: CallContext
    ) throws(Revert) {
        let count = submitted.rs.count
        guard count > faultyMax else { throw .reason("not enough signatures") }
        guard count <= oracleCount else { throw .reason("too many signatures") }
        guard submitted.ss.count == count else {
            throw .reason("signatures out of registration")
        }
        let digest = Keccak256.hash(submitted.bytes)
        var seen: [AccountID] = []
        for index in 0..<count {
            let signature = Signature(
                r: submitted.rs[index], s: submitted.ss[index], yParity: submitted.parities[index])
            guard let signer = try context.signer(of: digest, signature),
                try signers.contains(signer, in: context)
            else { throw .reason("address not authorized to sign") }
            if seen.contains(signer) { throw .reason("non-unique signature") }
            seen.append(signer)
        }
    }

    /// Writes a round and tells of it.
    private func write(
        _ answer: Int256, of report: OCRReport, _ hot: inout AggregatorHotWord,
        _ context: CallContext
    ) throws(Revert) {
        guard hot.latestRound < .max else { throw .panic(.overflow) }
        hot.latestRound += 1
        let seconds = context.block.timestampSeconds
        let id = UInt256(UInt64(hot.latestRound))
        let slot = context.state.record(in: transmissions, number: UInt64(hot.latestRound))
        let round = Transmission(answer: answer, timestampSeconds: seconds)
        try context.store(round.word, to: slot)
        try context.log(
            newTransmission,
            [
                .uint(id), .int(answer), .address(context.state.address(of: context.caller)),
                .array(report.observations.map { .int($0) }), .bytes(report.observers),
                .bytes32(Hash256(report.context)),
            ])
        try context.log(topics: [newRoundTopic, id, .zero], words: [UInt256(seconds)])
        try context.log(
            topics: [answerUpdatedTopic, answer.bitPattern, id], words: [UInt256(seconds)])
        try context.store(hot.word, to: hotSlot)
    }

    // MARK: - Configuration

    /// Puts another configuration in force; epochs begin anew, rounds go on.
    /// - Throws: the reasons of `OCRConfigurationError`.
    /// - Source: Chainlink OffchainAggregatorBase, setConfig.
    func setConfiguration(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) {
        let fields = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            (
                signers: try reader.addressArray(), transmitters: try reader.addressArray(),
                faultyMax: UInt8(truncatingIfNeeded: try reader.uint(bits: 8).w0),
                version: try reader.uint64(), encoded: try reader.bytes()
            )
        }
        let configuration: OCRConfiguration
        do {
            configuration = try OCRConfiguration(
                signers: fields.signers, transmitters: fields.transmitters,
                faultyMax: fields.faultyMax, encodedVersion: fields.version,
                encoded: fields.encoded)
        } catch {
            throw .reason(error.reason)
        }
        try signers.replace(with: configuration.signers, in: context)
        try transmitters.replace(with: configuration.transmitters, in: context)
        try putInForce(configuration, context)
    }

    private func putInForce(
        _ configuration: OCRConfiguration, _ context: CallContext
    ) throws(Revert) {
        let previous = try context.load(configSlot)
        let count = (previous.w0 & 0xffff_ffff) + 1
        guard count <= UInt64(UInt32.max) else { throw .panic(.overflow) }
        let block = context.block.number & 0xffff_ffff
        try context.store(UInt256(count | block << 32), to: configSlot)
        var hot = try hotWord(context)
        hot.configDigest = configuration.digest(
            aggregator: context.state.address(of: context.this), configCount: count)
        hot.epochAndRound = 0
        hot.faultyMax = configuration.faultyMax
        try context.store(hot.word, to: hotSlot)
        try context.log(
            configSet,
            [
                .uint(UInt256(previous.w0 >> 32)), .uint(UInt256(count)),
                .array(configuration.signers.map { .address($0) }),
                .array(configuration.transmitters.map { .address($0) }),
                .uint(UInt256(UInt64(configuration.faultyMax))),
                .uint(UInt256(configuration.encodedVersion)), .bytes(configuration.encoded),
            ])
    }
}

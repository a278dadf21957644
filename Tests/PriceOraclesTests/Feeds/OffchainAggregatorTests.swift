import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct OffchainAggregatorTests {
    private let network: OracleNetwork

    init() throws {
        network = try OracleNetwork()
    }

    @Test("the median of unsorted observations becomes a round with the block's time")
    func writes() throws {
        #expect(network.transmit(network.report([900, 700, 800])).revert == nil)
        let seconds = UInt256(network.world.block.timestampSeconds)
        let round: [UInt256] = [1, 800, seconds, seconds, 1]
        #expect(try network.aggregator.words("latestRoundData") == round)
        #expect(try network.aggregator.words("getRoundData", [.uint(1)]) == round)
        #expect(try network.aggregator.word("latestAnswer") == 800)
        #expect(try network.aggregator.word("latestTimestamp") == seconds)
        #expect(try network.aggregator.word("latestRound") == 1)
        #expect(try network.aggregator.word("getAnswer", [.uint(1)]) == 800)
        #expect(try network.aggregator.word("getTimestamp", [.uint(1)]) == seconds)
        #expect(try network.aggregator.word("decimals") == 8)
    }

    @Test("of four observations the third smallest is written, as a full sort would find")
    func evenMedian() throws {
        var random = SeededGenerator(seed: 7)
        for round in 1...12 {
            let observations = (0..<4).map { _ in Int256(Int64(random.below(1_000) + 1)) }
            let report = network.report(observations, round: UInt8(round))
            #expect(network.transmit(report).revert == nil)
            let rank = { (value: Int256) in observations.filter { $0 < value }.count }
            let answer = Int256(bitPattern: try network.aggregator.word("latestAnswer"))
            // At most two are below the third smallest, and at least three are not above it.
            #expect(rank(answer) <= 2)
            #expect(observations.filter { $0 <= answer }.count >= 3)
        }
    }

    @Test("rounds that do not exist are zeros, and ids beyond 32 bits have no data")
    func missingRounds() throws {
        #expect(try network.aggregator.words("latestRoundData") == [0, 0, 0, 0, 0])
        #expect(try network.aggregator.words("getRoundData", [.uint(9)]) == [9, 0, 0, 0, 9])
        let beyond = try network.aggregator.reason("getRoundData", [.uint(1 << 32)])
        #expect(beyond == "No data present")
        #expect(try network.aggregator.word("getAnswer", [.uint(1 << 32)]) == 0)
    }

    @Test("a report must be newer by epoch and round than the last")
    func staleness() {
        #expect(network.transmit(network.report([5, 6], epoch: 2, round: 3)).revert == nil)
        for (epoch, round) in [(2, 3), (2, 2), (1, 255), (0, 0)] as [(UInt32, UInt8)] {
            let old = network.transmit(network.report([5, 6], epoch: epoch, round: round))
            #expect(old.reason == "stale report")
        }
        #expect(network.transmit(network.report([5, 6], epoch: 2, round: 4)).revert == nil)
        #expect(network.transmit(network.report([5, 6], epoch: 3, round: 0)).revert == nil)
    }

    @Test("only transmitters may send, and only under the configuration in force")
    func authority() {
        let report = network.report([5, 6])
        let signer = network.keys[0].address
        let bySigner = network.transmit(report, from: signer)
        #expect(bySigner.reason == "unauthorized transmitter")
        var other = report
        other.configDigest += 1
        #expect(network.transmit(other).reason == "configDigest mismatch")
        #expect(network.transmit(report, from: network.transmitters[3]).revert == nil)
    }

    @Test("more than f signatures are needed, each by a signer of its own")
    func signatures() throws {
        let report = network.report([5, 6])
        #expect(network.transmit(report, signedBy: [2]).reason == "not enough signatures")
        let twice = network.transmit(report, signedBy: [2, 2])
        #expect(twice.reason == "non-unique signature")
        let tooMany = network.transmit(report, signedBy: [0, 1, 2, 3, 0])
        #expect(tooMany.reason == "too many signatures")
        let stranger = SignedOCRReport(report, signedBy: [network.keys[0], try PrivateKey(99)])
        let notSigner = network.send(stranger.transmitCall)
        #expect(notSigner.reason == "address not authorized to sign")
        // A signature of another report recovers to an account that nobody has.
        var changed = stranger
        changed.signatures =
            SignedOCRReport(network.report([5, 7]), signedBy: network.keys)
            .signatures
        let foreign = network.send(changed.transmitCall)
        #expect(foreign.reason == "address not authorized to sign")
        #expect(network.transmit(report, signedBy: [3, 1, 0, 2]).revert == nil)
    }

    @Test("more than f observations are needed, each by an oracle of its own")
    func observations() {
        let few = network.transmit(network.report([5]))
        #expect(few.reason == "too few values to trust median")
        let many = network.transmit(network.report([5, 6, 7, 8, 9]))
        #expect(many.reason == "num observations out of bounds")
        var repeated = network.report([5, 6, 7])
        repeated.observers = [0, 2, 0]
        #expect(network.transmit(repeated).reason == "observer index repeated")
        repeated.observers = [0, 2, 4]
        #expect(network.transmit(repeated).reason == "observer index unknown")
    }

    @Test("beyond its bounds a feed writes nothing, or the bound")
    func bounds() throws {
        let revert = try OracleNetwork(
            bounds: try AnswerBounds(answerMin: 10, answerMax: 20))
        for observation in [9, 21] as [Int256] {
            let outcome = revert.transmit(revert.report([observation, observation]))
            #expect(outcome.reason == "median is out of min-max range")
            #expect(try revert.aggregator.word("latestRound") == 0)
        }
        // What was refused has used up no epoch.
        #expect(revert.transmit(revert.report([10, 10])).revert == nil)
        #expect(revert.transmit(revert.report([20, 20], round: 2)).revert == nil)
        let clamp = try OracleNetwork(
            bounds: try AnswerBounds(answerMin: 10, answerMax: 20, rule: .clamp))
        for (round, (median, answer)) in [(9, 10), (21, 20), (15, 15), (-4, 10)].enumerated() {
            let value = Int256(Int64(median))
            let report = clamp.report([value, value], round: UInt8(round + 1))
            #expect(clamp.transmit(report).revert == nil)
            #expect(try clamp.aggregator.word("latestAnswer") == UInt256(UInt64(answer)))
        }
    }

    @Test("negative answers keep their sign in the packed round")
    func negative() throws {
        let lowest = Int256(bitPattern: .zero &- (UInt256.one << 191))
        let network = try OracleNetwork(
            bounds: try AnswerBounds(answerMin: lowest, answerMax: -1))
        #expect(network.transmit(network.report([lowest, lowest])).revert == nil)
        #expect(try network.aggregator.word("latestAnswer") == lowest.bitPattern)
        #expect(network.transmit(network.report([-3, -3], round: 2)).revert == nil)
        #expect(try network.aggregator.word("latestAnswer") == Int256(-3).bitPattern)
        #expect(try network.aggregator.word("getAnswer", [.uint(1)]) == lowest.bitPattern)
    }

    @Test("a round is told by three events")
    func events() throws {
        let outcome = network.transmit(network.report([900, 700, 800]))
        let logs = (0..<outcome.logs.count).map {
            outcome.logs.log($0, in: network.world.host.state)
        }
        let abi = network.aggregator.program.abi
        let seconds = UInt256(network.world.block.timestampSeconds)
        #expect(
            logs.map { abi.event(topic0: $0.topics[0])?.name } == [
                "NewTransmission", "NewRound", "AnswerUpdated",
            ])
        #expect(logs[1].topics[1...].map { UInt256($0) } == [1, 0])
        #expect(logs[1].data == seconds.bigEndianBytes)
        #expect(logs[2].topics[1...].map { UInt256($0) } == [800, 1])
        #expect(logs[2].data == seconds.bigEndianBytes)
        let decoded = try ABIDecoder.decode(
            logs[0].data,
            as: [
                .int(bits: 192), .address, .array(of: .int(bits: 192)), .bytes,
                .fixedBytes(count: 32),
            ],
            rules: .strict)
        #expect(decoded[0] == .int(800))
        #expect(decoded[1] == .address(network.transmitters[0]))
        #expect(decoded[2] == .array([.int(900), .int(700), .int(800)]))
        #expect(decoded[3] == .bytes([0, 1, 2]))
        #expect(decoded[4].bytesValue == network.report([], epoch: 1).context.bigEndianBytes)
    }

    @Test("each signature costs a recovery")
    func gas() {
        let two = network.transmit(network.report([5, 6]))
        let three = network.transmit(network.report([5, 6], round: 2), signedBy: [0, 1, 2])
        #expect(three.gasParts[.compute] >= two.gasParts[.compute] + 3_000)
    }

    // MARK: - Configuration

    private func configure(
        _ keys: [PrivateKey], faultyMax: UInt64, from sender: Address = FeedWorld.admin
    ) throws -> ExecutionOutcome {
        try network.aggregator.call(
            "setConfig",
            [
                .array(keys.map { .address($0.address) }),
                .array(keys.indices.map { .address(network.transmitters[$0 % 4]) }),
                .uint(UInt256(faultyMax)), .uint(3), .bytes([1, 2]),
            ], from: sender)
    }

    @Test("another configuration ends the reports of the last one and begins epochs anew")
    func setConfig() throws {
        #expect(network.transmit(network.report([5, 6], epoch: 9)).revert == nil)
        network.world.advance(12)
        let keys = try (11...14).map { try PrivateKey(UInt256(UInt64($0))) }
        let stranger = try configure(keys, faultyMax: 1, from: FeedWorld.stranger)
        #expect(stranger.revert != nil)
        #expect(try configure(keys, faultyMax: 1).revert == nil)
        let old = network.transmit(network.report([5, 6], epoch: 10))
        #expect(old.reason == "configDigest mismatch")
        let next = try OCRConfiguration(
            signers: keys.map(\.address), transmitters: network.transmitters, faultyMax: 1,
            encodedVersion: 3, encoded: [1, 2])
        var report = network.report([50, 60], epoch: 1)
        report.configDigest = next.digest(
            aggregator: network.aggregator.address, configCount: 2)
        // The old signers count no longer.
        let bySigned = network.transmit(report)
        #expect(bySigned.reason == "address not authorized to sign")
        let call = SignedOCRReport(report, signedBy: [keys[1], keys[3]]).transmitCall
        #expect(network.send(call).revert == nil)
        let round = try network.aggregator.words("latestRoundData")
        #expect(round.prefix(2) == [2, 60])
        #expect(
            try network.aggregator.words("latestConfigDetails")
                == [2, 2, UInt256(report.configDigest) << 128])
        let details = try network.aggregator.words("latestTransmissionDetails")
        #expect(details.dropFirst().prefix(3) == [1, 1, 60])
    }

    @Test("configurations that cannot be are refused")
    func refusals() throws {
        let keys = try (11...17).map { try PrivateKey(UInt256(UInt64($0))) }
        let three = try configure(Array(keys.prefix(3)), faultyMax: 1)
        #expect(three.reason == "faulty-oracle threshold too high")
        // Of seven, transmitters occur twice.
        #expect(try configure(keys, faultyMax: 2).reason == "repeated transmitter address")
        let signers = keys.map(\.address)
        #expect(throws: OCRConfigurationError.unequalCounts(signers: 7, transmitters: 6)) {
            try OCRConfiguration(
                signers: signers, transmitters: signers.dropLast(), faultyMax: 2)
        }
        #expect(throws: OCRConfigurationError.repeatedSigner(signers[0])) {
            try OCRConfiguration(
                signers: signers + [signers[0]], transmitters: signers + [FeedWorld.admin],
                faultyMax: 1)
        }
        #expect(throws: OCRConfigurationError.tooManyFaulty(2, signers: 6)) {
            try OCRConfiguration(
                signers: signers.dropLast(), transmitters: signers.dropLast(), faultyMax: 2)
        }
        #expect(throws: AnswerBoundsError.crossed(min: 2, max: 1)) {
            try AnswerBounds(answerMin: 2, answerMax: 1)
        }
        let wide = Int256(bitPattern: UInt256.one << 191)
        #expect(throws: AnswerBoundsError.tooWide(wide)) {
            try AnswerBounds(answerMin: 1, answerMax: wide)
        }
    }

    @Test("more than f observations are enough, and of two the upper one is the answer")
    func fewObservations() throws {
        let network = try OracleNetwork()
        #expect(
            network.transmit(network.report([100])).reason == "too few values to trust median")
        // Two of four oracles are down, and one of the others lies.
        #expect(network.transmit(network.report([100, 900])).revert == nil)
        #expect(try network.aggregator.word("latestAnswer") == 900)
    }
}

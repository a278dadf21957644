import EthereumPrimitives
import WideIntegers

/// What oracles agree on off the chain and one of them transmits to an `OffchainAggregator`.
///
/// - Source: Chainlink OffchainAggregator, `_report` of transmit: `abi.encode(bytes32
///   rawReportContext, bytes32 rawObservers, int192[] observations)`.
public struct OCRReport: Hashable, Sendable {
    /// Names the configuration that the report is made under; 16 bytes.
    public var configDigest: UInt128
    /// Counts the leaders; with `round` it must rise from report to report.
    public var epoch: UInt32
    /// Counts the reports of a leader.
    public var round: UInt8
    /// Whose observation each is, by index in the configuration; at most 32 are encoded.
    public var observers: [UInt8]
    /// The answers in the aggregator's decimals, 192 bits each.
    public var observations: [Int256]

    /// A report from its parts.
    public init(
        configDigest: UInt128, epoch: UInt32, round: UInt8, observers: [UInt8],
        observations: [Int256]
    ) {
        self.configDigest = configDigest
        self.epoch = epoch
        self.round = round
        self.observers = observers
        self.observations = observations
    }

    /// Epoch and round as one number of 40 bits, as the aggregator compares them.
    public var epochAndRound: UInt64 { UInt64(epoch) << 8 | UInt64(round) }

    /// The word of config digest, epoch and round: 11 zero bytes, 16, 4 and 1.
    public var context: UInt256 {
        UInt256(configDigest) << 40 | UInt256(epochAndRound)
    }

    /// The word with one observer in each byte from the front.
    public var observersWord: UInt256 {
        let bytes = Array(observers.prefix(32))
        let number = UInt256(bigEndianBytes: bytes) ?? .zero
        return number << (8 * (32 - bytes.count))
    }

    /// The report's bytes.
    public var encoded: [UInt8] {
        var writer = ABIWriter(headSize: 96)
        writer.append(context)
        writer.append(observersWord)
        writer.appendArray(observations, of: .word) { writer, observation in
            writer.append(observation)
        }
        return writer.bytes
    }

    /// What oracles sign: the Keccak hash of the encoding.
    public var digest: Hash256 { Keccak256.hash(encoded) }

    /// Reads the encoding; there are as many observers as observations, and 32 at most.
    /// - Throws: `ABIDecodingError`.
    public init(encoded bytes: [UInt8]) throws(ABIDecodingError) {
        var reader = try ABIReader(bytes, headSize: 96, rules: .solidity)
        let context = try reader.uint(bits: 216)
        let observers = try reader.bytes32()
        let observations = try reader.array(of: .word) { reader throws(ABIDecodingError) in
            try reader.int(bits: 192)
        }
        let digest = context >> 40
        self.init(
            configDigest: UInt128(digest.w1) << 64 | UInt128(digest.w0),
            epoch: UInt32(truncatingIfNeeded: context.w0 >> 8),
            round: UInt8(truncatingIfNeeded: context.w0),
            observers: Array(observers.bytes.prefix(observations.count)),
            observations: observations)
    }
}

/// A report with the signatures of oracles, as it is transmitted.
public struct SignedOCRReport: Hashable, Sendable {
    /// What is signed.
    public var report: OCRReport
    /// Signatures of its digest, in any order; at most 32 are encoded.
    public var signatures: [Signature]

    /// A report with signatures that exist already.
    public init(report: OCRReport, signatures: [Signature]) {
        self.report = report
        self.signatures = signatures
    }

    /// A report that oracles sign now.
    public init(_ report: OCRReport, signedBy keys: [PrivateKey]) {
        let digest = report.digest
        self.init(report: report, signatures: keys.map { $0.sign(digest: digest) })
    }

    static let transmitDeclaration =
        "function transmit(bytes _report, bytes32[] _rs, bytes32[] _ss, bytes32 _rawVs)"
    private static let transmit = Selector(signature: "transmit(bytes,bytes32[],bytes32[],bytes32)")

    /// The call data of `transmit`.
    public var transmitCall: [UInt8] {
        let sent = signatures.prefix(32)
        var writer = ABIWriter(selector: SignedOCRReport.transmit, headSize: 128)
        writer.append(bytes: report.encoded)
        writer.appendArray(sent, of: .word) { writer, signature in writer.append(signature.r) }
        writer.appendArray(sent, of: .word) { writer, signature in writer.append(signature.s) }
        writer.append(fixedBytes: sent.map(\.yParity))
        return writer.bytes
    }
}

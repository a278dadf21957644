import EthereumPrimitives
import WideIntegers

/// Who may sign and transmit reports for an `OffchainAggregator`, and how many of them may be
/// faulty.
///
/// The original wants at least one faulty oracle to be borne; here none may be, so that a single
/// reporter is a network too. An account may both sign and transmit.
/// - Source: Chainlink OffchainAggregatorBase, setConfig.
public struct OCRConfiguration: Hashable, Sendable {
    /// Accounts whose signatures count; an observer's index is a place among them.
    public let signers: [Address]
    /// Accounts that may send reports, as many as signers.
    public let transmitters: [Address]
    /// `f`: a report needs more signatures and more observations than this.
    public let faultyMax: UInt8
    /// Version of the encoding of what only oracles read.
    public let encodedVersion: UInt64
    /// What only oracles read.
    public let encoded: [UInt8]

    /// Oracles at most.
    public static let oraclesMax = 31

    /// A configuration that has been checked.
    /// - Throws: `OCRConfigurationError`.
    public init(
        signers: [Address], transmitters: [Address], faultyMax: UInt8, encodedVersion: UInt64 = 1,
        encoded: [UInt8] = []
    ) throws(OCRConfigurationError) {
        guard signers.count <= OCRConfiguration.oraclesMax else {
            throw .tooManySigners(signers.count)
        }
        guard signers.count > 3 * Int(faultyMax) else {
            throw .tooManyFaulty(faultyMax, signers: signers.count)
        }
        guard transmitters.count == signers.count else {
            throw .unequalCounts(signers: signers.count, transmitters: transmitters.count)
        }
        if signers.contains(.zero) || transmitters.contains(.zero) { throw .zeroAddress }
        if let signer = Address.firstRepeated(in: signers) { throw .repeatedSigner(signer) }
        if let transmitter = Address.firstRepeated(in: transmitters) {
            throw .repeatedTransmitter(transmitter)
        }
        self.signers = signers
        self.transmitters = transmitters
        self.faultyMax = faultyMax
        self.encodedVersion = encodedVersion
        self.encoded = encoded
    }

    /// The first 16 bytes of the Keccak hash of the configuration's encoding, by which reports name
    /// it.
    /// - Parameter configCount: how many configurations the aggregator has had, this one included;
    ///   the one it is deployed with is the first.
    /// - Source: Chainlink OffchainAggregatorBase, configDigestFromConfigData.
    public func digest(aggregator: Address, configCount: UInt64) -> UInt128 {
        var writer = ABIWriter(headSize: 224)
        writer.append(aggregator)
        writer.append(configCount)
        writer.appendArray(signers, of: .word) { writer, signer in writer.append(signer) }
        writer.appendArray(transmitters, of: .word) { writer, account in writer.append(account) }
        writer.append(UInt64(faultyMax))
        writer.append(encodedVersion)
        writer.append(bytes: encoded)
        let hash = UInt256(Keccak256.hash(writer.bytes))
        return UInt128(hash.w3) << 64 | UInt128(hash.w2)
    }
}

/// Why there can be no such configuration of an aggregator.
public enum OCRConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More signers than a report has places for.
    case tooManySigners(Int)
    /// More than three times the faulty ones are needed.
    case tooManyFaulty(UInt8, signers: Int)
    /// Signers and transmitters are as many.
    case unequalCounts(signers: Int, transmitters: Int)
    /// Nobody can sign for the zero address.
    case zeroAddress
    /// A signer occurs twice.
    case repeatedSigner(Address)
    /// A transmitter occurs twice.
    case repeatedTransmitter(Address)

    /// The reason in words.
    public var description: String {
        switch self {
        case .tooManySigners(let count):
            "signers: \(count), where at most \(OCRConfiguration.oraclesMax) are allowed"
        case .tooManyFaulty(let faulty, let signers):
            "faulty oracles: \(faulty) need at least \(3 * Int(faulty) + 1) signers, not \(signers)"
        case .unequalCounts(let signers, let transmitters):
            "transmitters: \(transmitters), where as many as the \(signers) signers are needed"
        case .zeroAddress: "the zero address can neither sign nor transmit"
        case .repeatedSigner(let signer): "signer \(signer) occurs twice"
        case .repeatedTransmitter(let transmitter): "transmitter \(transmitter) occurs twice"
        }
    }

    /// The text with which `setConfig` fails.
    var reason: String {
        switch self {
        case .tooManySigners: "too many signers"
        case .tooManyFaulty: "faulty-oracle threshold too high"
        case .unequalCounts: "oracle addresses out of registration"
        case .zeroAddress: "zero address"
        case .repeatedSigner: "repeated signer address"
        case .repeatedTransmitter: "repeated transmitter address"
        }
    }
}

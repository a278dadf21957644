import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

/// Oracles with keys and a world with their aggregator.
struct OracleNetwork {
    static let aggregatorAddress = Address(truncating: 0xa66)

    let world: FeedWorld
    let keys: [PrivateKey]
    let transmitters: [Address]
    let configuration: OCRConfiguration
    let aggregator: Deployed<OffchainAggregator>

    init(
        count: Int = 4, faultyMax: UInt8 = 1, bounds: AnswerBounds = .anyPositive,
        world: FeedWorld? = nil, address: Address = OracleNetwork.aggregatorAddress
    ) throws {
        let world = try world ?? FeedWorld()
        self.world = world
        keys = try (1...count).map { try PrivateKey(UInt256(UInt64($0))) }
        transmitters = (1...count).map { Address(truncating: UInt256(UInt64(0x7000 + $0))) }
        configuration = try OCRConfiguration(
            signers: keys.map(\.address), transmitters: transmitters, faultyMax: faultyMax)
        aggregator = Deployed(
            world: world,
            program: try OffchainAggregator(
                at: address, in: world.host, owner: FeedWorld.admin, description: "ETH / USD",
                bounds: bounds, configuration: configuration),
            address: address)
    }

    /// A report by the first oracles under the first configuration.
    func report(_ observations: [Int256], epoch: UInt32 = 1, round: UInt8 = 1) -> OCRReport {
        OCRReport(
            configDigest: configuration.digest(aggregator: aggregator.address, configCount: 1),
            epoch: epoch, round: round, observers: observations.indices.map { UInt8($0) },
            observations: observations)
    }

    /// Sends a report that the given oracles sign.
    @discardableResult
    func transmit(
        _ report: OCRReport, signedBy signers: [Int] = [0, 1], from sender: Address? = nil
    ) -> ExecutionOutcome {
        let signed = SignedOCRReport(report, signedBy: signers.map { keys[$0] })
        return send(signed.transmitCall, from: sender)
    }

    func send(_ data: [UInt8], from sender: Address? = nil) -> ExecutionOutcome {
        world.host.execute(
            Message(
                sender: sender ?? transmitters[0], recipient: aggregator.address, data: data),
            in: world.block)
    }
}

extension Deployed {
    /// The words that a call returns.
    func words(_ name: String, _ values: [ABIValue] = []) throws -> [UInt256] {
        let output = try ok(name, values).output
        return stride(from: 0, to: output.count, by: 32).map {
            UInt256(bigEndian: output.span.bytes, at: $0)
        }
    }
}

extension ExecutionOutcome {
    /// The text with which the call failed; nil when it succeeded or failed in another way.
    var reason: String? {
        if case .reason(let text) = revert { text } else { nil }
    }
}

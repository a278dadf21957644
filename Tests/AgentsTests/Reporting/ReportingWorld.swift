import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A chain with two aggregators of the same four signers: accounts 0 to 3 transmit to the first
/// one, 4 to 7 to the second. A settable feed and an aggregator that anyone may push to stand
/// beside them.
struct ReportingWorld {
    static let aggregators = [Address(truncating: 0xa1), Address(truncating: 0xa2)]
    static let settable = Address(truncating: 0xa3)
    static let mock = Address(truncating: 0xa4)
    static let tolerated = 1

    let fixture: AgentsFixture
    let signers: [PrivateKey]
    let configurations: [OCRConfiguration]

    init(_ overrides: [(key: String, value: String)] = []) throws {
        let signers = try (0..<4).map { try PrivateKey(UInt256(UInt64(2_000 + $0))) }
        let accounts = try (0..<8).map { try PrivateKey(UInt256(UInt64(1_000 + $0))).address }
        let configurations = try [accounts[0..<4], accounts[4..<8]].map {
            try OCRConfiguration(
                signers: signers.map(\.address), transmitters: Array($0),
                faultyMax: UInt8(Self.tolerated))
        }
        self.signers = signers
        self.configurations = configurations
        fixture = try AgentsFixture(overrides) { host in
            for (address, configuration) in zip(Self.aggregators, configurations) {
                _ = try OffchainAggregator(
                    at: address, in: host, owner: accounts[0], description: "ETH / USD",
                    configuration: configuration)
            }
            _ = try SettablePriceFeed(
                at: Self.settable, in: host, priceWad: .zero, twapPriceWad: .zero)
            _ = try AggregatorMock(at: Self.mock, in: host, decimals: 18)
        }
    }

    var timeline: Timeline { fixture.chain.timeline }

    /// A moment so many seconds after the chain's beginning.
    static func second(_ number: UInt64) -> SimulatedTime {
        SimulatedTime(seconds: AgentsFixture.start.seconds + number)
    }

    /// Seconds since the chain's beginning.
    static func elapsed(_ time: SimulatedTime) -> UInt64 {
        time.seconds - AgentsFixture.start.seconds
    }

    func sender(
        _ account: Int, fee: ReportFee, resend: ResendPolicy = .never
    ) -> ReportSender {
        ReportSender(fixture.wallet(account), fee: fee, resend: resend)
    }

    /// Four nodes that see the same price, and the transmitters of one aggregator.
    func transmitter(
        of aggregator: Int, fees: [ReportFee], stageMicros: UInt64 = 600_000_000,
        faults: [FaultWindow] = [], prices: @escaping ProviderPrices
    ) throws -> OracleTransmitter {
        let address = Self.aggregators[aggregator]
        let digest = configurations[aggregator].digest(aggregator: address, configCount: 1)
        let nodes = (0..<4).map {
            Reporter(
                "node-\($0)", providers: [.init(0)],
                noise: .normal(mean: 0, deviation: 0.000_01))
        }
        let network = try OCRNetwork(
            nodes: nodes, faultsTolerated: Self.tolerated,
            trigger: ReportTrigger(deviationPpb: 5_000_000, heartbeatSeconds: 60),
            bounds: .anyPositive, faults: FaultSchedule(faults),
            random: RandomSource(seed: 5), name: "ocr-\(aggregator)")
        let target = ReportTarget<OCRRound>(
            latest: { AggregatorView.latestRound(of: address, in: $0) },
            call: { [signers] round in
                let signed = round.signed(
                    configDigest: digest, by: signers, faultsTolerated: Self.tolerated)
                return CallIntent(to: address, data: signed.transmitCall, gasLimit: 600_000)
            })
        return OracleTransmitter(
            network,
            senders: (0..<4).map {
                sender(4 * aggregator + $0, fee: fees[$0 % fees.count])
            }, target: target, roundMicros: 2_000_000, stageMicros: stageMicros, prices: prices)
    }

    /// What stands in an aggregator.
    func round(of address: Address) -> WrittenRound? {
        AggregatorView.latestRound(of: address, in: fixture.view)
    }

    /// A push of an answer to the mock.
    static func push(_ answer: UInt256, seconds: UInt64) -> CallIntent? {
        guard
            let function = try? ABIFunction(
                parsing: "function mockAddAnswer(uint80 roundId, int256 answer, "
                    + "uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)"),
            let data = try? function.encodeCall([
                .uint(1), .int(Int256(bitPattern: answer)), .uint(UInt256(seconds)),
                .uint(UInt256(seconds)), .uint(1),
            ])
        else { return nil }
        return CallIntent(to: mock, data: data, gasLimit: 300_000)
    }

    /// A price set in the settable feed.
    static func set(_ price: UInt256) -> CallIntent? {
        var writer = ABIWriter(selector: Selector(signature: "setPrice(uint256)"), headSize: 32)
        writer.append(price)
        return CallIntent(to: settable, data: writer.bytes, gasLimit: 100_000)
    }

    /// The price in the settable feed.
    func settablePrice() throws -> UInt256 {
        var writer = ABIWriter(selector: Selector(signature: "getPrice(bytes32)"), headSize: 32)
        writer.append(UInt256.zero)
        let message = Message(sender: .zero, recipient: Self.settable, data: writer.bytes)
        return UInt256(bigEndianBytes: try fixture.view.call(message).output) ?? .max
    }
}

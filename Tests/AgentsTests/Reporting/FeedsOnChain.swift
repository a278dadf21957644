import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A chain with the contracts that reporters write to: a pull feed with one guardian, a medianizer
/// of five signers and a delayed feed behind it, and a posted feed of accounts 0 and 1.
struct FeedsOnChain {
    static let pyth = Address(truncating: 0xb1)
    static let medianizer = Address(truncating: 0xb2)
    static let module = Address(truncating: 0xb3)
    static let posted = Address(truncating: 0xb4)
    static let feedID = Hash256(UInt256(0xfeed))
    static let tag = Hash256(UInt256(0xe7))
    static let hopSeconds: UInt16 = 10

    let fixture: AgentsFixture
    let guardian: PrivateKey
    let signers: [PrivateKey]

    init(_ overrides: [(key: String, value: String)] = []) throws {
        let guardian = try PrivateKey(77)
        let signers = try (0..<5).map { try PrivateKey(UInt256(UInt64(3_000 + $0))) }
        let accounts = try (0..<2).map { try PrivateKey(UInt256(UInt64(1_000 + $0))).address }
        self.guardian = guardian
        self.signers = signers
        fixture = try AgentsFixture(overrides) { host in
            _ = try PythFeed(
                at: Self.pyth, in: host, owner: accounts[0],
                guardians: try PythGuardians([guardian.address], quorum: 1))
            _ = try Medianizer(
                at: Self.medianizer, in: host, owner: accounts[0], assetTag: Self.tag,
                quorum: try MedianQuorum(feeds: signers.map(\.address), bar: 3),
                readsAreOpen: true)
            _ = try OracleSecurityModule(
                at: Self.module, in: host, owner: accounts[0], source: Self.medianizer,
                hopSeconds: Self.hopSeconds, readsAreOpen: true)
            _ = try PostedPriceFeed(
                at: Self.posted, in: host, owner: accounts[0],
                validators: try StakedValidators([
                    .init(accounts[0], weight: 2), .init(accounts[1], weight: 1),
                ]))
        }
    }

    func sender(
        _ account: Int, resend: ResendPolicy = .never, capGwei: UInt64 = 20
    ) -> ReportSender {
        ReportSender(
            fixture.wallet(account),
            fee: .fixed(GasBid(tipWei: gwei(1), capWei: gwei(capGwei))), resend: resend)
    }

    /// The words that a view returns; none when it fails.
    static func words(
        of address: Address, _ signature: String, _ arguments: [UInt256] = [], in view: NodeView
    ) -> [UInt256] {
        let data = Selector(signature: signature).bytes + arguments.flatMap(\.bigEndianBytes)
        let message = Message(sender: .zero, recipient: address, data: data)
        guard let outcome = try? view.call(message), outcome.isSuccess else { return [] }
        return stride(from: 0, to: outcome.output.count - 31, by: 32).compactMap {
            UInt256(bigEndianBytes: outcome.output[$0..<$0 + 32])
        }
    }

    func words(
        of address: Address, _ signature: String, _ arguments: [UInt256] = []
    ) -> [UInt256] {
        Self.words(of: address, signature, arguments, in: fixture.view)
    }

    private static func round(_ answer: UInt256, atSeconds seconds: UInt256) -> WrittenRound? {
        if seconds.isZero { return nil }
        return WrittenRound(
            number: 1, answer: Int256(bitPattern: answer), observedAtSeconds: seconds.w0,
            updatedAtSeconds: seconds.w0)
    }

    // MARK: - Targets

    var pythTarget: ReportTarget<SignedPriceUpdate> {
        ReportTarget(
            latest: { view in
                let words = Self.words(
                    of: Self.pyth, "getPriceUnsafe(bytes32)", [UInt256(Self.feedID)], in: view)
                return words.count == 4 ? Self.round(words[0], atSeconds: words[3]) : nil
            },
            call: { signed in
                guard
                    let function = try? ABIFunction(
                        parsing: "function updatePriceFeeds(bytes[] updateData) payable"),
                    let data = try? function.encodeCall([.array([.bytes(signed.encoded)])])
                else { return nil }
                return CallIntent(to: Self.pyth, valueWei: .one, data: data, gasLimit: 500_000)
            })
    }

    var medianTarget: ReportTarget<[MakerValue]> {
        ReportTarget(
            latest: { view in
                let words =
                    Self.words(of: Self.medianizer, "peek()", in: view)
                    + Self.words(of: Self.medianizer, "age()", in: view)
                return words.count == 3 ? Self.round(words[0], atSeconds: words[2]) : nil
            },
            call: { [signers] values in
                let signed = values.map { $0.signed(assetTag: Self.tag, by: signers) }
                return CallIntent(
                    to: Self.medianizer, data: SignedMedianValue.pokeCall(signed),
                    gasLimit: 500_000)
            })
    }

    static let poke = CallIntent(
        to: module, data: Selector(signature: "poke()").bytes, gasLimit: 300_000)

    func postTarget(of account: Int) -> ReportTarget<UInt256> {
        let poster = fixture.accounts[account].number
        return ReportTarget(
            latest: { view in
                let words = Self.words(
                    of: Self.posted, "postOf(bytes32,address)", [UInt256(Self.feedID), poster],
                    in: view)
                return words.count == 2 ? Self.round(words[0], atSeconds: words[1]) : nil
            },
            call: { price in
                CallIntent(
                    to: Self.posted,
                    data: Selector(signature: "submit(bytes32,uint256)").bytes
                        + Self.feedID.bytes + price.bigEndianBytes, gasLimit: 300_000)
            })
    }

    /// The answer of the posted feed; nil without one.
    var postedPrice: UInt256? {
        words(of: Self.posted, "getPrice(bytes32)", [UInt256(Self.feedID)]).first
    }
}

import Chain
import ContractRuntime
import EthereumPrimitives
import JSONRPCNode
import JSONText
import PerpContracts
import SimulationKernel
import Testing
import WideIntegers

/// A small signed chain with a token and Multicall3, and a node in front of it.
final class NodeFixture {
    let control: ReplayedControl
    let service: NodeService
    let keys: [PrivateKey]
    var client = NodeClient(id: ClientID(rawValue: 1), transport: .webSocket)
    /// What was pushed, in order.
    private(set) var pushes: [(client: ClientID, text: String)] = []
    /// The wall clock.
    var micros: UInt64 {
        get { clock.micros }
        set { clock.micros = newValue }
    }
    private let clock = Clock()
    private var nextID = 0

    private final class Clock { var micros: UInt64 = 0 }

    static let token = Address(truncating: 0x70ce_0000)
    static let start = SimulatedTime(seconds: 1_700_000_000)

    /// - Parameters:
    ///   - overrides: settings of the chain.
    ///   - configure: changes the node's settings.
    init(
        _ overrides: [(key: String, value: String)] = [],
        configure: (inout NodeServiceSettings) -> Void = { _ in }
    ) throws {
        let keys = try (0..<4).map { try PrivateKey(UInt256(UInt64(1_000 + $0))) }
        let plain: [(key: String, value: String)] = [
            ("fork", "cancun"), ("block-gas-limit", "30M"), ("fee-market", "base-fee"),
            ("base-fee.initial", "1 gwei"), ("ordering", "priority"), ("pool.tip-min", "1 wei"),
            ("pool.price-bump", "0.1"), ("signatures", "verified"), ("history-blocks", "64"),
        ]
        let settings = try ChainSettings(preset: .named("ideal"), overrides: plain + overrides)
        func make() throws -> SimulatedChain {
            let host = SimulatedChain.makeHost(for: settings)
            for key in keys {
                host.state.setBalanceWei(.wad &* 1_000, of: host.state.account(key.address))
            }
            let token = try ERC20Token(
                at: NodeFixture.token, in: host, name: "USD", symbol: "USD", owner: keys[0].address)
            try token.setGenesisBalance(.wad &* 500, of: keys[0].address, in: host.state)
            _ = try Multicall3(in: host)
            return SimulatedChain(
                settings, host: host, timeline: Timeline(start: NodeFixture.start),
                random: RandomSource(seed: 1))
        }
        _ = try make()
        self.keys = keys
        control = ReplayedControl {
            guard let chain = try? make() else {
                preconditionFailure("a chain that was made before")
            }
            return chain
        }
        var nodeSettings = NodeServiceSettings()
        configure(&nodeSettings)
        let clock = clock
        service = NodeService(control: control, settings: nodeSettings, clock: { clock.micros })
        service.onPush = { [unowned self] client, bytes in
            pushes.append((client, String(decoding: bytes, as: UTF8.self)))
        }
    }

    // MARK: - Asking

    /// What is answered to a text, as text; nil where nothing is.
    func raw(_ text: String) -> String? {
        service.answer(Array(text.utf8), from: client).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The answer to a method; parameters are JSON.
    func ask(_ method: String, _ parameters: String = "") throws -> JSONView {
        nextID += 1
        let text = try #require(
            raw(
                "{\"jsonrpc\":\"2.0\",\"id\":\(nextID),\"method\":\"\(method)\",\"params\":[\(parameters)]}"
            ))
        let answer = try JSONTape(Array(text.utf8)).root
        #expect(answer["jsonrpc"]?.text == "2.0")
        #expect(answer["id"]?.numberText == "\(nextID)")
        return answer
    }

    /// The result of a method that does not fail.
    func result(
        _ method: String, _ parameters: String = "", _ place: SourceLocation = #_sourceLocation
    ) throws -> JSONView {
        let answer = try ask(method, parameters)
        let text = String(decoding: answer.source, as: UTF8.self)
        return try #require(answer["result"], "\(method): \(text)", sourceLocation: place)
    }

    /// A result that is a text.
    func text(
        _ method: String, _ parameters: String = "", _ place: SourceLocation = #_sourceLocation
    ) throws -> String {
        try #require(try result(method, parameters, place).text, sourceLocation: place)
    }

    /// Code, message and data of a method that fails.
    func error(
        _ method: String, _ parameters: String = "", _ place: SourceLocation = #_sourceLocation
    ) throws -> (code: String, message: String, data: String?) {
        let answer = try ask(method, parameters)
        let text = String(decoding: answer.source, as: UTF8.self)
        let error = try #require(answer["error"], "\(method): \(text)", sourceLocation: place)
        #expect(answer["result"] == nil)
        return (
            try #require(error["code"]?.numberText), try #require(error["message"]?.text),
            error["data"]?.text
        )
    }

    /// What was pushed since the last time.
    func takePushes() -> [String] {
        defer { pushes.removeAll() }
        return pushes.map(\.text)
    }

    // MARK: - Sending

    /// A signed transaction, raw, in hexadecimal with quotes; fees in gwei.
    func signed(
        _ account: Int, nonce: UInt64, to recipient: Address? = Address(truncating: 0xbeef),
        tip: UInt64 = 1, cap: UInt64 = 100, gas: UInt64 = 100_000, value: UInt256 = 0,
        data: [UInt8] = []
    ) -> String {
        let gwei: UInt256 = 1_000_000_000
        let transaction = Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: gwei &* UInt256(tip), maxFeePerGasWei: gwei &* UInt256(cap)
            ),
            chainID: control.chain.settings.chainID, nonce: nonce, gasLimit: gas,
            recipient: recipient, valueWei: value, data: data)
        return "\"\(transaction.signed(by: keys[account]).raw.hex)\""
    }

    /// A transfer of the token.
    static func transfer(to recipient: Address, _ amount: UInt256) -> [UInt8] {
        Selector(0xa905_9cbb).bytes + Hash256(recipient.number).bytes + Hash256(amount).bytes
    }
}

extension JSONView {
    /// The value as it was written.
    var json: String { String(decoding: source, as: UTF8.self) }
}

import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

@testable import Chain

/// A genesis that can be made again, and a chain on it that is recorded while everything goes wrong.
struct RecordingFixture {
    let settings: ChainSettings
    let keys: [PrivateKey]
    let transfer: ABIFunction

    static let start = SimulatedTime(seconds: 1_700_000_000)
    static let token = Address(truncating: 0x70ce)

    init(
        preset: String = "chaos", _ signatures: SignatureMode = .elided,
        _ overrides: [(key: String, value: String)] = []
    ) throws {
        settings = try ChainSettings(
            preset: .named(preset),
            overrides: [("signatures", signatures.rawValue), ("background", "off")] + overrides)
        keys = try (0..<8).map { try PrivateKey(UInt256(UInt64(1_000 + $0))) }
        let token = try ERC20Token(
            at: Self.token, in: SimulatedChain.makeHost(for: settings), name: "T", symbol: "T")
        guard let function = token.abi.function(named: "transfer") else { throw Missing() }
        transfer = function
    }

    struct Missing: Error {}

    var accounts: [Address] { keys.map(\.address) }

    func makeHost() throws -> ContractHost {
        let host = SimulatedChain.makeHost(for: settings)
        let token = try ERC20Token(at: Self.token, in: host, name: "T", symbol: "T")
        for account in accounts {
            host.state.setBalanceWei(.wad &* 1_000, of: host.state.account(account))
            try token.setGenesisBalance(.wad, of: account, in: host.state)
        }
        return host
    }

    func makeChain(seed: UInt64 = 1) throws -> SimulatedChain {
        let chain = SimulatedChain(
            settings, host: try makeHost(), timeline: Timeline(start: Self.start),
            random: RandomSource(seed: seed))
        chain.checksInvariants = true
        return chain
    }

    func makeReplay() throws -> ChainReplay {
        ChainReplay(settings, host: try makeHost(), start: Self.start)
    }

    /// Call data of a token transfer.
    func transferData(_ amount: UInt256, to recipient: Address) throws -> [UInt8] {
        try transfer.encodeCall([.address(recipient), .uint(amount)])
    }
}

/// A chain with its recording.
final class RecordedChainRun {
    let fixture: RecordingFixture
    let chain: SimulatedChain
    private var recording: ChainRecording
    private var random: RandomStream
    private let agents: [AgentConnection]

    init(_ fixture: RecordingFixture, seed: UInt64 = 1) throws {
        self.fixture = fixture
        chain = try fixture.makeChain(seed: seed)
        recording = ChainRecording(fixture.settings, genesis: chain.head)
        random = RandomStream(seed: seed, name: "test")
        let chain = chain
        agents = (0..<8).map { chain.connect(agent: "agent/\($0)") }
        chain.record = { [unowned self] in recording.append($0) }
    }

    /// All bytes, the end included.
    func finish() -> [UInt8] {
        recording.finish()
        return recording.takeBytes()
    }

    func run(seconds: UInt64) {
        chain.timeline.run(until: chain.timeline.now + seconds * 1_000_000)
    }

    /// Sends a token transfer of an account, or a payment; one in five fails.
    /// - Parameter gapMax: nonces that may be left out.
    func send(_ account: Int, gapMax: UInt64 = 1) throws {
        let state = chain.host.state
        let sender = fixture.accounts[account]
        let nonce = state.knownAccount(sender).map { state.nonce(of: $0) } ?? 0
        let recipient = fixture.accounts[random.index(below: 8)]
        let isPayment = random.below(3) == 0
        let amount = random.below(5) == 0 ? UInt256.wad &* 100 : UInt256(random.below(1_000))
        let envelope: TransactionEnvelope =
            switch random.below(3) {
            case 0: .legacy(gasPriceWei: 200_000_000_000)
            case 1: .accessList(gasPriceWei: 200_000_000_000)
            default:
                .dynamicFee(
                    maxPriorityFeePerGasWei: UInt256(1 + random.below(5_000_000_000)),
                    maxFeePerGasWei: 300_000_000_000)
            }
        let transaction = Transaction(
            envelope: envelope, chainID: fixture.settings.chainID,
            nonce: nonce + random.below(gapMax + 1), gasLimit: 90_000,
            recipient: isPayment ? recipient : RecordingFixture.token,
            valueWei: isPayment ? UInt256(random.below(1_000_000)) : 0,
            data: isPayment ? [] : try fixture.transferData(amount, to: recipient))
        if fixture.settings.signatures == .elided {
            _ = agents[account].send(transaction, from: sender)
        } else {
            _ = agents[account].send(transaction.signed(by: fixture.keys[account]).raw)
        }
    }

    /// Does something that goes wrong.
    func fault() throws {
        let account = fixture.accounts[random.index(below: 8)]
        let state = chain.host.state
        switch random.below(12) {
        case 0, 1:
            let depth = 1 + random.index(below: 4)
            try? chain.reorganize(depth: depth, keep: .always, order: .shuffled)
        case 2:
            chain.schedule(
                Outage(
                    start: chain.timeline.now, durationMicros: 40_000_000,
                    restartBaseFeeWei: 70_000_000_000))
        case 3: chain.intervene(.setBalance(account, .wad &* UInt256(1 + random.below(900))))
        case 4:
            let nonce = state.knownAccount(account).map { state.nonce(of: $0) } ?? 0
            chain.intervene(.setNonce(account, nonce + 1 + random.below(2)))
        case 5: chain.intervene(.increaseTime(random.below(500)))
        case 6: chain.intervene(.setNextBaseFee(UInt256(1 + random.below(90_000_000_000))))
        case 7: chain.intervene(.mine)
        default:
            // A transfer of too much fails; unknown accounts have nothing.
            let amount = random.below(4) == 0 ? UInt256.wad &* 100 : UInt256(random.below(1_000))
            chain.intervene(
                .call(
                    from: account, to: RecordingFixture.token,
                    data: try fixture.transferData(amount, to: fixture.accounts[0])))
        }
    }

    /// Traffic with faults.
    func run(steps: Int) throws {
        for _ in 0..<steps {
            for _ in 0..<random.below(6) { try send(random.index(below: 8)) }
            if random.below(2) == 0 { try fault() }
            run(seconds: random.below(20))
            if random.below(4) == 0 { try fault() }
        }
    }
}

extension ChainReplay {
    /// Replays a whole recording that comes in chunks.
    func replay(_ bytes: [UInt8], chunk: Int = 4_096) throws {
        var parser = RecordingParser()
        var place = 0
        while place < bytes.count {
            let end = min(place + chunk, bytes.count)
            parser.append(Array(bytes[place..<end]))
            place = end
            var events: [RecordedEvent] = []
            while let event = try parser.next() { events.append(event) }
            try apply(events)
        }
        try parser.finish()
    }
}

/// All events of a recording.
func recordedEvents(in bytes: [UInt8], chunk: Int = 1 << 20) throws -> [RecordedEvent] {
    var parser = RecordingParser()
    var events: [RecordedEvent] = []
    var place = 0
    while place < bytes.count {
        let end = min(place + chunk, bytes.count)
        parser.append(Array(bytes[place..<end]))
        place = end
        while let event = try parser.next() { events.append(event) }
    }
    try parser.finish()
    return events
}

/// Where the items of a recording lie.
func recordedItems(in bytes: [UInt8]) throws -> [Range<Int>] {
    var reader = RLPReader(bytes)
    var items: [Range<Int>] = []
    while !reader.isAtEnd {
        let start = reader.position
        _ = try reader.nextList()
        items.append(start..<reader.position)
    }
    return items
}

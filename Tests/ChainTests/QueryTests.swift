import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct QueryTests {
    @Test("tags name the head, earlier blocks by their depth, and the genesis")
    func tags() throws {
        let fixture = try ChainFixture([
            ("finality.safe", "3"), ("finality.finalized", "8"), ("reorg.depth-max", "8"),
        ])
        #expect(fixture.view.block(.finalized)?.number == 0)
        fixture.run(seconds: 20)
        let view = fixture.view
        #expect(view.block(.latest)?.number == 20)
        #expect(view.block(.pending)?.number == 20)
        #expect(view.block(.safe)?.number == 17)
        #expect(view.block(.finalized)?.number == 12)
        #expect(view.block(.earliest)?.number == 0)
        #expect(view.block(.number(7))?.number == 7)
        #expect(view.block(.number(21)) == nil)
        let hash = try #require(view.block(.number(7))).hash
        #expect(view.block(.hash(hash, requireCanonical: true))?.number == 7)
        #expect(view.block(.hash(.zero, requireCanonical: false)) == nil)
    }

    @Test("reads balances and nonces after any kept block, and says when one is not kept")
    func history() throws {
        let fixture = try ChainFixture()
        let beef = Address(truncating: 0xbeef)
        for nonce in 0..<10 {
            try fixture.send(0, nonce: UInt64(nonce), value: 1)
            fixture.run(seconds: 1)
        }
        for number in 0...10 {
            let tag = BlockTag.number(UInt64(number))
            #expect(try fixture.view.balanceWei(of: beef, at: tag) == UInt256(UInt64(number)))
            #expect(
                try fixture.view.nonce(of: fixture.accounts[0], at: tag) == UInt64(number))
        }
        #expect(throws: QueryError.headerNotFound) {
            try fixture.view.balanceWei(of: beef, at: .number(11))
        }
        fixture.run(seconds: 60)
        #expect(throws: QueryError.stateNotKept(4)) {
            try fixture.view.balanceWei(of: beef, at: .number(4))
        }
        #expect(try fixture.view.balanceWei(of: beef, at: .number(6)) == 6)
    }

    @Test("pending sees what a block of the pool would leave, and leaves nothing itself")
    func pending() throws {
        let fixture = try ChainFixture()
        try fixture.send(0, nonce: 0, value: 7)
        try fixture.send(0, nonce: 2, value: 7)
        let beef = Address(truncating: 0xbeef)
        let before = fixture.chain.host.state.checkpoint
        #expect(try fixture.view.balanceWei(of: beef, at: .pending) == 7)
        #expect(try fixture.view.balanceWei(of: beef) == 0)
        #expect(try fixture.view.nonce(of: fixture.accounts[0], at: .pending) == 1)
        #expect(fixture.chain.host.state.isUnchanged(since: before))
    }

    @Test("calls see the number and time of the block that they are asked of")
    func calls() throws {
        let fixture = try ChainFixture(prepare: { host in _ = ClockContract(in: host) })
        fixture.run(seconds: 5)
        func clock(_ tag: BlockTag) throws -> [UInt256] {
            let outcome = try fixture.view.call(
                Message(sender: .zero, recipient: ClockContract.address), at: tag)
            return stride(from: 0, to: outcome.output.count, by: 32).map {
                UInt256(bigEndianBytes: outcome.output[$0..<$0 + 32]) ?? .zero
            }
        }
        let start = UInt256(ChainFixture.start.seconds)
        #expect(try clock(.latest) == [5, start &+ 5])
        #expect(try clock(.number(2)) == [2, start &+ 2])
        #expect(try clock(.pending) == [6, start &+ 6])
    }

    @Test("finds receipts and waiting transactions by hash")
    func byHash() throws {
        let fixture = try ChainFixture()
        let submission = try fixture.send(0, nonce: 0)
        let hash = try #require(submission.transaction).hash
        #expect(fixture.view.pendingTransaction(hash) === submission.transaction)
        #expect(fixture.view.receipt(of: hash) == nil)
        try fixture.send(1, nonce: 0, tip: 9)
        fixture.run(seconds: 2)
        #expect(fixture.view.pendingTransaction(hash) == nil)
        let found = try #require(fixture.view.receipt(of: hash))
        #expect(found.block.number == 1 && found.index == 1)
        #expect(found.receipt.transaction === submission.transaction)
        try fixture.chain.reorganize(depth: 2, keep: .never, order: .same)
        #expect(fixture.view.receipt(of: hash) == nil)
        fixture.run(seconds: 1)
        #expect(fixture.view.receipt(of: hash)?.block.number == 3)
    }

    @Test("finds logs by emitter, topics and range, with their places in the block")
    func logs() throws {
        let fixture = try ChainFixture(prepare: { host in _ = ClockContract(in: host) })
        for account in 0..<3 {
            try fixture.send(account, nonce: 0, to: ClockContract.address, gas: 90_000)
        }
        fixture.run(seconds: 1)
        try fixture.send(3, nonce: 0, to: ClockContract.address, gas: 90_000)
        fixture.run(seconds: 1)
        let all = LogFilter(addresses: [ClockContract.address])
        let logs = try fixture.view.logs(matching: all, from: .earliest, to: .latest)
        #expect(logs.map(\.block.number) == [1, 1, 1, 2])
        #expect(logs.map(\.logIndex) == [0, 1, 2, 0])
        #expect(logs.map(\.transactionIndex) == [0, 1, 2, 0])
        let topic = Hash256(UInt256(2))
        let second = LogFilter(topics: [[], [topic]])
        #expect(
            try fixture.view.logs(matching: second, from: .number(1), to: .latest)
                .map(\.block.number) == [2])
        let none = LogFilter(addresses: [Address(truncating: 1)])
        #expect(try fixture.view.logs(matching: none, from: .earliest, to: .latest).isEmpty)
        #expect(throws: QueryError.rangeBeyondHead) {
            try fixture.view.logs(matching: all, from: .number(1), to: .number(3))
        }
        #expect(throws: QueryError.rangeReversed) {
            try fixture.view.logs(matching: all, from: .number(2), to: .number(1))
        }
        #expect(throws: QueryError.tooManyLogs(limit: 3)) {
            try fixture.view.logs(matching: all, from: .number(0), to: .latest, limit: 3)
        }
        #expect(try fixture.view.logs(matching: all, in: fixture.head.hash).count == 1)
        #expect(throws: QueryError.headerNotFound) {
            try fixture.view.logs(matching: all, in: .zero)
        }
    }

    @Test("pending has the number after the node's own head, and its base fee")
    func pendingEnvironment() throws {
        let fixture = try ChainFixture(
            [("network.rpc-nodes", "1"), ("network.block-to-node.shift", "2500 ms")],
            prepare: { host in _ = ClockContract(in: host) })
        fixture.run(seconds: 10)
        #expect(fixture.head.number == 10 && fixture.view.head.number == 7)
        let outcome = try fixture.view.call(
            Message(sender: .zero, recipient: ClockContract.address), at: .pending)
        #expect(outcome.output.count == 64)
        let number = UInt256(bigEndianBytes: outcome.output[..<32]) ?? .zero
        #expect(number == 8)
    }

    @Test("the transactions' root names what was signed and by whom")
    func transactionsRoot() throws {
        let fixture = try ChainFixture([("signatures", "verified")])
        var items: [RLPItem] = []
        for account in 0..<2 {
            let signed = fixture.transaction(nonce: 0, tip: UInt64(9 - account))
                .signed(by: fixture.keys[account])
            try fixture.chain.accept(signed.raw, at: fixture.node)
            items += [
                .bytes(signed.transaction.signingHash.bytes),
                .bytes(signed.signature.r.minimalBigEndianBytes),
            ]
        }
        fixture.run(seconds: 1)
        #expect(fixture.head.receipts.count == 2)
        let root = Keccak256.hash(RLPItem.list(items).encoded)
        #expect(fixture.head.header.transactionsRoot == root)
    }

    @Test("a header's hash is that of Ethereum's layout, and a receipt's encoding EIP-658's")
    func encodings() throws {
        let fixture = try ChainFixture(prepare: { host in _ = ClockContract(in: host) })
        try fixture.send(0, nonce: 0, to: ClockContract.address, gas: 90_000)
        fixture.run(seconds: 1)
        let header = fixture.head.header
        guard case .list(let fields) = try RLPItem(decoding: header.encoded) else {
            Issue.record("no list")
            return
        }
        #expect(fields.count == 16)
        #expect(fields[0] == .bytes(header.parentHash.bytes))
        #expect(fields[2] == .bytes(header.coinbase.bytes))
        #expect(fields[8] == .bytes([1]))
        #expect(fixture.head.hash == Keccak256.hash(header.encoded))
        let receipt = try #require(fixture.head.receipts.first)
        let encoded = receipt.consensusEncoding(in: fixture.chain.host.state)
        #expect(encoded.first == 2)
        guard case .list(let parts) = try RLPItem(decoding: Array(encoded.dropFirst())),
            case .list(let logs) = parts[3]
        else {
            Issue.record("no receipt")
            return
        }
        #expect(parts[0] == .bytes([1]) && logs.count == 1)
        #expect(parts[2] == .bytes(header.logsBloom.bytes))
    }
}

/// Returns and logs the number and time of its block.
final class ClockContract: Contract {
    static let address = Address(truncating: 0xc10c)
    let abi: ContractABI
    private let event: ABIEvent

    init(in host: ContractHost) {
        guard
            let abi = try? ContractABI(
                "Clock", declarations: ["event Tick(uint256 indexed number, uint256 time)"]),
            let event = abi.event(named: "Tick")
        else { preconditionFailure("no ABI") }
        self.abi = abi
        self.event = event
        host.deploy(self, at: host.state.account(ClockContract.address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let number = UInt256(context.block.number)
        let time = UInt256(context.block.timestampSeconds)
        try context.log(event, [.uint(number), .uint(time)])
        return number.bigEndianBytes + time.bigEndianBytes
    }
}

import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct CallInterventionTests {
    private let fixture: RecordingFixture
    private let chain: SimulatedChain
    private var giver: Address { fixture.accounts[1] }
    private let taker = Address(truncating: 0x7a4e)

    init() throws {
        fixture = try RecordingFixture(
            preset: "ideal", .elided,
            [
                ("fork", "london"), ("fee-market", "base-fee"), ("history-blocks", "64"),
                ("finality.safe", "8"), ("finality.finalized", "8"), ("reorg.depth-max", "8"),
            ])
        chain = try fixture.makeChain()
    }

    private func run(seconds: UInt64) {
        chain.timeline.run(until: chain.timeline.now + seconds * 1_000_000)
    }

    /// Gives some of the token to the taker.
    @discardableResult
    private func give(_ amount: UInt256) throws -> InterventionCall {
        try #require(
            chain.intervene(
                .call(
                    from: giver, to: RecordingFixture.token,
                    data: try fixture.transferData(amount, to: taker))))
    }

    private func tokens(of account: Address) throws -> UInt256 {
        guard let id = chain.host.state.knownAccount(RecordingFixture.token),
            let token = chain.host.contract(at: id) as? ERC20Token,
            let balanceOf = token.abi.function(named: "balanceOf")
        else { throw RecordingFixture.Missing() }
        let outcome = chain.host.simulate(
            Message(
                sender: account, recipient: RecordingFixture.token,
                data: try balanceOf.encodeCall([.address(account)])),
            in: BlockEnvironment(number: 1, timestampSeconds: 1))
        return UInt256(bigEndianBytes: outcome.output) ?? .max
    }

    private func nonceAndBalance(_ address: Address) -> (nonce: UInt64, wei: UInt256) {
        let account = chain.host.state.account(address)
        return (chain.host.state.nonce(of: account), chain.host.state.balanceWei(of: account))
    }

    @Test("changes the state at once, without fee, nonce, receipt or logs in a block")
    func changesState() throws {
        let before = nonceAndBalance(giver)
        let call = try give(7)
        #expect(call.outcome.isSuccess && call.outcome.logs.count == 1)
        #expect(try tokens(of: taker) == 7)
        #expect(nonceAndBalance(giver) == before)
        run(seconds: 1)
        #expect(chain.head.number == 1 && chain.head.receipts.isEmpty)
        #expect(chain.head.header.gasUsed == 0 && chain.head.header.logsBloom.isEmpty)
        #expect(try tokens(of: taker) == 7)
        #expect(chain.violation == nil)
    }

    @Test("is part of the next block's digest")
    func digest() throws {
        let quiet = try fixture.makeChain()
        try give(7)
        run(seconds: 1)
        quiet.timeline.run(until: quiet.timeline.now + 1_000_000)
        #expect(quiet.head.header.stateRoot != chain.head.header.stateRoot)
    }

    @Test("runs in the block to come: its number, time and base fee, and nobody's coinbase")
    func environment() throws {
        run(seconds: 3)
        chain.intervene(.increaseTime(100))
        chain.intervene(.setNextBaseFee(123))
        let block = try give(1).block
        #expect(block.number == 4)
        #expect(block.timestampSeconds == RecordingFixture.start.seconds + 103)
        #expect(block.baseFeePerGasWei == 123 && block.coinbase == .zero)
        #expect(block.gasLimit == chain.settings.blockGasLimit)
        #expect(block.chainID == chain.settings.chainID)
    }

    @Test("a failing call is recorded with its revert, and leaves no trace")
    func failure() throws {
        let quiet = try fixture.makeChain()
        var heard: [(Intervention, Revert?)] = []
        chain.record = { record in
            guard case .intervened(let intervention, _, let call) = record else { return }
            heard.append((intervention, call?.outcome.revert))
        }
        let call = try give(.wad &* 50)
        #expect(!call.outcome.isSuccess && call.outcome.logs.count == 0)
        try #require(heard.count == 1)
        #expect(heard[0].1 == call.outcome.revert && heard[0].1 != nil)
        run(seconds: 1)
        quiet.timeline.run(until: quiet.timeline.now + 1_000_000)
        #expect(quiet.head.hash == chain.head.hash)
        // Nor is it tried again on another branch.
        try give(.wad &* 50)
        try chain.reorganize(depth: 1, keep: .always, order: .same)
        #expect(heard.count == 2)
    }

    @Test("one that waits for its block is made again after a reorg; one in an orphaned block goes")
    func reorganizations() throws {
        run(seconds: 1)
        try give(7)
        run(seconds: 1)
        try give(2)
        #expect(try tokens(of: taker) == 9)
        try chain.reorganize(depth: 1, keep: .always, order: .same)
        #expect(try tokens(of: taker) == 2)
        run(seconds: 1)
        #expect(try tokens(of: taker) == 2)
        #expect(chain.violation == nil)
    }

    @Test("one that depended on an orphaned block fails on the new branch, and is recorded so")
    func failsOnNewBranch() throws {
        let run = try RecordedChainRun(fixture)
        let chain = run.chain
        let poor = Address(truncating: 0x9001)
        chain.timeline.run(until: chain.timeline.now + 1_000_000)
        func give(_ from: Address, _ to: Address) throws -> InterventionCall? {
            chain.intervene(
                .call(
                    from: from, to: RecordingFixture.token,
                    data: try fixture.transferData(7, to: to)))
        }
        #expect(try give(giver, poor)?.outcome.isSuccess == true)
        chain.timeline.run(until: chain.timeline.now + 1_000_000)
        #expect(try give(poor, taker)?.outcome.isSuccess == true)
        try chain.reorganize(depth: 1, keep: .always, order: .same)
        chain.timeline.run(until: chain.timeline.now + 2_000_000)
        let bytes = run.finish()
        let calls = try recordedEvents(in: bytes).compactMap { event -> Bool? in
            guard case .intervened(let intervened) = event else { return nil }
            return intervened.call?.isSuccess
        }
        #expect(calls == [true, true, false])
        let replay = try fixture.makeReplay()
        try replay.replay(bytes)
        #expect(replay.head.hash == chain.head.hash)
        #expect(chain.violation == nil)
    }
}

import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct BlockExecutionTests {
    let recipient = Address(truncating: 0xbeef)

    @Test("takes gas times price and the value from the sender, and no more")
    func charges() throws {
        let fixture = try ChainFixture()
        let submission = try fixture.send(0, nonce: 0, tip: 2, cap: 9, gas: 50_000, value: 7)
        fixture.run(seconds: 1)
        #expect(submission.fate == .included(blockNumber: 1, index: 0))
        let receipt = try #require(fixture.head.receipts.first)
        // The first block's base fee is that of an empty genesis: an eighth less than 1 gwei.
        let baseFee: UInt256 = 875_000_000
        #expect(fixture.baseFee == baseFee)
        #expect(receipt.gasUsed == 21_000)
        #expect(receipt.effectiveGasPriceWei == baseFee &+ gwei(2))
        #expect(receipt.tipPerGasWei == gwei(2))
        let fee = UInt256(21_000) &* (baseFee &+ gwei(2))
        #expect(try fixture.balance(fixture.accounts[0]) == .wad &* 1_000 &- fee &- 7)
        #expect(try fixture.balance(recipient) == 7)
        let coinbase = fixture.head.header.coinbase
        #expect(try fixture.balance(coinbase) == UInt256(21_000) &* gwei(2))
        #expect(try fixture.view.nonce(of: fixture.accounts[0]) == 1)
    }

    @Test("pays no more than the fee cap: the tip gives way")
    func capsTip() throws {
        let fixture = try ChainFixture()
        try fixture.send(0, nonce: 0, tip: 5, cap: 5)
        fixture.run(seconds: 1)
        let receipt = try #require(fixture.head.receipts.first)
        #expect(receipt.effectiveGasPriceWei == gwei(5))
        #expect(receipt.tipPerGasWei == gwei(5) &- 875_000_000)
    }

    @Test("pays the base fee to whom the chain names instead of burning it")
    func paysBaseFee() throws {
        let collector = Address(truncating: 0xc011ec7)
        let fixture = try ChainFixture([("base-fee.recipient", "\(collector)")])
        try fixture.send(0, nonce: 0)
        fixture.run(seconds: 1)
        #expect(try fixture.balance(collector) == UInt256(21_000) &* 875_000_000)
        #expect(fixture.chain.violation == nil)
    }

    @Test("keeps fee and nonce of a call that fails, and nothing else")
    func failingCall() throws {
        let fixture = try ChainFixture(prepare: { host in _ = FailingContract(in: host) })
        let submission = try fixture.send(
            0, nonce: 0, to: FailingContract.address, gas: 90_000, value: 5)
        fixture.run(seconds: 1)
        #expect(submission.fate.isIncluded)
        let receipt = try #require(fixture.head.receipts.first)
        #expect(!receipt.isSuccess)
        #expect(receipt.outcome.revert == .reason("no"))
        #expect(receipt.outcome.logs.count == 0)
        #expect(try fixture.balance(FailingContract.address) == 0)
        #expect(try fixture.view.nonce(of: fixture.accounts[0]) == 1)
        let fee = UInt256(receipt.gasUsed) &* receipt.effectiveGasPriceWei
        #expect(try fixture.balance(fixture.accounts[0]) == .wad &* 1_000 &- fee)
    }

    @Test("counts gas and logs of a block up to each receipt")
    func cumulates() throws {
        let fixture = try ChainFixture(prepare: { host in _ = FailingContract(in: host) })
        for account in 0..<3 { try fixture.send(account, nonce: 0, tip: UInt64(9 - account)) }
        fixture.run(seconds: 1)
        #expect(fixture.head.receipts.map(\.cumulativeGasUsed) == [21_000, 42_000, 63_000])
        #expect(fixture.head.header.gasUsed == 63_000)
    }

    @Test("leaves out what the block's gas does not hold, and goes on with smaller ones")
    func blockGasLimit() throws {
        let fixture = try ChainFixture(
            [("block-gas-limit", "100k")], prepare: { host in _ = GasSink(in: host) })
        let large = try fixture.send(0, nonce: 0, to: GasSink.address, tip: 9, gas: 60_000)
        let second = try fixture.send(1, nonce: 0, to: GasSink.address, tip: 8, gas: 60_000)
        let small = try fixture.send(2, nonce: 0, tip: 7)
        fixture.run(seconds: 1)
        #expect(large.fate == .included(blockNumber: 1, index: 0))
        #expect(small.fate == .included(blockNumber: 1, index: 1))
        #expect(second.fate == .pending)
        #expect(fixture.head.header.gasUsed == 81_000)
        fixture.run(seconds: 1)
        #expect(second.fate == .included(blockNumber: 2, index: 0))
    }

    @Test("refuses a transaction that the balance at its place no longer covers")
    func insufficientAtPlace() throws {
        let fixture = try ChainFixture(balance: .wad)
        var block = fixture.chain.open(
            on: fixture.head, coinbase: .zero, timestampSeconds: 1_700_000_001)
        let whole = SubmittedTransaction(
            id: TransactionID(rawValue: 1),
            elided: fixture.transaction(nonce: 0, value: .wad &- gwei(2_100_000)),
            sender: fixture.accounts[0])
        try block.include(whole)
        let next = SubmittedTransaction(
            id: TransactionID(rawValue: 2), elided: fixture.transaction(nonce: 1),
            sender: fixture.accounts[0])
        let left = block.host.state.balanceWei(of: block.host.state.account(fixture.accounts[0]))
        #expect(throws: InclusionFailure.insufficientFunds(balanceWei: left)) {
            try block.include(next)
        }
        let late = SubmittedTransaction(
            id: TransactionID(rawValue: 3), elided: fixture.transaction(nonce: 7),
            sender: fixture.accounts[1])
        #expect(throws: InclusionFailure.nonceTooHigh(next: 0)) { try block.include(late) }
        #expect(throws: InclusionFailure.nonceTooLow(next: 1)) { try block.include(whole) }
        let poor = SubmittedTransaction(
            id: TransactionID(rawValue: 4), elided: fixture.transaction(nonce: 0, tip: 0, cap: 0),
            sender: fixture.accounts[1])
        #expect(throws: InclusionFailure.feeCapBelowBaseFee) { try block.include(poor) }
        #expect(block.receipts.count == 1)
    }

    @Test("goes back to a mark as if nothing had been included since")
    func goesBack() throws {
        let fixture = try ChainFixture()
        var block = fixture.chain.open(
            on: fixture.head, coinbase: .zero, timestampSeconds: 1_700_000_001)
        let mark = block.mark
        let before = block.host.state.checkpoint
        try block.include(
            SubmittedTransaction(
                id: TransactionID(rawValue: 1), elided: fixture.transaction(nonce: 0),
                sender: fixture.accounts[0]))
        block.goBack(to: mark)
        #expect(block.host.state.isUnchanged(since: before))
        #expect(block.receipts.isEmpty && block.gasUsed == 0)
        #expect(block.ledger == fixture.chain.ledger)
    }

    @Test("values fees in quote units at the chain's native price")
    func quoteValue() throws {
        let settings = try ChainSettings(
            preset: .named("ideal"), overrides: [("native-price", "2500.5")])
        let half = UInt256.wad >> 1
        #expect(settings.quoteWad(ofWei: half) == UInt256(1_250) &* .wad &+ (UInt256.wad >> 2))
        #expect(settings.quoteWad(ofWei: 0) == 0)
        #expect(settings.quoteWad(ofWei: .max) == .max)
    }

    @Test("burns a tip that the producer's balance cannot hold")
    func fullBalance() throws {
        let fixture = try ChainFixture()
        let coinbase = SimulatedChain.proposerAddress(NodeID(rawValue: 0))
        fixture.chain.intervene(.setBalance(coinbase, .max))
        try fixture.send(0, nonce: 0)
        fixture.run(seconds: 1)
        #expect(fixture.head.receipts.count == 1)
        #expect(try fixture.balance(coinbase) == .max)
        #expect(fixture.chain.violation == nil)
    }
}

/// A contract whose every call fails with a reason after it has logged.
final class FailingContract: Contract {
    static let address = Address(truncating: 0xfa11)
    let abi: ContractABI

    init(in host: ContractHost) {
        guard let abi = try? ContractABI("Failing", declarations: []) else {
            preconditionFailure("no ABI")
        }
        self.abi = abi
        host.deploy(self, at: host.state.account(FailingContract.address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        throw .reason("no")
    }
}

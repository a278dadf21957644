import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

/// A contract whose program a test writes down as a closure.
final class TestContract: Contract, @unchecked Sendable {
    typealias Program = (CallContext, [UInt8]) throws(Revert) -> [UInt8]

    let abi: ContractABI
    let account: AccountID
    let address: Address
    /// Words of its own.
    let slots: Slot
    /// Set before a call and read during it, by one thread.
    var program: Program = { (_, _) throws(Revert) in [] }

    init(_ number: UInt64, in host: ContractHost) throws {
        abi = try ContractABI("Test\(number)", declarations: ["function f()"])
        address = Address(truncating: UInt256(number))
        account = host.state.account(address)
        slots = host.state.addSlots(8)
        host.deploy(self, at: account)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        try program(context, input)
    }
}

/// A world with two test contracts and a rich sender.
struct TestWorld {
    let host: ContractHost
    let first: TestContract
    let second: TestContract
    let sender = Address(truncating: 0xabcdef)
    let block = BlockEnvironment(number: 1, timestampSeconds: 1)

    var state: WorldState { host.state }

    init(_ fork: Hardfork = .london, state: WorldState = WorldState()) throws {
        host = ContractHost(state: state, schedule: try #require(GasSchedule(fork)))
        first = try TestContract(0xf1, in: host)
        second = try TestContract(0xf2, in: host)
        state.setBalanceWei(1_000_000, of: state.account(sender))
        state.sealBlock()
    }

    /// Calls the first contract with a program.
    @discardableResult
    func run(
        gasLimit: UInt64 = 10_000_000, valueWei: UInt256 = 0, data: [UInt8] = [],
        _ program: @escaping TestContract.Program
    ) -> ExecutionOutcome {
        first.program = program
        return host.execute(
            Message(
                sender: sender, recipient: first.address, valueWei: valueWei, data: data,
                gasLimit: gasLimit),
            in: block)
    }

    /// Calls the first contract with a program that returns nothing, which must succeed; gives the gas
    /// beyond the intrinsic.
    @discardableResult
    func gas(
        gasLimit: UInt64 = 10_000_000, valueWei: UInt256 = 0,
        _ program: @escaping (CallContext) throws(Revert) -> Void
    ) -> UInt64 {
        let outcome = run(gasLimit: gasLimit, valueWei: valueWei) { (context, _) throws(Revert) in
            try program(context)
            return []
        }
        #expect(outcome.revert == nil)
        return outcome.gasParts.total - 21_000
    }
}

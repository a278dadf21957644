import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// A token whose transfers first call back, and go through whatever comes of it.
struct ReentrantToken {
    /// What it calls and what came of it; used by one thread, between and during calls.
    final class Calls: @unchecked Sendable {
        var inner: [[UInt8]] = []
        var failures: [Revert?] = []
    }

    let calls = Calls()
    private let balances: SlotTable

    init(at address: Address, in host: ContractHost, target: Address) throws {
        let balances = host.state.addTable(width: 1)
        let target = host.state.account(target)
        self.balances = balances
        try Probe(at: address, in: host) { [calls] input, context throws(Revert) in
            let selector = Selector(prefix: input)
            func argument(_ index: Int) -> UInt256 {
                UInt256(bigEndianBytes: input.dropFirst(4 + 32 * index).prefix(32)) ?? .zero
            }
            func balance(_ index: Int) -> Slot {
                let holder = context.state.account(Address(truncating: argument(index)))
                return context.state.record(in: balances, holder)
            }
            switch selector {
            case Selector(signature: "decimals()"): return CallResult.word(UInt256(18))
            case Selector(signature: "balanceOf(address)"):
                return CallResult.word(try context.load(balance(0)))
            default:
                for call in calls.inner {
                    let result = try context.tryCall(target, call)
                    calls.failures.append(result.failure)
                }
                let amount = argument(2)
                try context.store(try context.load(balance(0)) &- amount, to: balance(0))
                try context.store(try context.load(balance(1)) &+ amount, to: balance(1))
                return CallResult.flag(true)
            }
        }
    }

    func setBalance(_ amount: UInt256, of holder: Address, in state: WorldState) {
        state.write(amount, to: state.record(in: balances, state.account(holder)))
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

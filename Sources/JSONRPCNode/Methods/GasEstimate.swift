import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension NodeService {
    /// Gas that suffices for a call in the block that would be made now, or after an earlier block.
    ///
    /// `latest` means the pending block too: what is estimated is going to be sent.
    func estimateGas(
        _ call: CallArgument, at tag: BlockTag, _ overrides: CallOverrides
    ) throws(RPCError) -> UInt64 {
        let rules = CallRules(call, chain: control.chain, gasMax: settings.callGasMax)
        let view = view
        let gasMax = settings.callGasMax
        let result = try ask { () throws(QueryError) in
            try view.withState(at: tag == .latest ? .pending : tag) { host, environment in
                Result { () throws(RPCError) in
                    overrides.state.apply(to: host.state)
                    let block = overrides.block.applied(to: environment)
                    var search = try GasSearch(rules, in: block, host, gasMax: gasMax)
                    return try search.run()
                }
            }
        }
        return try result.get()
    }
}

/// The search for the gas that a call needs.
///
/// A call may need more than it uses: callers keep back a 64th of what they have, and what is refunded
/// has to be there first. Hence it is tried, by bisection, up to a hundredth and a half.
/// - Source: go-ethereum, eth/gasestimator/gasestimator.go.
struct GasSearch {
    private let host: ContractHost
    private let block: BlockEnvironment
    private var message: Message
    private var most: UInt64
    private let least: UInt64

    /// How far the answer may be above what is needed, as a share of it in thousandths.
    private static let tolerancePerMille: UInt64 = 15

    init(
        _ rules: CallRules, in block: BlockEnvironment, _ host: ContractHost, gasMax: UInt64
    ) throws(RPCError) {
        self.host = host
        self.block = rules.adjusted(block)
        message = try rules.checkedMessage(in: block, host.state)
        let call = rules.call
        let asked = call.gas ?? 0
        most = asked >= 21_000 ? asked : block.gasLimit
        let state = host.state
        let balance = state.knownAccount(rules.sender).map { state.balanceWei(of: $0) } ?? .zero
        if call.valueWei > balance {
            throw .refused("insufficient funds for transfer")
        }
        if !call.feeCapWei.isZero {
            let left = balance &- call.valueWei
            let allowance = left.quotientAndRemainder(dividingBy: call.feeCapWei).quotient
            if allowance < UInt256(most) { most = allowance.w0 }
        }
        most = min(most, gasMax)
        least = rules.intrinsicGas.gasLimitMin
        if most < least { throw .refused("gas required exceeds allowance (\(most))") }
    }

    mutating func run() throws(RPCError) -> UInt64 {
        if message.data.isEmpty && !isContract && most >= 21_000 {
            if tried(with: 21_000).isSuccess { return 21_000 }
        }
        var high = most
        let first = tried(with: high)
        if let revert = first.revert {
            if revert == .outOfGas { throw .refused("gas required exceeds allowance (\(high))") }
            throw RPCError(revert)
        }
        var low = max(first.gasUsed, least) - 1
        // What a call with a refund and one nested call needs, which is nearly every call.
        let likely = (first.gasUsed + first.gasRefund + 2_300) * 64 / 63
        if likely < high {
            if tried(with: likely).isSuccess { high = likely } else { low = max(low, likely) }
        }
        while low + 1 < high {
            if (high - low) * 1_000 < high * GasSearch.tolerancePerMille { break }
            // Most calls need little more than they use, so that the search begins low.
            let middle = min((high + low) / 2, low * 2)
            if tried(with: middle).isSuccess { high = middle } else { low = middle }
        }
        return high
    }

    private var isContract: Bool {
        host.state.knownAccount(message.recipient).map { host.contract(at: $0) != nil } ?? false
    }

    private mutating func tried(with gas: UInt64) -> ExecutionOutcome {
        message.gasLimit = gas
        return host.simulate(message, in: block)
    }
}

import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText
import WideIntegers

extension MethodTable {
    /// Calls that are no transactions.
    static var callMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_call", ["call", "block?", "state override?", "block override?"],
                    "what a call returns in the state after a block; of overrides balance and nonce"
                ) { (service, parameters, writer) throws(RPCError) in
                    let call = try parameters.call(0)
                    let tag = try parameters.block(1)
                    let overrides = try parameters.overrides(2)
                    let outcome = try service.simulate(call, at: tag, overrides)
                    if let revert = outcome.revert { throw RPCError(revert) }
                    writer.hex(outcome.output)
                }, []
            ),
            (
                RPCMethod(
                    "eth_estimateGas", ["call", "block?", "state override?", "block override?"],
                    "gas that suffices, at most 1.5 % above it, in the block that would be made now"
                ) { (service, parameters, writer) throws(RPCError) in
                    let call = try parameters.call(0)
                    let tag = try parameters.block(1)
                    let overrides = try parameters.overrides(2)
                    writer.quantity(try service.estimateGas(call, at: tag, overrides))
                }, []
            ),
            (
                RPCMethod(
                    "eth_createAccessList", ["call", "block?"],
                    "an empty list, since slots of native contracts have no keys, and the gas used"
                ) { (service, parameters, writer) throws(RPCError) in
                    let call = try parameters.call(0)
                    let outcome = try service.simulate(
                        call, at: try parameters.block(1), CallOverrides())
                    writer.beginObject()
                    writer.name("accessList")
                    writer.accessList([])
                    writer.member("gasUsed", quantity: outcome.gasUsed)
                    if let revert = outcome.revert {
                        writer.member("error", string: RPCError(revert).message)
                    }
                    writer.endObject()
                }, []
            ),
        ]
    }
}

/// What a call sees otherwise than it is.
struct CallOverrides {
    var state = StateOverride()
    var block = BlockOverride()
}

extension Parameters {
    func call(_ place: Int) throws(RPCError) -> CallArgument {
        try read(place) { (view) throws(HexProblem) in try CallArgument(view) }
    }

    /// State and block overrides at a place and the one after it.
    func overrides(_ place: Int) throws(RPCError) -> CallOverrides {
        var overrides = CallOverrides()
        if let state = try readIfPresent(
            place, { (view) throws(HexProblem) in try StateOverride(view) })
        {
            overrides.state = state
        }
        if let block = try readIfPresent(
            place + 1, { (view) throws(HexProblem) in try BlockOverride(view) })
        {
            overrides.block = block
        }
        return overrides
    }
}

extension NodeService {
    /// Runs a call in the state after a block and undoes it.
    func simulate(
        _ call: CallArgument, at tag: BlockTag, _ overrides: CallOverrides
    ) throws(RPCError) -> ExecutionOutcome {
        let rules = CallRules(call, chain: control.chain, gasMax: settings.callGasMax)
        let view = view
        let result = try ask { () throws(QueryError) in
            try view.withState(at: tag) { host, environment in
                Result { () throws(RPCError) in
                    overrides.state.apply(to: host.state)
                    let block = overrides.block.applied(to: environment)
                    let message = try rules.message(in: block, host.state)
                    return host.simulate(message, in: rules.adjusted(block))
                }
            }
        }
        return try result.get()
    }
}

/// What a call that is no transaction has to satisfy, and how it becomes a message.
///
/// - Source: go-ethereum, internal/ethapi/transaction_args.go and core/state_transition.go.
struct CallRules {
    let call: CallArgument
    private let chainID: UInt64
    private let fork: Hardfork
    private let gasMax: UInt64

    init(_ call: CallArgument, chain: SimulatedChain, gasMax: UInt64) {
        self.call = call
        self.gasMax = gasMax
        chainID = chain.settings.chainID
        fork = chain.settings.fork
    }

    /// Who calls.
    var sender: Address { call.from ?? .zero }

    /// The block as the call sees it: without a base fee where the call says nothing of fees.
    func adjusted(_ block: BlockEnvironment) -> BlockEnvironment {
        if call.hasFees && !call.feeCapWei.isZero { return block }
        var block = block
        block.baseFeePerGasWei = .zero
        return block
    }

    /// The message, once everything that a node checks before it runs one is checked.
    func message(in block: BlockEnvironment, _ state: WorldState) throws(RPCError) -> Message {
        let message = try checkedMessage(in: block, state)
        let gas = intrinsicGas.gasLimitMin
        if message.gasLimit < gas {
            throw .refused("intrinsic gas too low: have \(message.gasLimit), want \(gas)")
        }
        let account = state.knownAccount(sender)
        let balance = account.map { state.balanceWei(of: $0) } ?? .zero
        if !call.feeCapWei.isZero {
            let (fee, isLarge) = call.feeCapWei.multipliedReportingOverflow(
                by: UInt256(message.gasLimit))
            let (cost, isLarger) = fee.addingReportingOverflow(call.valueWei)
            if isLarge || isLarger || balance < cost {
                let wanted = isLarge || isLarger ? UInt256.max : cost
                throw .refused(
                    "insufficient funds for gas * price + value: address \(sender.checksummed) "
                        + "have \(balance) want \(wanted)")
            }
        } else if balance < call.valueWei {
            throw .refused("insufficient funds for transfer: address \(sender.checksummed)")
        }
        return message
    }

    /// The message, with all checked that does not depend on its gas.
    func checkedMessage(
        in block: BlockEnvironment, _ state: WorldState
    ) throws(RPCError) -> Message {
        guard let recipient = call.to else {
            throw .refused(
                "contract creation not supported: the contracts of this chain are native")
        }
        if let have = call.chainID, have != chainID {
            throw .refused("chainId does not match node's (have=\(have), want=\(chainID))")
        }
        let price = try priceWei(in: block)
        return Message(
            sender: sender, recipient: recipient, valueWei: call.valueWei, data: call.data,
            gasLimit: min(call.gas ?? gasMax, gasMax), gasPriceWei: price,
            accessList: call.accessList ?? [])
    }

    /// What is charged before execution.
    var intrinsicGas: IntrinsicGas {
        IntrinsicGas(
            data: call.data, isCreation: call.to == nil,
            accessListAddresses: call.accessList?.count ?? 0,
            accessListKeys: call.accessList?.reduce(0) { $0 + $1.storageKeys.count } ?? 0,
            fork: fork)
    }

    /// What is paid per gas; zero where nothing is said of fees.
    private func priceWei(in block: BlockEnvironment) throws(RPCError) -> UInt256 {
        if call.gasPriceWei != nil
            && (call.maxFeePerGasWei != nil || call.maxPriorityFeePerGasWei != nil)
        {
            throw .refused("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")
        }
        let baseFee = block.baseFeePerGasWei
        let cap = call.feeCapWei
        // Fees of zero are as good as none.
        if cap.isZero { return .zero }
        let tip = call.gasPriceWei ?? call.maxPriorityFeePerGasWei ?? .zero
        if tip > cap {
            throw .refused(
                "max priority fee per gas higher than max fee per gas: address "
                    + "\(sender.checksummed), maxPriorityFeePerGas: \(tip), maxFeePerGas: \(cap)")
        }
        if cap < baseFee {
            throw RPCError(
                PoolRefusal.feeCapBelowBaseFee(
                    sender: sender, feeCapWei: cap, baseFeeWei: baseFee))
        }
        let (price, overflow) = tip.addingReportingOverflow(baseFee)
        return overflow ? cap : min(price, cap)
    }
}

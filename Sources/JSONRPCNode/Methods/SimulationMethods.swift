import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText
import WideIntegers

extension MethodTable {
    /// Calls that see what the calls before them have done.
    static var simulationMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_simulateV1", ["blocks", "block?"],
                    "calls in blocks on top of one, which leave nothing; without validation, "
                        + "transfer logs and whole transactions; the blocks' roots are their parent's"
                ) { (service, parameters, writer) throws(RPCError) in
                    let argument = try parameters.read(0) { (view) throws(HexProblem) in
                        try SimulationArgument(view)
                    }
                    try argument.check()
                    let blocks = try service.simulate(argument, at: try parameters.block(1))
                    writer.beginList()
                    for block in blocks { writer.simulated(block) }
                    writer.endList()
                }, []
            )
        ]
    }
}

/// Blocks of calls that are to run one after the other.
///
/// - Source: go-ethereum, internal/ethapi/simulate.go.
private struct SimulationArgument {
    struct Step {
        let block: BlockOverride
        let state: StateOverride
        let calls: [CallArgument]
    }

    let steps: [Step]
    /// What was asked for that is not done here.
    private let refused: String?

    private static let blocksMax = 256

    init(_ view: JSONView) throws(HexProblem) {
        guard view.kind == .object, let blocks = view.member("blockStateCalls"),
            blocks.kind == .list
        else { throw HexProblem(view.kindName, into: "ethapi.simOpts") }
        var steps: [Step] = []
        for step in blocks.elements {
            var (block, state) = (BlockOverride(), StateOverride())
            if let view = step.member("blockOverrides") { block = try BlockOverride(view) }
            if let view = step.member("stateOverrides") { state = try StateOverride(view) }
            var calls: [CallArgument] = []
            for call in step.member("calls")?.elements ?? [] {
                calls.append(try CallArgument(call))
            }
            steps.append(Step(block: block, state: state, calls: calls))
        }
        self.steps = steps
        let members = view.members
        refused = ["traceTransfers", "validation", "returnFullTransactions"].first { name in
            members.contains { $0.name == name && $0.value.bool == true }
        }
    }

    func check() throws(RPCError) {
        if steps.isEmpty { throw .invalidParameters("empty input") }
        if steps.count > SimulationArgument.blocksMax { throw RPCError(-38_026, "too many blocks") }
        if let refused { throw .notSupported("\(refused) is not supported") }
    }
}

/// A call as it came out.
private struct SimulatedCall {
    /// The digest of the transaction that it would be, unsigned.
    let hash: Hash256
    let outcome: ExecutionOutcome
    let logs: [EventLog]
}

/// A block of calls as it came out.
private struct SimulatedBlock {
    let header: BlockHeader
    let calls: [SimulatedCall]
}

extension NodeService {
    fileprivate func simulate(
        _ argument: SimulationArgument, at tag: BlockTag
    ) throws(RPCError) -> [SimulatedBlock] {
        let (view, chain, gasMax) = (view, control.chain, settings.callGasMax)
        let base = tag == .pending ? view.pendingBlock().header : view.block(tag)?.header
        guard let base else { throw RPCError(QueryError.headerNotFound) }
        let result = try ask { () throws(QueryError) in
            try view.withState(at: tag) { host, environment in
                Result { () throws(RPCError) in
                    var run = BlockSimulation(
                        chain: chain, host: host, gasLeft: gasMax, header: base,
                        environment: environment)
                    var blocks: [SimulatedBlock] = []
                    for step in argument.steps { blocks.append(try run.next(step)) }
                    return blocks
                }
            }
        }
        return try result.get()
    }
}

/// Runs blocks of calls on a state that goes back afterwards.
private struct BlockSimulation {
    let chain: SimulatedChain
    let host: ContractHost
    var gasLeft: UInt64
    var header: BlockHeader
    var environment: BlockEnvironment

    /// Seconds from block to block where nothing is said.
    private static let blockSeconds: UInt64 = 12

    mutating func next(_ step: SimulationArgument.Step) throws(RPCError) -> SimulatedBlock {
        var plain = environment
        plain.number = header.number + 1
        plain.timestampSeconds = header.timestampSeconds + BlockSimulation.blockSeconds
        plain.baseFeePerGasWei = .zero
        environment = step.block.applied(to: plain)
        guard environment.number > header.number else {
            throw RPCError(
                -38_020,
                "block numbers must be in order: \(environment.number) <= \(header.number)")
        }
        guard environment.timestampSeconds > header.timestampSeconds else {
            throw RPCError(
                -38_021,
                "block timestamps must be in order: \(environment.timestampSeconds) <= "
                    + "\(header.timestampSeconds)")
        }
        step.state.apply(to: host.state)
        var calls: [SimulatedCall] = []
        var gasUsed: UInt64 = 0
        for call in step.calls {
            let done = try run(call, gasUsed: gasUsed)
            gasUsed += done.outcome.gasUsed
            calls.append(done)
        }
        seal(gasUsed: gasUsed, calls.flatMap(\.logs))
        return SimulatedBlock(header: header, calls: calls)
    }

    private mutating func run(
        _ call: CallArgument, gasUsed: UInt64
    ) throws(RPCError) -> SimulatedCall {
        var call = call
        call.gas = call.gas ?? (environment.gasLimit - min(gasUsed, environment.gasLimit))
        guard gasUsed + min(call.gas ?? 0, gasLeft) <= environment.gasLimit else {
            throw RPCError(
                -38_015, "block gas limit reached: \(gasUsed) >= \(environment.gasLimit)")
        }
        let rules = CallRules(call, chain: chain, gasMax: gasLeft)
        let message = try rules.message(in: environment, host.state)
        let sender = host.state.account(message.sender)
        let nonce = call.nonce ?? host.state.nonce(of: sender)
        let outcome = host.execute(message, in: rules.adjusted(environment))
        host.state.setNonce(nonce &+ 1, of: sender)
        gasLeft -= min(outcome.gasUsed, gasLeft)
        let transaction = Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: call.maxPriorityFeePerGasWei ?? .zero,
                maxFeePerGasWei: call.feeCapWei),
            chainID: chain.settings.chainID, nonce: nonce, gasLimit: message.gasLimit,
            recipient: message.recipient, valueWei: message.valueWei, data: message.data,
            accessList: message.accessList)
        return SimulatedCall(
            hash: transaction.signingHash, outcome: outcome,
            logs: (0..<outcome.logs.count).map { outcome.logs.log($0, in: host.state) })
    }

    private mutating func seal(gasUsed: UInt64, _ logs: [EventLog]) {
        header.parentHash = header.hash
        header.number = environment.number
        header.timestampSeconds = environment.timestampSeconds
        header.coinbase = environment.coinbase
        header.gasLimit = environment.gasLimit
        header.gasUsed = gasUsed
        header.logsBloom = LogsBloom(logs)
        if header.baseFeePerGasWei != nil { header.baseFeePerGasWei = environment.baseFeePerGasWei }
    }
}

extension JSONWriter {
    fileprivate mutating func simulated(_ block: SimulatedBlock) {
        let hash = block.header.hash
        beginObject()
        members(of: block.header, hash: hash)
        member("size", quantity: UInt64(block.header.encoded.count))
        name("transactions")
        beginList()
        for call in block.calls { self.hash(call.hash) }
        endList()
        name("uncles")
        beginList()
        endList()
        name("calls")
        beginList()
        var logCount = 0
        for (index, call) in block.calls.enumerated() {
            beginObject()
            member("status", quantity: call.outcome.isSuccess ? 1 as UInt64 : 0)
            member("returnData", data: call.outcome.revert?.returnData ?? call.outcome.output)
            member("gasUsed", quantity: call.outcome.gasUsed)
            name("logs")
            beginList()
            for log in call.logs {
                self.log(
                    PlacedLogObject(
                        log: log, transactionHash: call.hash, transactionIndex: index,
                        blockHash: hash, header: block.header, logIndex: logCount))
                logCount += 1
            }
            endList()
            if let revert = call.outcome.revert {
                name("error")
                error(RPCError(inSimulation: revert))
            }
            endObject()
        }
        endList()
        endObject()
    }
}

extension RPCError {
    /// A call's failure as a simulation tells of it: what is no revert has a code of its own.
    fileprivate init(inSimulation revert: Revert) {
        self.init(revert)
        if data == nil { code = -32_015 }
    }
}

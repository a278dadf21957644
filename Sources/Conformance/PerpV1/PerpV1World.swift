import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The contracts of one case or trace on a state of their own, called by the names of the file.
final class PerpV1World {
    var names: PerpV1Names
    let host: ContractHost
    private(set) var block: BlockEnvironment

    /// The setup's contracts at its first block.
    /// - Parameter scriptAccounts: names of accounts that make several calls in a transaction.
    init(_ setup: PerpV1Setup, scriptAccounts: [String] = []) throws(VectorFileError) {
        names = PerpV1Names(setup.addresses ?? [:])
        guard let schedule = GasSchedule(.london) else {
            throw VectorFileError(reason: "no gas schedule")
        }
        host = ContractHost(state: WorldState(historyBlocks: 0), schedule: schedule)
        host.computeCosts = PerpV1ComputeCosts.table
        block = BlockEnvironment(
            number: try setup.clock.block.uint64("clock.block"),
            timestampSeconds: try setup.clock.timestamp.uint64("clock.timestamp"))
        try PerpV1Assembly(world: self).deploy(setup, scriptAccounts: scriptAccounts)
    }

    /// The short name of an account.
    func account(_ name: String) -> AccountID { host.state.account(names.address(name)) }

    /// Begins a later block.
    func advance(_ advance: PerpV1Advance) throws(VectorFileError) {
        self.advance(
            seconds: try advance.seconds.uint64("advance.seconds"),
            blocks: try advance.blocks.uint64("advance.blocks"))
    }

    /// Begins a later block.
    func advance(seconds: UInt64, blocks: UInt64) {
        block.timestampSeconds += seconds
        block.number += blocks
    }

    // MARK: - Calls

    /// A call with its data, and how to read its result.
    struct Call {
        let recipient: Address
        let function: ABIFunction
        let data: [UInt8]
    }

    /// Encodes a call by the ABI of the contract that is called.
    func call(
        _ contract: String, _ name: String, _ arguments: [JSONValue]
    ) throws(VectorFileError) -> Call {
        if PerpV1TestHooks.isHook(name) && contract != PerpV1TestHooks.name {
            return try call(PerpV1TestHooks.name, name, [.string(contract)] + arguments)
        }
        let place = "\(contract).\(name)"
        let address = names.address(contract)
        guard let program = host.contract(at: host.state.account(address)) else {
            throw VectorFileError(place: contract, reason: "there is no such contract")
        }
        guard let function = program.abi.function(named: name) else {
            throw VectorFileError(place: place, reason: "\(program.abi.name) has no such function")
        }
        return try call(function, of: contract, arguments)
    }

    private func call(
        _ function: ABIFunction, of contract: String, _ arguments: [JSONValue]
    ) throws(VectorFileError) -> Call {
        let place = "\(contract).\(function.name)"
        guard function.inputs.count == arguments.count else {
            throw VectorFileError(
                place: place,
                reason: "\(arguments.count) arguments for \(function.signature)")
        }
        var values: [ABIValue] = []
        for (input, argument) in zip(function.inputs, arguments) {
            values.append(try names.value(argument, as: input.type, place))
        }
        do throws(ABIEncodingError) {
            let data = try function.encodeCall(values)
            return Call(recipient: names.address(contract), function: function, data: data)
        } catch {
            throw VectorFileError(place: place, reason: "\(error)")
        }
    }

    /// Runs a transaction.
    func execute(_ call: Call, from actor: String) -> PerpV1Receipt {
        let message = Message(
            sender: names.address(actor), recipient: call.recipient, data: call.data)
        return receipt(of: host.execute(message, in: block), call)
    }

    /// Runs several calls by a contract account as one transaction.
    func executeBatch(_ calls: [Call], by actor: String) throws(VectorFileError) -> PerpV1Receipt {
        guard let script = host.contract(at: account(actor)) as? ScriptAccount else {
            throw VectorFileError(place: actor, reason: "is no contract account")
        }
        do throws(ABIEncodingError) {
            let data = try script.data(calls)
            let call = Call(
                recipient: names.address(actor), function: script.abi.functions[0], data: data)
            return execute(call, from: "origin of \(actor)")
        } catch {
            throw VectorFileError(place: actor, reason: "\(error)")
        }
    }

    /// Runs a view and undoes it.
    func read(
        _ contract: String, _ name: String, _ arguments: [JSONValue] = []
    ) throws(VectorFileError) -> PerpV1Reply {
        if contract == "math" { return try PerpV1Math.reply(name, arguments) }
        let call = try call(contract, name, arguments)
        let message = Message(sender: .zero, recipient: call.recipient, data: call.data)
        return receipt(of: host.simulate(message, in: block), call).reply
    }

    private func receipt(of outcome: ExecutionOutcome, _ call: Call) -> PerpV1Receipt {
        let reply: PerpV1Reply =
            if let revert = outcome.revert {
                .reverted(reason: revert.reasonText)
            } else {
                result(outcome.output, of: call.function).map(PerpV1Reply.value)
                    ?? .malformed("result \(outcome.output.hex) of \(call.function.signature)")
            }
        return PerpV1Receipt(reply: reply, outcome: outcome)
    }

    private func result(_ output: [UInt8], of function: ABIFunction) -> JSONValue? {
        guard let values = try? function.decodeResult(output, rules: .solidity) else { return nil }
        let written = zip(function.outputs, values).map { names.written($1, as: $0.type) }
        if written.isEmpty { return .null }
        if written.count == 1 { return written[0] }
        let fieldNames =
            PerpV1Calls.resultNames[function.name] ?? function.outputs.map(\.name)
        guard fieldNames.count == written.count else { return nil }
        return .object(
            Dictionary(zip(fieldNames, written), uniquingKeysWith: { first, _ in first }))
    }

    /// A reserve snapshot of an amm, as a list.
    func snapshot(of amm: String, at index: Int) throws(VectorFileError) -> PerpV1Reply {
        let reply = try read(amm, "reserveSnapshots", [.string("\(index)")])
        guard case .value(.object(let members)) = reply else { return reply }
        let names = ["quoteAssetReserve", "baseAssetReserve", "timestamp", "blockNumber"]
        return .value(.array(names.map { members[$0] ?? .null }))
    }

    // MARK: - Events

    /// The logs of a transaction by the ABIs of their emitters.
    func events(of outcome: ExecutionOutcome) -> [PerpV1Event] {
        (0..<outcome.logs.count).map { event(outcome.logs.log($0, in: host.state)) }
    }

    private func event(_ log: EventLog) -> PerpV1Event {
        let contract = names.name(log.address)
        let program = host.contract(at: host.state.account(log.address))
        guard let event = log.topics.first.flatMap({ program?.abi.event(topic0: $0) }),
            let values = try? event.decode(log, rules: .solidity)
        else {
            let topic = log.topics.first?.description ?? "none"
            return PerpV1Event(contract: contract, name: "unknown \(topic)", names: [], values: [])
        }
        let written = zip(event.inputs, values).map { input, value in
            switch value {
            case .value(let value): names.written(value, as: input.type)
            case .hash(let hash): JSONValue.string(hash.description)
            }
        }
        return PerpV1Event(
            contract: contract, name: event.name, names: event.inputs.map(\.name), values: written)
    }
}

/// A step in time.
struct PerpV1Advance: Decodable, Sendable {
    let seconds: DecimalNumber
    let blocks: DecimalNumber
}

/// What a call came to.
enum PerpV1Reply: Hashable {
    case value(JSONValue)
    case reverted(reason: String)
    /// Returned data that its declaration does not fit.
    case malformed(String)
}

/// What a transaction came to.
struct PerpV1Receipt {
    let reply: PerpV1Reply
    let outcome: ExecutionOutcome
}

/// A log as the files write it.
struct PerpV1Event: Hashable {
    let contract: String
    let name: String
    let names: [String]
    let values: [JSONValue]
}

extension Revert {
    /// The text of a `require`, empty where there is none.
    var reasonText: String {
        switch self {
        case .reason(let text): return text
        case .outOfGas, .invalidOpcode: return ""
        case .panic, .data:
            switch RevertData(decoding: returnData) {
            case .none: return ""
            case .error(let reason): return reason
            case .panic, .custom, .unknown: return "\(self)"
            }
        }
    }
}

import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

/// A world with a host on which tests place contracts and send calls, one transaction each.
struct TokenWorld {
    let host: ContractHost
    var block = BlockEnvironment(number: 7, timestampSeconds: 1_700_000_000, chainID: 31_337)

    var state: WorldState { host.state }

    init() throws {
        host = ContractHost(
            state: WorldState(), schedule: try #require(GasSchedule(.london)))
    }

    /// Sends encoded values to a contract's function.
    func send(
        _ sender: Address, _ recipient: Address, _ abi: ContractABI, _ name: String,
        _ values: [ABIValue] = [], valueWei: UInt256 = 0
    ) throws -> ExecutionOutcome {
        let function = try #require(abi.function(named: name))
        return send(
            sender, recipient, try function.encodeCall(values), valueWei: valueWei)
    }

    /// Sends raw call data.
    func send(
        _ sender: Address, _ recipient: Address, _ data: [UInt8], valueWei: UInt256 = 0
    ) -> ExecutionOutcome {
        host.execute(
            Message(sender: sender, recipient: recipient, valueWei: valueWei, data: data),
            in: block)
    }

    /// The word that a view returns.
    func word(
        _ recipient: Address, _ abi: ContractABI, _ name: String, _ values: [ABIValue] = []
    ) throws -> UInt256 {
        let function = try #require(abi.function(named: name))
        let outcome = host.simulate(
            Message(
                sender: .zero, recipient: recipient, data: try function.encodeCall(values)),
            in: block)
        #expect(outcome.isSuccess)
        return try #require(UInt256(bigEndianBytes: outcome.output.prefix(32)))
    }

    /// The digest of all changes so far, so that two worlds can be compared.
    func seal() -> Hash256 { state.sealBlock() }

    /// The logs of an outcome.
    func logs(_ outcome: ExecutionOutcome) -> [EventLog] {
        (0..<outcome.logs.count).map { outcome.logs.log($0, in: state) }
    }
}

/// A contract that runs a closure, whatever it is called with.
final class Probe: Contract {
    let abi: ContractABI
    private let body: @Sendable ([UInt8], CallContext) throws(Revert) -> [UInt8]

    @discardableResult
    init(
        at address: Address, in host: ContractHost,
        _ body: @escaping @Sendable ([UInt8], CallContext) throws(Revert) -> [UInt8]
    ) throws {
        abi = try ContractABI("Probe")
        self.body = body
        host.deploy(self, at: host.state.account(address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        try body(input, context)
    }
}

extension Address {
    init(_ number: UInt64) { self.init(truncating: UInt256(number)) }
}

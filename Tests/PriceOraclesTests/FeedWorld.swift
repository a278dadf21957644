import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

/// A world with a clock, in which tests send calls by their names and read what came of them.
final class FeedWorld {
    static let admin = Address(truncating: 0xad_0001)
    static let stranger = Address(truncating: 0xad_0002)

    let host: ContractHost
    var block = BlockEnvironment(number: 1, timestampSeconds: 1_444_004_400)

    init() throws {
        host = ContractHost(state: WorldState(), schedule: try #require(GasSchedule(.london)))
    }

    /// Runs a call as a transaction of its own.
    @discardableResult
    func send(
        _ contract: any Contract, at address: Address, _ name: String, _ values: [ABIValue] = [],
        from sender: Address = FeedWorld.admin
    ) throws -> ExecutionOutcome {
        let function = try #require(contract.abi.function(named: name), "no function \(name)")
        return host.execute(
            Message(sender: sender, recipient: address, data: try function.encodeCall(values)),
            in: block)
    }

    func advance(_ seconds: UInt64) {
        block.number += 1
        block.timestampSeconds += seconds
    }
}

/// A contract with its address, so that a test names both at once.
struct Deployed<Program: Contract> {
    let world: FeedWorld
    let program: Program
    let address: Address

    @discardableResult
    func call(
        _ name: String, _ values: [ABIValue] = [], from sender: Address = FeedWorld.admin
    ) throws -> ExecutionOutcome {
        try world.send(program, at: address, name, values, from: sender)
    }

    /// Sends a call that must succeed.
    @discardableResult
    func ok(
        _ name: String, _ values: [ABIValue] = [], from sender: Address = FeedWorld.admin,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ExecutionOutcome {
        let outcome = try call(name, values, from: sender)
        #expect(outcome.revert == nil, "\(name)", sourceLocation: sourceLocation)
        return outcome
    }

    /// The single word that a call returns.
    func word(_ name: String, _ values: [ABIValue] = []) throws -> UInt256 {
        let outcome = try ok(name, values)
        return try #require(UInt256(bigEndianBytes: outcome.output))
    }

    /// The text with which a call fails; nil when it succeeds or fails in another way.
    func reason(
        _ name: String, _ values: [ABIValue] = [], from sender: Address = FeedWorld.admin
    ) throws -> String? {
        guard case .reason(let text) = try call(name, values, from: sender).revert else {
            return nil
        }
        return text
    }

    /// The logs of a call that must succeed.
    func logs(
        _ name: String, _ values: [ABIValue] = [], from sender: Address = FeedWorld.admin
    ) throws -> [EventLog] {
        let outcome = try ok(name, values, from: sender)
        return (0..<outcome.logs.count).map { outcome.logs.log($0, in: world.host.state) }
    }
}

/// Keys as the originals write them: ASCII, zeros after it.
func key(_ text: String) -> ABIValue {
    let bytes = Array(text.utf8)
    return .fixedBytes(bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
}

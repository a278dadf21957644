import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A view of another contract, called by address through its encoded ABI.
struct EncodedView: Sendable {
    private let function: ABIFunction

    /// A function that the ABI declares.
    init(_ abi: ContractABI, _ name: String) {
        guard let function = abi.function(named: name) else {
            preconditionFailure("\(abi.name) declares no \(name)")
        }
        self.function = function
    }

    /// Calls with arguments of one word each and gives the encoded results.
    func call(
        _ contract: AccountID, _ arguments: [UInt256], _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        var writer = function.callWriter()
        for argument in arguments { writer.append(argument) }
        return try context.call(contract, writer.bytes, .view)
    }

    /// Calls a function whose results take `count` words.
    func words<let count: Int>(
        _ contract: AccountID, _ arguments: [UInt256], _ context: CallContext
    ) throws(Revert) -> InlineArray<count, UInt256> {
        let size = function.outputsLayout.size
        precondition(size == 32 * count, "\(function.name) returns \(size) bytes")
        let output = try call(contract, arguments, context)
        do throws(ABIDecodingError) {
            var reader = try ABIReader(output, headSize: size, rules: .solidity)
            var words = InlineArray<count, UInt256>(repeating: .zero)
            for index in words.indices { words[index] = try reader.uint256() }
            return words
        } catch {
            throw .empty
        }
    }

    /// Calls a function whose result takes one word.
    func word(
        _ contract: AccountID, _ arguments: [UInt256], _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let words: InlineArray<1, UInt256> = try words(contract, arguments, context)
        return words[0]
    }

    /// Calls a function whose result is an address.
    func account(
        _ contract: AccountID, _ arguments: [UInt256], _ context: CallContext
    ) throws(Revert) -> AccountID {
        guard let address = Address(exactly: try word(contract, arguments, context)) else {
            throw .empty
        }
        return context.state.account(address)
    }
}

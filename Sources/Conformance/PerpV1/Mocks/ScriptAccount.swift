import ContractRuntime
import EthereumPrimitives

/// A contract account that makes the calls it is given, in order, in one transaction.
final class ScriptAccount: Contract {
    let abi: ContractABI
    private let function: ABIFunction

    /// Places the account.
    init(at account: AccountID, in host: ContractHost) throws(ABIDeclarationError) {
        function = try ABIFunction(parsing: "run((address target, bytes data)[] calls)")
        abi = try ContractABI("ScriptAccount", functions: [function])
        host.deploy(self, at: account)
    }

    /// Call data that makes the account do some calls.
    func data(_ calls: [PerpV1World.Call]) throws(ABIEncodingError) -> [UInt8] {
        let values = calls.map { call in
            ABIValue.tuple([.address(call.recipient), .bytes(call.data)])
        }
        return try function.encodeCall([.array(values)])
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let arguments: [ABIValue]
        do throws(ABIDecodingError) {
            arguments = try function.decodeCall(input, rules: .solidity)
        } catch {
            throw .empty
        }
        for call in arguments.first?.elements ?? [] {
            guard let parts = call.elements, parts.count == 2,
                let target = parts[0].addressValue, let data = parts[1].bytesValue
            else { throw .empty }
            _ = try context.call(context.state.account(target), data)
        }
        return CallResult.none
    }
}

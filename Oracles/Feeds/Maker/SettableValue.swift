import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A value that anyone may set, as a source for an `OracleSecurityModule` in tests and recorded
/// cases.
///
/// - Source: DappHub ds-value, whose owner alone may set it.
public final class SettableValue: Contract {
    /// The functions of the value.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let valueSlot: Slot
    private let existsSlot: Slot

    /// Places a value; nil for none.
    public init(
        at address: Address, in host: ContractHost, valueWad: UInt256? = nil
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "DSValue",
            declarations: [
                "function peek() view returns (bytes32, bool)",
                "function read() view returns (bytes32)",
                "function poke(bytes32 wut)",
                "function void()",
            ])
        table = DispatchTable(abi)
        valueSlot = host.state.addSlots(2)
        existsSlot = valueSlot.advanced(by: 1)
        if let valueWad {
            host.state.write(valueWad, to: valueSlot)
            host.state.write(.one, to: existsSlot)
        }
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case peek, read, poke, void
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .peek:
            return CallResult.words([
                try context.load(valueSlot), try context.load(existsSlot),
            ])
        case .read:
            if try context.load(existsSlot).isZero { throw .empty }
            return CallResult.word(try context.load(valueSlot))
        case .poke:
            try context.store(try arguments.uint256(), to: valueSlot)
            try context.store(UInt256.one, to: existsSlot)
        case .void: try context.store(UInt256.zero, to: existsSlot)
        }
        return CallResult.none
    }
}

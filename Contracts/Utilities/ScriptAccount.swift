import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An account that makes several calls in one transaction, all or none, for its owner.
///
/// It receives the native asset, and answers the callbacks of flash loans and flash swaps by making
/// the calls that the callback's data encodes. A callback is answered only while `execute` runs and
/// for a loan that the account itself has asked for, so that nobody else can make it act.
/// - Source: EIP-3156 `onFlashLoan`; Uniswap v2 core `uniswapV2Call`.
public final class ScriptAccount: Contract {
    /// What `onFlashLoan` must return.
    /// - Source: EIP-3156.
    public static let flashLoanReply = Keccak256.hash(
        Array("ERC3156FlashBorrower.onFlashLoan".utf8))

    /// The functions.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let owner: AccountID
    private let runningSlot: Slot

    private enum Function: Int, CaseIterable {
        case execute, owner, onFlashLoan, uniswapV2Call
    }

    /// Places an account of an owner, who stays.
    public init(
        at address: Address, in host: ContractHost, owner: Address
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "ScriptAccount",
            declarations: [
                "function execute((address target, uint256 value, bytes data)[] calls) payable",
                "function owner() view returns (address)",
                """
                function onFlashLoan(address initiator, address token, uint256 amount, \
                uint256 fee, bytes data) returns (bytes32)
                """,
                """
                function uniswapV2Call(address sender, uint256 amount0, uint256 amount1, \
                bytes data)
                """,
            ])
        table = DispatchTable(abi)
        self.owner = host.state.account(owner)
        runningSlot = host.state.addSlots(1)
        host.state.write(.one, to: runningSlot)
        host.deploy(self, at: host.state.account(address))
    }

    /// The call data of `execute`.
    public static func executeCall(_ calls: [ScriptedCall]) -> [UInt8] {
        var writer = ABIWriter(
            selector: Selector(signature: "execute((address,uint256,bytes)[])"), headSize: 32)
        writer.append(calls)
        return writer.bytes
    }

    /// Runs the function that a call names; a call without data only pays in.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        if input.isEmpty { return CallResult.none }
        let (function, declaration) = try table.function(of: input, in: context)
        try context.compute(UtilityGas.entry)
        switch function {
        case .execute:
            let calls = try ContractABI.read(input, of: declaration) {
                reader throws(ABIDecodingError) in
                try reader.scriptedCalls()
            }
            try execute(calls, in: context)
            return CallResult.none
        case .owner:
            return CallResult.address(context.state.address(of: owner))
        case .onFlashLoan:
            var arguments = try CallArguments(input, of: declaration, in: context)
            let initiator = try arguments.account()
            _ = try arguments.account()
            for _ in 0..<2 { _ = try arguments.uint256() }
            try answer(initiator, try arguments.bytes(), in: context)
            return ScriptAccount.flashLoanReply.bytes
        case .uniswapV2Call:
            var arguments = try CallArguments(input, of: declaration, in: context)
            let sender = try arguments.account()
            for _ in 0..<2 { _ = try arguments.uint256() }
            try answer(sender, try arguments.bytes(), in: context)
            return CallResult.none
        }
    }

    private func execute(_ calls: [ScriptedCall], in context: CallContext) throws(Revert) {
        guard context.caller == owner else {
            throw .reason("ScriptAccount: caller is not the owner")
        }
        let before = try context.load(runningSlot)
        try context.store(UInt256(2), to: runningSlot)
        try make(calls, in: context)
        try context.store(before, to: runningSlot)
    }

    private func answer(
        _ initiator: AccountID, _ data: [UInt8], in context: CallContext
    ) throws(Revert) {
        guard try context.load(runningSlot) == 2 else {
            throw .reason("ScriptAccount: not running")
        }
        guard initiator == context.this else {
            throw .reason("ScriptAccount: not the initiator")
        }
        try make(try ScriptedCall.decode(data), in: context)
    }

    /// Makes calls in order; the first failure's data becomes the failure of all.
    private func make(_ calls: [ScriptedCall], in context: CallContext) throws(Revert) {
        for call in calls {
            try context.compute(UtilityGas.perCall)
            let options = CallOptions(valueWei: call.valueWei, checksCode: false)
            let target = context.state.account(call.target)
            if case .failure(let error) = try context.tryCall(target, call.data, options) {
                throw error.takesAllGas ? .empty : error
            }
        }
    }
}

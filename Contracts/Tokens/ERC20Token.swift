import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A token with balances, allowances, an owner who mints, and approval by signature.
///
/// Storage is that of a Solidity token: one slot for each balance, each allowance and the supply.
/// - Source: EIP-20, EIP-2612; texts of OpenZeppelin Contracts 3.
public final class ERC20Token: TokenInterface {
    /// The functions and events of this token; one without decimals lacks the function.
    public let abi: ContractABI
    /// The token's name.
    public let name: String
    /// The token's short name.
    public let symbol: String
    /// Decimal places of a whole token; nil when the function does not exist.
    public let decimals: UInt8?
    /// How it differs from a plain token.
    public let behaviour: TokenBehaviour
    /// Where it stands.
    public let account: AccountID

    let table: DispatchTable<Function>
    /// Balance by holder.
    package let balances: SlotTable
    let allowances: SlotTable
    let nonces: SlotTable
    let ownerSlot: Slot
    let supplySlot: Slot
    let feeRateSlot: Slot
    let feeMaximumSlot: Slot
    let feeRecipient: AccountID
    let transferTopic: UInt256
    let approvalTopic: UInt256

    /// Places a token without supply.
    ///
    /// - Parameters:
    ///   - decimals: 0 to 77, or nil for a token without the function.
    ///   - owner: who may mint and set the fee.
    public init(
        at address: Address, in host: ContractHost, name: String, symbol: String,
        decimals: UInt8? = 18, owner: Address = .zero, behaviour: TokenBehaviour = .openZeppelin
    ) throws(TokenParameterError) {
        try behaviour.validate()
        if let decimals, decimals > 77 { throw .tooManyDecimals(decimals) }
        do throws(ABIDeclarationError) {
            let complete = try ERC20Token.declaration(of: behaviour, hasDecimals: true)
            table = DispatchTable(complete)
            abi =
                decimals == nil
                ? try ERC20Token.declaration(of: behaviour, hasDecimals: false) : complete
        } catch {
            throw .declaration(error)
        }
        let state = host.state
        self.name = name
        self.symbol = symbol
        self.decimals = decimals
        self.behaviour = behaviour
        account = state.account(address)
        balances = state.addTable(width: 1)
        allowances = state.addTable(width: 1)
        nonces = state.addTable(width: 1)
        ownerSlot = state.addSlots(4)
        supplySlot = ownerSlot.advanced(by: 1)
        feeRateSlot = ownerSlot.advanced(by: 2)
        feeMaximumSlot = ownerSlot.advanced(by: 3)
        feeRecipient = state.account(behaviour.feeOnTransfer?.recipient ?? .zero)
        transferTopic = UInt256(abi.events[0].topic0)
        approvalTopic = UInt256(abi.events[1].topic0)
        state.write(owner.number, to: ownerSlot)
        if let fee = behaviour.feeOnTransfer {
            state.write(UInt256(UInt64(fee.basisPoints)), to: feeRateSlot)
            state.write(fee.maximumRaw, to: feeMaximumSlot)
        }
        host.deploy(self, at: account)
    }

    private static func declaration(
        of behaviour: TokenBehaviour, hasDecimals: Bool
    ) throws(ABIDeclarationError) -> ContractABI {
        let reply = behaviour.returnsNothing ? "" : " returns (bool)"
        return try ContractABI(
            "ERC20Token",
            declarations: [
                "function name() view returns (string)",
                "function symbol() view returns (string)",
                "function totalSupply() view returns (uint256)",
                "function balanceOf(address account) view returns (uint256)",
                "function allowance(address owner, address spender) view returns (uint256)",
                "function transfer(address to, uint256 amount)" + reply,
                "function approve(address spender, uint256 amount)" + reply,
                "function transferFrom(address from, address to, uint256 amount)" + reply,
                "function increaseAllowance(address spender, uint256 addedValue)" + reply,
                "function decreaseAllowance(address spender, uint256 subtractedValue)" + reply,
                "function owner() view returns (address)",
                "function mint(address to, uint256 amount)",
                "function burn(uint256 amount)",
                "function setParams(uint256 basisPoints, uint256 maximumWholeTokens)",
                """
                function permit(address owner, address spender, uint256 value, uint256 deadline, \
                uint8 v, bytes32 r, bytes32 s)
                """,
                "function nonces(address owner) view returns (uint256)",
                "function DOMAIN_SEPARATOR() view returns (bytes32)",
            ] + (hasDecimals ? ["function decimals() view returns (uint8)"] : []) + [
                "event Transfer(address indexed from, address indexed to, uint256 value)",
                "event Approval(address indexed owner, address indexed spender, uint256 value)",
            ])
    }
}

/// Gas that the bytecode of a small token spends beside storage and logs, memory included.
///
/// - Source: `mock_frames` of the recorded traces of Perpetual Protocol v1, and those of its
///   transactions that call the token or fail in it.
enum TokenGas {
    static let decimals: UInt64 = 123
    static let balanceOf: UInt64 = 237
    static let transfer: UInt64 = 467
    static let transferWithoutBalance: UInt64 = 288
    static let transferFrom: UInt64 = 683
    static let transferFromWithoutBalance: UInt64 = 306
    static let transferFromWithoutAllowance: UInt64 = 624
    static let approve: UInt64 = 345
    /// Functions that no trace calls.
    static let other: UInt64 = 300
    /// ECRECOVER, the hashes and the checks around it.
    static let permit: UInt64 = 3_900

    /// Words of memory up to the free pointer's first place and one word at it.
    static let memoryWords: UInt64 = 5
    private static let memory: UInt64 = 3 * memoryWords + memoryWords * memoryWords / 512

    /// Charges a whole figure as memory of the frame and the rest.
    @inline(__always)
    static func charge(_ figure: UInt64, in context: CallContext) throws(Revert) {
        try context.expandMemory(toWords: memoryWords)
        try context.compute(figure - memory)
    }
}

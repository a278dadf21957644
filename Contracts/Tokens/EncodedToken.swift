import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Any contract as a token, called by its ABI-encoded call data.
///
/// It holds nothing: each function runs the program of the frame that has been entered. No data
/// counts as `TokenReply.nothing`; a reply that is neither empty nor a boolean, as a compiled caller
/// would decode it, fails without data.
/// - Source: EIP-20; `SafeERC20` of OpenZeppelin Contracts for tokens that return nothing.
public final class EncodedToken: TokenInterface {
    /// The functions of the standard.
    public let abi: ContractABI
    private let functions: [ABIFunction]

    private enum Function: Int {
        case decimals, balanceOf, allowance, transfer, transferFrom, approve
    }

    /// Declares the functions.
    public init() throws(ABIDeclarationError) {
        abi = try ContractABI(
            "ERC20",
            declarations: [
                "function decimals() view returns (uint8)",
                "function balanceOf(address account) view returns (uint256)",
                "function allowance(address owner, address spender) view returns (uint256)",
                "function transfer(address to, uint256 amount) returns (bool)",
                "function transferFrom(address from, address to, uint256 amount) returns (bool)",
                "function approve(address spender, uint256 amount) returns (bool)",
            ])
        functions = abi.functions
    }

    /// The one that all callers share; the declarations are constant and sound.
    public static let shared: EncodedToken = {
        do {
            return try EncodedToken()
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Runs the program of the entered frame.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        guard let program = context.contract(at: context.this) else { return [] }
        return try program.run(input, in: context)
    }

    /// Base units that an account holds.
    public func balance(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try number(try call(.balanceOf, [word(account, context)], context))
    }

    /// Base units that a spender may take from an owner.
    public func allowance(
        of owner: AccountID, for spender: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try number(try call(.allowance, [word(owner, context), word(spender, context)], context))
    }

    /// Moves base units from the caller.
    public func transfer(
        to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try reply(try call(.transfer, [word(recipient, context), amount], context))
    }

    /// Moves base units from an owner that has allowed it.
    public func transferFrom(
        _ owner: AccountID, to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        let words = [word(owner, context), word(recipient, context), amount]
        return try reply(try call(.transferFrom, words, context))
    }

    /// Allows a spender to take base units from the caller.
    public func approve(
        _ spender: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try reply(try call(.approve, [word(spender, context), amount], context))
    }

    /// Decimal places; nil when the call returns nothing, as a fallback does.
    /// - Throws: what the call throws, `.empty` where the function does not exist.
    public func decimals(in context: CallContext) throws(Revert) -> UInt256? {
        let output = try call(.decimals, [], context)
        return output.isEmpty ? nil : try number(output)
    }

    // MARK: - Encoding

    private func word(_ account: AccountID, _ context: CallContext) -> UInt256 {
        context.state.address(of: account).number
    }

    private func call(
        _ function: Function, _ words: [UInt256], _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        var input = functions[function.rawValue].selector.bytes
        for word in words { word.appendBigEndian(to: &input) }
        return try run(input, in: context)
    }

    private func number(_ output: [UInt8]) throws(Revert) -> UInt256 {
        guard output.count >= 32 else { throw .empty }
        return UInt256(bigEndian: output.span.bytes, at: 0)
    }

    private func reply(_ output: [UInt8]) throws(Revert) -> TokenReply {
        if output.isEmpty { return .nothing }
        let word = try number(output)
        guard word <= .one else { throw .empty }
        return .flag(!word.isZero)
    }
}

/// The token at an account, to be called after its frame was entered.
///
/// - Returns: the contract itself when it is a native token, otherwise `EncodedToken`.
public func token(at account: AccountID, in context: CallContext) -> any TokenInterface {
    guard let contract = context.contract(at: account) else { return EncodedToken.shared }
    // The commonest class is told by its type alone, without a search for a conformance.
    if let token = contract as? ERC20Token { return token }
    return contract as? any TokenInterface ?? EncodedToken.shared
}

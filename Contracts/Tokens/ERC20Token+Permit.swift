import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An approval that its owner has signed.
///
/// - Source: EIP-2612.
public struct TokenPermit: Hashable, Sendable {
    /// Whose tokens may be taken.
    public var owner: Address
    /// Who may take them.
    public var spender: Address
    /// How much, in base units.
    public var value: UInt256
    /// How many permits the owner has used before.
    public var nonce: UInt256
    /// The last second at which it can be used.
    public var deadline: UInt256

    /// A permit by its parts.
    public init(
        owner: Address, spender: Address, value: UInt256, nonce: UInt256, deadline: UInt256
    ) {
        self.owner = owner
        self.spender = spender
        self.value = value
        self.nonce = nonce
        self.deadline = deadline
    }

    /// The hash of the struct's type.
    static let typeHash = Keccak256.hash(
        Array(
            """
            Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)
            """.utf8))

    /// What the owner signs for a token.
    public func digest(in domain: EIP712Domain) -> Hash256 {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        TokenPermit.typeHash.append(to: &bytes)
        for word in [owner.number, spender.number, value, nonce, deadline] {
            word.appendBigEndian(to: &bytes)
        }
        return domain.digest(ofStruct: Keccak256.hash(bytes))
    }
}

extension ERC20Token {
    /// The domain of permits for this token on a chain.
    public func permitDomain(at address: Address, chainID: UInt64) -> EIP712Domain {
        EIP712Domain(
            name: name, version: "1", chainId: UInt256(chainID), verifyingContract: address)
    }

    func permitDomain(in context: CallContext) -> EIP712Domain {
        permitDomain(at: context.state.address(of: context.this), chainID: context.block.chainID)
    }

    /// Sets an allowance that its owner has signed.
    ///
    /// - Throws: texts of OpenZeppelin's `ERC20Permit` and `ECDSA`.
    func permit(
        _ unnumbered: TokenPermit, _ signature: Signature, v: UInt256, in context: CallContext
    ) throws(Revert) {
        try TokenGas.charge(TokenGas.permit, in: context)
        guard UInt256(context.block.timestampSeconds) <= unnumbered.deadline else {
            throw .reason("ERC20Permit: expired deadline")
        }
        let owner = context.state.account(unnumbered.owner)
        let spender = context.state.account(unnumbered.spender)
        let nonceSlot = context.state.record(in: nonces, owner)
        var permit = unnumbered
        permit.nonce = try context.load(nonceSlot)
        try context.store(permit.nonce &+ .one, to: nonceSlot)
        guard signature.isLowS else { throw .reason("ECDSA: invalid signature 's' value") }
        guard v == 27 || v == 28 else { throw .reason("ECDSA: invalid signature 'v' value") }
        let signer: Address
        do throws(SignatureError) {
            let digest = permit.digest(in: permitDomain(in: context))
            signer = try signature.recoverAddress(digest: digest)
        } catch {
            throw .reason("ECDSA: invalid signature")
        }
        guard signer == permit.owner else { throw .reason("ERC20Permit: invalid signature") }
        try refuseZero(spender, "ERC20: approve to the zero address")
        let slot = context.state.record(in: allowances, owner, spender)
        try context.store(permit.value, to: slot)
        try logApproval(permit.value, owner, spender, in: context)
    }
}

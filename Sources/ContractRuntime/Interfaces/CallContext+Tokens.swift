import EthereumPrimitives
import WideIntegers

/// ERC-20 calls on an entered token: typed where the token is native, by call data elsewhere.
extension CallContext {
    @inline(__always)
    private func native(_ token: AccountID) -> (any TokenInterface)? { host.token(at: token) }

    /// `decimals()`; nil when the call returns nothing.
    public func tokenDecimals(_ token: AccountID) throws(Revert) -> UInt256? {
        if let native = native(token) { return try native.decimals(in: self) }
        let output = try runProgram(at: token, TokenCall.decimals)
        return output.isEmpty ? nil : try decodedWord(output)
    }

    /// `balanceOf(account)`.
    public func tokenBalance(
        _ token: AccountID, of account: AccountID
    ) throws(Revert) -> UInt256 {
        if let native = native(token) { return try native.balance(of: account, in: self) }
        return try decodedWord(
            try runProgram(at: token, TokenCall.balanceOf + word(account)))
    }

    /// `transfer(recipient, units)`.
    public func tokenTransfer(
        _ token: AccountID, to recipient: AccountID, _ units: UInt256
    ) throws(Revert) -> TokenReply {
        if let native = native(token) {
            return try native.transfer(to: recipient, units, in: self)
        }
        return try reply(
            try runProgram(at: token, TokenCall.transfer + word(recipient) + units.bigEndianBytes))
    }

    /// `transferFrom(owner, recipient, units)`.
    public func tokenTransferFrom(
        _ token: AccountID, _ owner: AccountID, to recipient: AccountID, _ units: UInt256
    ) throws(Revert) -> TokenReply {
        if let native = native(token) {
            return try native.transferFrom(owner, to: recipient, units, in: self)
        }
        let arguments = word(owner) + word(recipient) + units.bigEndianBytes
        return try reply(try runProgram(at: token, TokenCall.transferFrom + arguments))
    }

    /// `approve(spender, units)`.
    public func tokenApprove(
        _ token: AccountID, _ spender: AccountID, _ units: UInt256
    ) throws(Revert) -> TokenReply {
        if let native = native(token) { return try native.approve(spender, units, in: self) }
        return try reply(
            try runProgram(at: token, TokenCall.approve + word(spender) + units.bigEndianBytes))
    }

    private func word(_ account: AccountID) -> [UInt8] {
        state.address(of: account).number.bigEndianBytes
    }

    /// A boolean, or nothing; another word is refused as decoding in Solidity does.
    private func reply(_ output: [UInt8]) throws(Revert) -> TokenReply {
        if output.isEmpty { return .nothing }
        let word = try decodedWord(output)
        guard word <= .one else { throw .empty }
        return .flag(word == .one)
    }
}

/// Selectors of EIP-20.
private enum TokenCall {
    static let decimals = Selector(0x313c_e567).bytes
    static let balanceOf = Selector(0x70a0_8231).bytes
    static let transfer = Selector(0xa905_9cbb).bytes
    static let transferFrom = Selector(0x23b8_72dd).bytes
    static let approve = Selector(0x095e_a7b3).bytes
}

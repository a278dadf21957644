import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Tokens of any decimals handled in 18-decimal amounts: perp-v1 section 3.
///
/// The clearing house and the insurance fund each hold one with a cache of decimals of their own.
/// Amounts below the token's unit are dropped at the moment of a transfer.
/// - Source: Perpetual Protocol v1, `DecimalERC20`.
package struct DecimalTokens: Sendable {
    /// Decimals by token; zero where they have not been asked for.
    private let cache: SlotTable

    /// Decimals in a table of its own; only while the world is built.
    package init(in state: WorldState) {
        cache = state.addTable(width: 1)
    }

    // MARK: - Units

    private func decimals(of token: AccountID, _ context: CallContext) throws(Revert) -> UInt256 {
        let slot = context.state.record(in: cache, token)
        let cached = try context.load(slot)
        if !cached.isZero { return cached }
        try context.compute(.tokenDecimalsCall)
        let answer = try context.attempt(token, .lowLevelView) { () throws(Revert) in
            try context.tokenDecimals(token)
        }
        guard case .success(let decimals?) = answer else {
            throw .reason("DecimalERC20: get decimals failed")
        }
        return decimals
    }

    /// An amount in the token's base units, rounded down.
    func units(
        of amount: UInt256, _ token: AccountID, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(.tokenToUnits)
        let decimals = try decimals(of: token, context)
        return decimals >= 18
            ? try multiplied(amount, by: decimals &- 18, context)
            : try divided(amount, by: 18 &- decimals, context)
    }

    /// Base units of the token in 18 decimals, rounded down.
    package func amount(
        ofUnits units: UInt256, _ token: AccountID, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(.tokenToDecimal)
        let decimals = try decimals(of: token, context)
        return decimals >= 18
            ? try divided(units, by: decimals &- 18, context)
            : try multiplied(units, by: 18 &- decimals, context)
    }

    /// `value * 10**exponent`; zero is known without multiplying.
    private func multiplied(
        _ value: UInt256, by exponent: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let power = try powerOfTen(exponent, context)
        if !value.isZero { try context.compute(.tokenMultiplied) }
        return try checked { () throws(FixedPointError) in try value.mulScalar(power) }
    }

    /// `value / 10**exponent`, rounded down.
    private func divided(
        _ value: UInt256, by exponent: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let power = try powerOfTen(exponent, context)
        try context.compute(.tokenDivided)
        return try checked { () throws(FixedPointError) in try value.divScalar(power) }
    }

    /// `10**n` as the compiled code has it, which wraps beyond 256 bits.
    private func powerOfTen(
        _ exponent: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        // The instruction costs more for an exponent that is not zero (EIP-160).
        if !exponent.isZero { try context.compute(.tokenPower) }
        if exponent == 12 { return UInt256(1_000_000_000_000 as UInt64) }
        return UInt256(10).evmExp(exponent)
    }

    /// What an account holds, in 18 decimals.
    package func balance(
        of account: AccountID, _ token: AccountID, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let outer = try context.enter(token, .view)
        let units = try context.tokenBalance(token, of: account)
        context.leave(outer)
        return try amount(ofUnits: units, token, context)
    }

    // MARK: - Transfers

    /// Pays from the running contract.
    package func transfer(
        _ token: AccountID, to recipient: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.tokenTransfer)
        try move(token, to: recipient, amount, "DecimalERC20: transfer failed", context) {
            (units: UInt256) throws(Revert) -> TokenReply in
            try context.tokenTransfer(token, to: recipient, units)
        }
    }

    /// Draws from an owner that has allowed it.
    package func transferFrom(
        _ token: AccountID, _ owner: AccountID, to recipient: AccountID, _ amount: UInt256,
        _ context: CallContext
    ) throws(Revert) {
        try context.compute(.tokenTransferFrom)
        try move(token, to: recipient, amount, "DecimalERC20: transferFrom failed", context) {
            (units: UInt256) throws(Revert) -> TokenReply in
            try context.tokenTransferFrom(token, owner, to: recipient, units)
        }
    }

    /// The call with the checks around it: success, and that the receiver has got all of it.
    private func move(
        _ token: AccountID, to recipient: AccountID, _ amount: UInt256, _ failure: String,
        _ context: CallContext, _ call: (UInt256) throws(Revert) -> TokenReply
    ) throws(Revert) {
        try cacheDecimals(of: token, context)
        let before = try balance(of: recipient, token, context)
        let units = try units(of: amount, token, context)
        let outcome = try context.attempt(token, .lowLevel) { () throws(Revert) in
            try call(units)
        }
        guard case .success(let reply) = outcome, reply.isAccepted else {
            throw .reason(failure)
        }
        try context.compute(.tokenMoved)
        let after = try balance(of: recipient, token, context)
        let moved = try self.amount(ofUnits: units, token, context)
        let expected = try checked { () throws(FixedPointError) in try before.addD(moved) }
        try require(after == expected, "DecimalERC20: balance inconsistent")
    }

    private func cacheDecimals(of token: AccountID, _ context: CallContext) throws(Revert) {
        let decimals = try decimals(of: token, context)
        let slot = context.state.record(in: cache, token)
        if try context.load(slot) != decimals {
            try context.compute(.tokenDecimalsStore)
            try context.store(decimals, to: slot)
        }
    }

    /// Allows a spender, after a reset to zero that some tokens insist on.
    package func approve(
        _ token: AccountID, _ spender: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try cacheDecimals(of: token, context)
        for value in [UInt256.zero, amount] {
            let units = try units(of: value, token, context)
            let outcome = try context.attempt(token, .lowLevel) { () throws(Revert) in
                try context.tokenApprove(token, spender, units)
            }
            guard case .success(let reply) = outcome, reply.isAccepted else {
                throw .reason("DecimalERC20: approve failed")
            }
        }
    }
}

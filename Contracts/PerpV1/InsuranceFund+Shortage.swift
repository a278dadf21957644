import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Making up a shortage from other tokens through an exchange: perp-v1 section 8.
extension InsuranceFund {
    /// Swaps other quote tokens, the most valuable first, then protocol tokens that are minted.
    func makeUp(
        _ shortage: UInt256, of token: AccountID, _ context: CallContext
    ) throws(Revert) {
        var missing = shortage
        for other in try orderedTokens(without: token, context) {
            let needed = try exchangePrice(
                FundCall.outputPrice, other, token, missing, context)
            let held = try tokens.balance(of: account, other, context)
            if needed <= held {
                _ = try swap(other, for: token, needed, context)
                return
            }
            let received = try swap(other, for: token, held, context)
            missing = try checked { () throws(FixedPointError) in try missing.subD(received) }
        }
        guard !missing.isZero else { return }
        let perp = try accountIn(perpToken, context)
        let minted = try exchangePrice(FundCall.outputPrice, perp, token, missing, context)
        _ = try context.call(
            try accountIn(minter, context), FundCall.mintForLoss + minted.bigEndianBytes)
        _ = try swap(perp, for: token, minted, context)
    }

    /// The quote tokens but one, by their value in protocol tokens, descending.
    ///
    /// The order is that of the original's insertion, whose inner pass always runs to the front.
    package func orderedTokens(
        without excluded: AccountID, _ context: CallContext
    ) throws(Revert) -> [AccountID] {
        let listed = try list(tokenCount, tokenSlot, context)
        let perp = try accountIn(perpToken, context)
        var ordered = listed
        for (position, current) in listed.enumerated() {
            // The original reads the list's length twice and the token again for each.
            try context.chargeWarmReads(3)
            let value = try value(of: current, in: perp, context)
            for index in stride(from: position, to: 0, by: -1) {
                let before = try self.value(of: ordered[index - 1], in: perp, context)
                if value > before {
                    ordered[index] = ordered[index - 1]
                    ordered[index - 1] = current
                }
            }
        }
        return ordered.filter { $0 != excluded }
    }

    private func value(
        of token: AccountID, in other: AccountID, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try exchangePrice(
            FundCall.inputPrice, token, other,
            try tokens.balance(of: account, token, context), context)
    }

    /// What the exchange asks or gives for an amount.
    func exchangePrice(
        _ selector: [UInt8], _ from: AccountID, _ to: AccountID, _ amount: UInt256,
        _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let output = try context.call(
            try accountIn(exchange, context),
            selector + word(from, context) + word(to, context) + amount.bigEndianBytes, .view)
        return try decoded(output)
    }

    /// Sells all of an amount through the exchange; returns what was received.
    func swap(
        _ from: AccountID, for to: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        if amount.isZero { return .zero }
        let market = try accountIn(exchange, context)
        try tokens.approve(from, market, amount, context)
        let zero = UInt256.zero.bigEndianBytes
        let output = try context.call(
            market,
            FundCall.swapInput + word(from, context) + word(to, context) + amount.bigEndianBytes
                + zero + zero)
        let received = try decoded(output)
        try require(!received.isZero, "Exchange swap error")
        return received
    }

    // MARK: - Dropping a token

    /// `removeToken`: its balance goes into the token of the largest value, or protocol tokens.
    func removeToken(_ token: AccountID, _ context: CallContext) throws(Revert) {
        try ownable.requireOwner(in: context)
        try require(try isQuoteToken(token, context), "token not existed")
        try context.store(UInt256.zero, to: context.state.record(in: tokenFlags, token))
        try remove(token, tokenCount, tokenSlot, context)
        let held = try tokens.balance(of: account, token, context)
        if !held.isZero {
            var target = try accountIn(perpToken, context)
            if let other = try mostValuableToken(context) { target = other }
            _ = try swap(token, for: target, held, context)
        }
        try context.log(
            topics: [PerpV1ABI.tokenRemoved], words: [context.state.address(of: token).number])
    }

    /// The first token is the measure of all others.
    private func mostValuableToken(_ context: CallContext) throws(Revert) -> AccountID? {
        let listed = try list(tokenCount, tokenSlot, context)
        guard let measure = listed.first else { return nil }
        if listed.count == 1 { return measure }
        var best = measure
        var bestValue = try tokens.balance(of: account, measure, context)
        for token in listed.dropFirst() {
            let value = try value(of: token, in: measure, context)
            if value > bestValue { (best, bestValue) = (token, value) }
        }
        return best
    }

    private func word(_ account: AccountID, _ context: CallContext) -> [UInt8] {
        context.state.address(of: account).number.bigEndianBytes
    }

    func decoded(_ output: [UInt8]) throws(Revert) -> UInt256 {
        guard output.count >= 32 else { throw .empty }
        return UInt256(bigEndian: output.span.bytes, at: 0)
    }
}

/// Selectors of the contracts that the fund calls.
enum FundCall {
    static let inputPrice =
        Selector(signature: "getInputPrice(address,address,(uint256))").bytes
    static let outputPrice =
        Selector(signature: "getOutputPrice(address,address,(uint256))").bytes
    static let swapInput =
        Selector(signature: "swapInput(address,address,(uint256),(uint256),(uint256))").bytes
    static let mintForLoss = Selector(signature: "mintForLoss((uint256))").bytes
    static let perpToken = Selector(signature: "getPerpToken()").bytes
    static let isOverMintThreshold = Selector(signature: "isOverMintThreshold()").bytes
    static let shutdown = Selector(signature: "shutdown()").bytes
    static let quoteAsset = Selector(signature: "quoteAsset()").bytes
}

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
            // The original asks for the balance a second time here.
            let all = try tokens.balance(of: account, other, context)
            let received = try swap(other, for: token, all, context)
            missing = try checked { () throws(FixedPointError) in try missing.subD(received) }
        }
        guard !missing.isZero else { return }
        let perp = try accountIn(perpToken, context)
        let minted = try exchangePrice(FundCall.outputPrice, perp, token, missing, context)
        _ = try context.call(
            try accountIn(minter, context), FundCall.mintForLoss + minted.bigEndianBytes)
        _ = try swap(try accountIn(perpToken, context), for: token, minted, context)
    }

    /// The quote tokens but one, by their value in protocol tokens, descending.
    ///
    /// The order is that of the original's insertion, whose inner pass always runs to the front.
    package func orderedTokens(
        without excluded: AccountID, _ context: CallContext
    ) throws(Revert) -> [AccountID] {
        // Copying the list to memory reads its length for the space and again for the loop.
        _ = try context.load(tokenCount)
        var ordered = try list(tokenCount, tokenSlot, context)
        // Sorting walks the list in storage, whose length bounds the loop and every element.
        var position = 0
        while UInt256(UInt64(position)) < (try context.load(tokenCount)) {
            _ = try context.load(tokenCount)
            let current = try accountIn(tokenSlot(UInt64(position), context), context)
            let value = try perpValue(of: current, context)
            for index in stride(from: position, to: 0, by: -1) {
                if value > (try perpValue(of: ordered[index - 1], context)) {
                    ordered[index] = ordered[index - 1]
                    ordered[index - 1] = current
                }
            }
            position += 1
        }
        return ordered.filter { $0 != excluded }
    }

    /// What the fund's balance of a token would bring in protocol tokens.
    private func perpValue(
        of token: AccountID, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try value(of: token, in: try accountIn(perpToken, context), context)
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
        try tokens.approve(from, try accountIn(exchange, context), amount, context)
        let zero = UInt256.zero.bigEndianBytes
        let output = try context.call(
            try accountIn(exchange, context),
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

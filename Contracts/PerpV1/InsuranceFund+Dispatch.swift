import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension InsuranceFund {
    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .withdraw:
            let token = try arguments.account()
            try withdraw(token, try arguments.uint256(), context)
        case .addAmm: try addAmm(try arguments.account(), context)
        case .removeAmm: try removeAmm(try arguments.account(), context)
        case .removeToken: try removeToken(try arguments.account(), context)
        case .shutdownAllAmm: try shutdownAllAmm(context)
        case .setExchange: try setAddress(exchange, try arguments.account(), context)
        case .setBeneficiary: try setAddress(beneficiary, try arguments.account(), context)
        case .setInflationMonitor:
            try setAddress(inflationMonitor, try arguments.account(), context)
        case .setMinter: try setMinter(try arguments.account(), context)
        case .setOwner: try ownable.setOwner(try arguments.account(), in: context)
        case .updateOwner: try ownable.updateOwner(in: context)
        case .renounceOwnership: try ownable.renounceOwnership(in: context)
        default: return try view(function, &arguments, context)
        }
        return CallResult.none
    }

    private func view(
        _ function: InsuranceFundFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        switch function {
        case .isExistedAmm:
            return CallResult.flag(try isExistedAmm(try arguments.account(), context))
        case .getAllAmms: return encoded(try list(ammCount, ammSlot, context), context)
        case .getQuoteTokenLength: return CallResult.word(try context.load(tokenCount))
        case .quoteTokens:
            let index = try arguments.uint256()
            guard index < (try context.load(tokenCount)) else { throw .invalidOpcode }
            return CallResult.word(try context.load(tokenSlot(index.w0, context)))
        case .exchange: return CallResult.word(try context.load(exchange))
        case .perpToken: return CallResult.word(try context.load(perpToken))
        case .minter: return CallResult.word(try context.load(minter))
        case .inflationMonitor: return CallResult.word(try context.load(inflationMonitor))
        case .owner:
            return CallResult.address(context.state.address(of: try ownable.owner(in: context)))
        case .candidate:
            return CallResult.address(
                context.state.address(of: try ownable.candidate(in: context)))
        default: throw .empty
        }
    }

    private func encoded(_ accounts: [AccountID], _ context: CallContext) -> [UInt8] {
        var bytes = UInt256(32).bigEndianBytes + UInt256(UInt64(accounts.count)).bigEndianBytes
        for account in accounts {
            context.state.address(of: account).number.appendBigEndian(to: &bytes)
        }
        return bytes
    }

    private func setAddress(
        _ slot: Slot, _ account: AccountID, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.fundSetter)
        try ownable.requireOwner(in: context)
        try context.store(context.state.address(of: account).number, to: slot)
    }

    private func setMinter(_ account: AccountID, _ context: CallContext) throws(Revert) {
        try setAddress(minter, account, context)
        let token = try decoded(try context.call(account, FundCall.perpToken, .view))
        try context.store(token, to: perpToken)
    }

    // MARK: - Markets

    /// `addAmm`: lists a market, and its quote token when that is new.
    private func addAmm(_ market: AccountID, _ context: CallContext) throws(Revert) {
        try context.compute(.fundAddAmm)
        try ownable.requireOwner(in: context)
        try require(!(try isExistedAmm(market, context)), "amm already added")
        try context.store(UInt256.one, to: context.state.record(in: ammFlags, market))
        try push(market, ammCount, ammSlot, context)
        try context.log(
            topics: [PerpV1ABI.ammAdded], words: [context.state.address(of: market).number])
        let asset = try decoded(try context.call(market, FundCall.quoteAsset, .view))
        let token = context.state.account(Address(truncating: asset))
        if try isQuoteToken(token, context) { return }
        try push(token, tokenCount, tokenSlot, context)
        try context.store(UInt256.one, to: context.state.record(in: tokenFlags, token))
        try context.log(
            topics: [PerpV1ABI.tokenAdded], words: [context.state.address(of: token).number])
    }

    /// `removeAmm`: the list of tokens stays as it is.
    private func removeAmm(_ market: AccountID, _ context: CallContext) throws(Revert) {
        try context.compute(.fundRemoveAmm)
        try ownable.requireOwner(in: context)
        try require(try isExistedAmm(market, context), "amm not existed")
        try context.store(UInt256.zero, to: context.state.record(in: ammFlags, market))
        try remove(market, ammCount, ammSlot, context)
        try context.log(
            topics: [PerpV1ABI.ammRemoved], words: [context.state.address(of: market).number])
    }

    /// `shutdownAllAmm`: only where an inflation monitor says that too much was minted.
    private func shutdownAllAmm(_ context: CallContext) throws(Revert) {
        try context.compute(.fundShutdown)
        try ownable.requireOwner(in: context)
        let monitor = try accountIn(inflationMonitor, context)
        let answer = try decoded(
            try context.call(monitor, FundCall.isOverMintThreshold, .view))
        if answer.isZero { return }
        for market in try list(ammCount, ammSlot, context) {
            _ = try context.call(market, FundCall.shutdown)
        }
        try context.log(
            topics: [PerpV1ABI.shutdownAllAmms], words: [UInt256(context.block.number)])
    }
}

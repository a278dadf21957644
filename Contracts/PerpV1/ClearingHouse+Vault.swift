import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Money in and out of the vault, fees, and who pays bad debt: perp-v1 section 7.2.
extension ClearingHouse {
    /// Pays from the vault; what the vault lacks, the insurance fund pays first as prepaid bad debt.
    func withdraw(
        _ token: AccountID, to recipient: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.payOut)
        let held = try tokens.balance(of: account, token, context)
        if held < amount {
            try context.compute(.vaultShort)
            let short = amount &- held
            let slot = context.state.record(in: slots.prepaidBadDebt, token)
            let prepaid = try context.load(slot)
            try context.store(
                try checked { () throws(FixedPointError) in try prepaid.addD(short) }, to: slot)
            try withdrawFromFund(token, short, context)
        }
        try tokens.transfer(token, to: recipient, amount, context)
    }

    /// Has the insurance fund pay into the vault.
    func withdrawFromFund(
        _ token: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        let fund = try insuranceFund(context)
        let outer = try context.enter(fund.account)
        try fund.withdraw(token, amount, context)
        context.leave(outer)
    }

    /// Has the fund pay bad debt, less what it has prepaid.
    func realizeBadDebt(
        _ token: AccountID, _ badDebt: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.badDebt)
        let slot = context.state.record(in: slots.prepaidBadDebt, token)
        let prepaid = try context.load(slot)
        if prepaid > badDebt {
            try context.store(prepaid &- badDebt, to: slot)
        } else {
            try context.compute(.badDebtPaid)
            try withdrawFromFund(token, badDebt &- prepaid, context)
            try context.store(UInt256.zero, to: slot)
        }
    }

    /// Pays into the insurance fund, at most what the vault holds.
    func transferToFund(
        _ token: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.toInsuranceFund)
        let held = try tokens.balance(of: account, token, context)
        let word = try context.load(slots.insuranceFund)
        let fund = context.state.account(Address(truncating: word))
        try tokens.transfer(token, to: fund, min(held, amount), context)
    }

    /// Draws toll and spread from the trader's wallet, never from the margin; returns their sum.
    func transferFee(
        from trader: AccountID, _ amm: Amm, _ notional: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(.fee)
        let (toll, spread) = try amm.call(.view, context) { () throws(Revert) in
            try amm.fee(ofNotional: notional, context)
        }
        if toll.isZero && spread.isZero { return .zero }
        let token = try amm.call(.view, context) { () throws(Revert) in
            try amm.quoteAsset(context)
        }
        if !spread.isZero {
            try context.compute(.feeSpread)
            let word = try context.load(slots.insuranceFund)
            let fund = context.state.account(Address(truncating: word))
            try tokens.transferFrom(token, trader, to: fund, spread, context)
        }
        if !toll.isZero {
            let word = try context.load(slots.feePool)
            try require(!word.isZero, "Invalid feePool")
            try context.compute(.feeToll)
            try context.chargeWarmReads(1)
            let pool = context.state.account(Address(truncating: word))
            try tokens.transferFrom(token, trader, to: pool, toll, context)
        }
        return try checked { () throws(FixedPointError) in try toll.addD(spread) }
    }
}

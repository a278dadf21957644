import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What the house holds beside markets, funds, deposits and claims.
public struct ReferenceHouseSummary: Hashable, Sendable {
    /// Tokens of the house, wad.
    public let vaultWad: UInt256
    /// What of them belongs to funds, fee pools and depositors, wad.
    public let reservedWad: UInt256
    /// The sum of all claims, wad.
    public let claimsWad: UInt256
}

/// All variables of a market, amounts in wad.
public struct ReferenceMarketSummary: Hashable, Sendable {
    /// Reserves and peg.
    public let quoteReserveWad, baseReserveWad, pegWad: UInt256
    /// Base that traders hold together, signed.
    public let netSizeWad: Int256
    /// Sums over positions.
    public let longSizeWad, shortSizeWad, openNotionalLongWad, openNotionalShortWad: UInt256
    /// What a side owes per unit of base, and the last rate.
    public let fundingLongWad, fundingShortWad, fundingRateWad: Int256
    /// Seconds since 1970.
    public let nextFundingTime, lastFundingTime: UInt64
    /// The other side of realised profit, and of funding.
    public let curveAccountWad, imbalanceAccountWad: Int256
    /// Fees, debt that nobody has paid, and losses that winners owe.
    public let feePoolWad, uncoveredWad, socialisedOwedWad: UInt256
    /// All bad debt.
    public let badDebtWad: UInt256
    /// Who has paid it; payers of nothing are left out.
    public let badDebtPaidWad: [WaterfallParameters.Payer: UInt256]
    /// Whether it can be traded.
    public let isOpen: Bool
    /// The price after a shutdown.
    public let settlementPriceWad: UInt256
    /// The curve's price.
    public let markWad: UInt256
    /// How often rules have bound; those that never have are left out.
    public let counters: [ReferenceCounter: UInt64]
}

/// One position, amounts in wad.
public struct ReferencePositionSummary: Hashable, Sendable {
    /// Base, signed.
    public let sizeWad: Int256
    /// What it was opened for, and its margin.
    public let openNotionalWad, marginWad: UInt256
    /// The funding of its side that it has settled.
    public let fundingIndexWad: Int256
    /// What it owes of other positions' bad debt.
    public let socialisedOwedWad: UInt256
    /// Seconds since 1970, zero without a flag; and the block of its last trade.
    public let flagTime, lastBlock: UInt64
}

extension ReferenceHouse {
    /// What the house holds.
    public func summary(in state: WorldState) -> ReferenceHouseSummary {
        ReferenceHouseSummary(
            vaultWad: state[slots.vault], reservedWad: state[slots.reserved],
            claimsWad: state[slots.claimsTotal])
    }

    /// A fund's balance, wad.
    public func fundWad(_ fund: Address, in state: WorldState) -> UInt256 {
        amount(of: fund, in: slots.funds, state)
    }

    /// A backstop account's deposit, wad.
    public func depositWad(of account: Address, in state: WorldState) -> UInt256 {
        amount(of: account, in: slots.deposits, state)
    }

    /// The claim of a wallet, a fund or, under its market's address, a fee pool; wad.
    public func claimWad(of account: Address, in state: WorldState) -> UInt256 {
        amount(of: account, in: slots.claims, state)
    }

    private func amount(
        of address: Address, in table: SlotTable, _ state: WorldState
    ) -> UInt256 {
        guard let account = state.knownAccount(address),
            let slot = state.existingRecord(in: table, account)
        else { return .zero }
        return state[slot]
    }
}

extension ReferenceMarket {
    /// All variables.
    public func summary(in state: WorldState) -> ReferenceMarketSummary {
        func word(_ field: MarketField) -> UInt256 { state[slots[field]] }
        func signed(_ field: MarketField) -> Int256 { Int256(bitPattern: word(field)) }
        var paid: [WaterfallParameters.Payer: UInt256] = [:]
        for payer in WaterfallParameters.Payer.allCases {
            let amount = word(MarketField.paid(payer))
            if !amount.isZero { paid[payer] = amount }
        }
        var counters: [ReferenceCounter: UInt64] = [:]
        for counter in ReferenceCounter.allCases {
            let count = state[slots[counter]].w0
            if count > 0 { counters[counter] = count }
        }
        let curve = PeggedCurve(
            quote: signed(.quoteReserve), base: signed(.baseReserve), peg: signed(.peg))
        return ReferenceMarketSummary(
            quoteReserveWad: word(.quoteReserve), baseReserveWad: word(.baseReserve),
            pegWad: word(.peg), netSizeWad: signed(.netSize), longSizeWad: word(.longSize),
            shortSizeWad: word(.shortSize), openNotionalLongWad: word(.openNotionalLong),
            openNotionalShortWad: word(.openNotionalShort),
            fundingLongWad: signed(.fundingLong), fundingShortWad: signed(.fundingShort),
            fundingRateWad: signed(.fundingRate), nextFundingTime: word(.fundingTimes).w0,
            lastFundingTime: word(.fundingTimes).w1, curveAccountWad: signed(.curveAccount),
            imbalanceAccountWad: signed(.imbalanceAccount), feePoolWad: word(.feePool),
            uncoveredWad: word(.uncovered), socialisedOwedWad: word(.socialisedOwed),
            badDebtWad: word(.badDebt), badDebtPaidWad: paid, isOpen: word(.status).w0 == 1,
            settlementPriceWad: word(.settlementPrice),
            markWad: ((try? curve.mark()) ?? .zero).bitPattern, counters: counters)
    }

    /// One trader's position.
    public func position(
        of trader: Address, in state: WorldState
    ) -> ReferencePositionSummary {
        var position = ReferencePosition()
        if let account = state.knownAccount(trader),
            let slot = state.existingRecord(in: slots.positions, account)
        {
            position = ReferencePosition(
                words: InlineArray { state[slot.advanced(by: $0)] })
        }
        return ReferencePositionSummary(
            sizeWad: position.size, openNotionalWad: position.openNotional.bitPattern,
            marginWad: position.margin.bitPattern, fundingIndexWad: position.fundingIndex,
            socialisedOwedWad: position.socialisedOwed.bitPattern,
            flagTime: position.flagTime, lastBlock: position.lastBlock)
    }
}

import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// How a market of ReferencePerp is read.
///
/// Quotes walk over nothing but the averages' window; a risk walks over the open positions once, whose
/// order by address is kept as long as the same accounts hold one.
public final class ReferencePerpDesign: PerpDesign {
    /// The clearing house, which other markets may share.
    public let house: ReferenceHouse
    /// The market.
    public let market: ReferenceMarket
    private let traders = OpenTraders()
    private let template: MarketQuote
    private let fund: Address
    private let backstops: [Address]

    /// The reading of a market of this house.
    public init(house: ReferenceHouse, market: ReferenceMarket) {
        self.house = house
        self.market = market
        let parameters = market.parameters
        fund = parameters.fund
        backstops = parameters.backstops
        var quote = MarketQuote()
        if let tier = parameters.tiers.first {
            quote.initialMarginWad = tier.initialWad
            quote.maintenanceMarginWad = tier.maintenanceWad
        }
        let liquidation = parameters.liquidation
        quote.liquidationRewardWad =
            (try? liquidation.feeRatioWad.mulD(liquidation.liquidatorShareWad)) ?? .zero
        quote.tradeFeeWad = parameters.fees.spreadRatioWad &+ parameters.fees.tollRatioWad
        template = quote
    }

    /// Margin of an account that is flat in this market, which it can withdraw.
    public func idleMarginWad(of account: Address, in state: WorldState) -> UInt256 {
        let position = market.position(of: account, in: state)
        return position.sizeWad.isZero ? position.marginWad : .zero
    }

    /// Claims on the house, a deposit that stands for others' bad debt, a fund's balance.
    ///
    /// Where the house holds less than all claims, a claim is worth its share of what there is.
    public func houseBalanceWad(of account: Address, in state: WorldState) -> UInt256 {
        var claim = house.claimWad(of: account, in: state)
        let summary = house.summary(in: state)
        if !claim.isZero, summary.claimsWad > summary.freeWad {
            claim = (try? claim.mulDivDown(summary.freeWad, summary.claimsWad)) ?? .zero
        }
        return claim &+ house.depositWad(of: account, in: state)
            &+ house.fundWad(account, in: state)
    }

    /// The market at a block.
    public func quote(in host: ContractHost, block: BlockEnvironment) -> MarketQuote {
        let state = host.state
        let prices = house.prices(of: market, in: host, block: block)
        var quote = template
        quote.markWad = prices.markWad
        quote.oracleWad = prices.oracleWad
        quote.oracleUpdatedSeconds = prices.oracleUpdatedSeconds
        quote.markTwapWad = prices.markTwapWad
        quote.quoteReserveWad = word(.quoteReserve, state)
        quote.baseReserveWad = word(.baseReserve, state)
        quote.pegWad = word(.peg, state)
        quote.longSizeWad = word(.longSize, state)
        quote.shortSizeWad = word(.shortSize, state)
        quote.fundingRateWad = Int256(bitPattern: word(.fundingRate, state))
        if market.parameters.funding.settlement == .perInterval {
            quote.fundingDueSeconds = word(.fundingTimes, state).w0
        }
        quote.isOpen = word(.status, state).w0 == 1
        return quote
    }

    /// A trader's position at a block.
    public func position(
        of trader: Address, in host: ContractHost, block: BlockEnvironment
    ) -> PositionQuote? {
        house.standing(of: trader, in: market, host, block: block).map(PositionQuote.init)
    }

    /// All positions at a block.
    public func risk(in host: ContractHost, block: BlockEnvironment) -> MarketRisk {
        var risk = MarketRisk(booked: word(.badDebt, host.state))
        house.walk(market, traders, in: host, block: block) { risk.add($0) }
        return risk
    }

    /// What the house and the market keep; vault and claims are those of all markets of the house.
    public func books(in state: WorldState) -> MarketBooks {
        let house = self.house.summary(in: state)
        var books = MarketBooks()
        books.vaultWad = house.vaultWad
        books.freeWad = house.freeWad
        books.claimsWad = house.claimsWad
        books.fundWad = self.house.fundWad(fund, in: state)
        books.feePoolWad = word(.feePool, state)
        for backstop in backstops {
            books.depositsWad =
                books.depositsWad &+ self.house.depositWad(of: backstop, in: state)
        }
        books.badDebtWad = word(.badDebt, state)
        books.uncoveredWad = word(.uncovered, state)
        books.counters = ReferenceCounter.allCases.map {
            NamedCount($0.rawValue, state[market.slots[$0]].w0)
        }
        var payers = market.parameters.waterfall.payers
        if !payers.contains(.uncovered) { payers.append(.uncovered) }
        books.borne = payers.map {
            NamedAmount("\($0)", word(MarketField.paid($0), state))
        }
        return books
    }

    private func word(_ field: MarketField, _ state: WorldState) -> UInt256 {
        state[market.slots[field]]
    }
}

extension ReferenceHouseSummary {
    /// What payouts are served from, wad.
    var freeWad: UInt256 { vaultWad.saturatingSubtract(reservedWad) }
}

extension PositionQuote {
    /// A position as its contracts measure it.
    public init(_ standing: PositionStanding) {
        self.init(trader: standing.trader)
        sizeWad = standing.sizeWad
        openNotionalWad = standing.openNotionalWad
        marginWad = standing.marginWad
        notionalWad = standing.notionalWad
        equityWad = standing.equityWad
        marginRatioWad = standing.marginRatioWad
        maintenanceWad = standing.maintenanceWad
        isLiquidatable = standing.isLiquidatable
    }
}

extension MarketRisk {
    /// No positions yet.
    init(booked: UInt256) {
        self.init(
            positions: [], fundingOwedWad: [], bookedWad: booked, latentAtCurveWad: .zero)
    }

    mutating func add(_ standing: PositionStanding) {
        positions.append(PositionQuote(standing))
        fundingOwedWad.append(standing.fundingOwedWad)
        if standing.equityOnCurveWad.isNegative {
            latentAtCurveWad = latentAtCurveWad &+ standing.equityOnCurveWad.magnitude
        }
    }
}

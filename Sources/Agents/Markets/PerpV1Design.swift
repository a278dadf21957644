import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// How a market of Perpetual Protocol v1 is read.
///
/// The contracts keep no list of positions, so that whoever builds the world names the accounts that
/// may hold one.
public final class PerpV1Design: PerpDesign {
    /// The clearing house, which other markets may share.
    public let house: ClearingHouse
    /// The market.
    public let amm: Amm
    private let fund: AccountID
    private let token: ERC20Token
    /// Accounts that may hold a position, by address.
    public private(set) var traders: [AccountID] = []

    /// The reading of a market of this house.
    public init(house: ClearingHouse, amm: Amm, fund: InsuranceFund, token: ERC20Token) {
        self.house = house
        self.amm = amm
        self.fund = fund.account
        self.token = token
    }

    /// Names accounts that may hold a position; only while the world is built.
    public func add(traders addresses: [Address], in state: WorldState) {
        let all = Set(traders.map { state.address(of: $0) }).union(addresses)
        traders = all.sorted { $0.number < $1.number }.map(state.account)
    }

    /// The fund is a contract of its own.
    public var isFundInVault: Bool { false }

    /// The fund bears all bad debt, and positions' events alone tell of it.
    public var isBadDebtTheFunds: Bool { true }

    /// The market at a block.
    /// - Complexity: linear in the accounts that may hold a position, for the sizes of the sides.
    public func quote(in host: ContractHost, block: BlockEnvironment) -> MarketQuote {
        let state = host.state
        let prices = house.prices(of: amm, in: host, block: block)
        var quote = MarketQuote()
        quote.markWad = prices.markWad
        quote.oracleWad = prices.indexWad
        quote.oracleUpdatedSeconds = prices.indexUpdatedSeconds
        quote.markTwapWad = prices.markTwapWad
        let pool = amm.pool(in: state)
        quote.quoteReserveWad = pool.quoteReserveWad
        quote.baseReserveWad = pool.baseReserveWad
        (quote.longSizeWad, quote.shortSizeWad) = house.sides(
            of: amm, among: traders, in: state)
        quote.fundingRateWad = amm.fundingRateWad(in: state)
        quote.fundingDueSeconds = UInt64(exactly: amm.nextFundingTimeSeconds(in: state))
        let ratios = house.ratiosWad(in: state)
        quote.initialMarginWad = ratios.initialMargin
        quote.maintenanceMarginWad = ratios.maintenanceMargin
        quote.liquidationRewardWad = ratios.liquidationFee >> 1
        quote.tradeFeeWad = amm.feeRatioWad(in: state)
        quote.isOpen = amm.isOpen(in: state)
        return quote
    }

    /// A trader's position at a block.
    public func position(
        of trader: Address, in host: ContractHost, block: BlockEnvironment
    ) -> PositionQuote? {
        guard let account = host.state.knownAccount(trader) else { return nil }
        return house.standing(of: account, in: amm, host, block: block).map(PositionQuote.init)
    }

    /// All positions at a block; those far from liquidation are measured at the spot price alone.
    public func risk(in host: ContractHost, block: BlockEnvironment) -> MarketRisk {
        var risk = MarketRisk(booked: prepaidWad(in: host.state))
        house.walk(amm, among: traders, in: host, block: block) { risk.add($0) }
        return risk
    }

    /// The average, which may be better for a position, is left out where it decides nothing.
    public var isRiskExact: Bool { false }

    /// What the house, its fund and the toll's receiver hold; all markets of the house share them.
    ///
    /// The contracts keep no account of realised bad debt, which logs alone tell: what stands here is
    /// the part that the fund has paid before it was realised.
    public func books(in state: WorldState) -> MarketBooks {
        var books = MarketBooks()
        books.vaultWad = balanceWad(of: house.account, in: state)
        books.freeWad = books.vaultWad
        books.fundWad = balanceWad(of: fund, in: state)
        if let pool = state.knownAccount(house.tollPool(in: state)) {
            books.feePoolWad = balanceWad(of: pool, in: state)
        }
        books.badDebtWad = prepaidWad(in: state)
        books.borne = [NamedAmount("insurance", books.badDebtWad)]
        return books
    }

    private func prepaidWad(in state: WorldState) -> UInt256 {
        house.prepaidBadDebtWad(of: token.account, in: state)
    }

    private func balanceWad(of account: AccountID, in state: WorldState) -> UInt256 {
        state.existingRecord(in: token.balances, account).map { state[$0] } ?? .zero
    }
}

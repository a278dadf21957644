import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// How a market of some design is read; calls are the same for all designs.
///
/// Everything is read from the state that stands in the host at the time of the call, which a node's
/// view rewinds where its head is behind.
public protocol PerpDesign: AnyObject {
    /// The market at a block.
    func quote(in host: ContractHost, block: BlockEnvironment) -> MarketQuote
    /// A trader's position at a block; nil for none. A flat account with margin is none.
    func position(
        of trader: Address, in host: ContractHost, block: BlockEnvironment
    ) -> PositionQuote?
    /// All positions at a block.
    func risk(in host: ContractHost, block: BlockEnvironment) -> MarketRisk
    /// Whether `risk` measures each position as `position` does, far from liquidation as well.
    var isRiskExact: Bool { get }
    /// Vault, fund and what else the protocol keeps, for books and samples.
    func books(in state: WorldState) -> MarketBooks
    /// Margin of an account that is flat in this market, wad.
    func idleMarginWad(of account: Address, in state: WorldState) -> UInt256
    /// What an account has in the house apart from its markets: claims, a backstop deposit, what a fund
    /// holds; wad.
    func houseBalanceWad(of account: Address, in state: WorldState) -> UInt256
    /// Whether the fund is a part of the house's vault.
    var isFundInVault: Bool { get }
    /// Whether bad debt is booked by `PositionChanged` and `PositionLiquidated` alone, and always
    /// borne by the fund.
    var isBadDebtTheFunds: Bool { get }
}

extension PerpDesign {
    /// None.
    public func idleMarginWad(of account: Address, in state: WorldState) -> UInt256 { .zero }
    /// Nothing.
    public func houseBalanceWad(of account: Address, in state: WorldState) -> UInt256 { .zero }
    /// It does.
    public var isRiskExact: Bool { true }
    /// It is.
    public var isFundInVault: Bool { true }
    /// Events of their own tell who bears it.
    public var isBadDebtTheFunds: Bool { false }
}

/// What a protocol keeps beside positions, wad of collateral.
public struct MarketBooks: Hashable, Sendable {
    /// Collateral of the clearing house.
    public var vaultWad = UInt256.zero
    /// The part of it that payouts are served from: not funds, fees and deposits, which are set apart.
    public var freeWad = UInt256.zero
    /// The insurance fund of the market.
    public var fundWad = UInt256.zero
    /// Fees kept by the market.
    public var feePoolWad = UInt256.zero
    /// Payouts that the vault could not serve.
    public var claimsWad = UInt256.zero
    /// Deposits of backstop accounts.
    public var depositsWad = UInt256.zero
    /// Bad debt that was realised.
    public var badDebtWad = UInt256.zero
    /// Bad debt that nobody has paid.
    public var uncoveredWad = UInt256.zero
    /// Rules that the contracts count in their own state: name and how often they have bound.
    public var counters: [NamedCount] = []
    /// Who has borne how much of the bad debt, in the order of the payers.
    public var borne: [NamedAmount] = []

    /// Nothing.
    public init() {}
}

/// How often something happened.
public struct NamedCount: Hashable, Sendable {
    /// What.
    public var name: String
    /// How often.
    public var count: UInt64

    /// A name and a count.
    public init(_ name: String, _ count: UInt64) {
        self.name = name
        self.count = count
    }
}

/// How much of something there is, wad.
public struct NamedAmount: Hashable, Sendable {
    /// What.
    public var name: String
    /// How much.
    public var amountWad: UInt256

    /// A name and an amount.
    public init(_ name: String, _ amountWad: UInt256) {
        self.name = name
        self.amountWad = amountWad
    }
}

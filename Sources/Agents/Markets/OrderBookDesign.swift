import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// How a market in an order book is read: from its exchange, whatever block is asked about.
public final class OrderBookDesign: PerpDesign {
    /// Where it is traded.
    public let exchange: PerpetualExchange

    /// The reading of an exchange's market.
    public init(exchange: PerpetualExchange) { self.exchange = exchange }

    /// The market as it stands now.
    public func quote(in host: ContractHost, block: BlockEnvironment) -> MarketQuote {
        exchange.presentQuote
    }

    /// A trader's position now; nil for none.
    public func position(
        of trader: Address, in host: ContractHost, block: BlockEnvironment
    ) -> PositionQuote? {
        exchange.position(of: trader)
    }

    /// All positions now.
    public func risk(in host: ContractHost, block: BlockEnvironment) -> MarketRisk { exchange.risk }

    /// What an account has here beside the margin of a position, wad.
    public func idleMarginWad(of account: Address, in state: WorldState) -> UInt256 {
        exchange.freeWad(of: account) &+ exchange.idleMarginWad(of: account)
    }

    /// What the fund holds.
    public func houseBalanceWad(of account: Address, in state: WorldState) -> UInt256 {
        account == exchange.fund ? exchange.grid.amountWad(exchange.venue.fund) : .zero
    }

    /// The exchange's vault of margins, its fund and fees, and what losses came to.
    public func books(in state: WorldState) -> MarketBooks {
        let (venue, grid) = (exchange.venue, exchange.grid)
        let totals = venue.totals
        var books = MarketBooks()
        books.vaultWad = grid.amountWad(venue.vault)
        let kept = Int128(venue.fund) + Int128(venue.feePool)
        books.freeWad = grid.amountWad(Int128(venue.vault) - kept)
        books.fundWad = grid.amountWad(venue.fund)
        books.feePoolWad = grid.amountWad(venue.feePool)
        books.badDebtWad = grid.amountWad(totals.badDebt)
        books.uncoveredWad = grid.amountWad(totals.uncovered)
        books.borne = [
            NamedAmount("insurance", grid.amountWad(totals.paidByFund)),
            NamedAmount("backstop", grid.amountWad(totals.borneByBackstop)),
            NamedAmount("deleverage", grid.amountWad(totals.borneByDeleveraged)),
            NamedAmount("uncovered", grid.amountWad(totals.uncovered)),
        ]
        books.counters = exchange.counters
        return books
    }
}

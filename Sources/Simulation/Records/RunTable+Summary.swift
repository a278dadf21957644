extension RunTable {
    /// Tables of what a run came to.
    var summaryTable: RecordTable {
        switch self {
        case .expectations:
            RecordTable(
                rawValue, "A figure that the scenario expects within a band",
                [
                    .text("figure", "Name of the figure"),
                    .text(
                        "low",
                        "Least value that is expected, as the scenario writes it; null for none"),
                    .text("high", "Greatest value that is expected; null for none"),
                    .text("value", "What the run came to, as decimal text"),
                    .integer("holds", "1 if the value is in the band"),
                    .text("tag", "calibrated, predicted or illustrative"),
                    .text("note", "Where the band comes from"),
                ])
        case .events:
            RecordTable(
                rawValue, "Something that the scenario or an attacker brought about",
                [
                    .time,
                    .text("kind", "fault, governance, outage, attack, intervention or run"),
                    .text("subject", "Feed, venue, agent or market that it concerns"),
                    .text("detail", "What happened"),
                    .integer("until_us", "When it ends, where that is known beforehand"),
                ])
        case .agents:
            RecordTable(
                rawValue, "An agent, or an account of the protocol, and what it gained by cause",
                [
                    .text("agent", "Its name"),
                    .text("population", "The population that it belongs to"),
                    .text("kind", "The kind of the population, or protocol for its own accounts"),
                    .text("address", "Its account"),
                    .quote("worth_before", "Worth at the start, at the true price"),
                    .quote("worth_after", "Worth at the end, at the true price"),
                    .quote(
                        "trading",
                        "Gained by price on perpetual positions, realised or not: what no other cause explains"
                    ),
                    .quote("funding", "Funding received less paid"),
                    .quote("fees", "Fees of trades, received less paid"),
                    .quote("penalties", "Liquidation penalties and rewards, received less paid"),
                    .quote("losses", "Bad debt left to others (gain) less bad debt borne (loss)"),
                    .quote("spot", "Gained on spot venues, inventory at the true price"),
                    .quote(
                        "gas", "Gas paid, at the scenario's price of the native asset; negative"),
                    .quote(
                        "transfers", "Deposits to funds and backstops, flash loans' fees and others"
                    ),
                    .integer("sent", "Transactions sent, replacements counted"),
                    .integer("included", "Of them in a block"),
                    .integer("reverted", "Of them failed"),
                    .native("gas_native", "Gas paid"),
                    .native("gas_wasted_native", "Of it for failures and cancellations"),
                    .integer("liquidations", "Liquidations won"),
                    .quote("fees_won", "Liquidation rewards"),
                ])
        case .payments:
            RecordTable(
                rawValue, "What a group of accounts paid another one in all, by cause",
                [
                    .text("payer", "Population, fund, fee pool, venue or chain that paid"),
                    .text("payee", "The one that received"),
                    .text(
                        "cause", "trading, funding, fees, penalties, losses, spot, gas or transfers"
                    ),
                    .quote("amount", "How much; never negative"),
                ])
        default:
            RecordTable(
                rawValue, "A named figure of the run", lookups: ["name"],
                [
                    .text("name", "Its name; docs/metrics.md tells the meaning of each"),
                    .text("value", "Exact decimal text in whole units"),
                    .real("value_real", "The same for plotting and statistics"),
                    .text(
                        "unit", "quote, base, price, ratio, native, count, blocks, seconds or none"),
                ])
        }
    }

    /// Tables of blocks and transactions.
    var chainTable: RecordTable {
        switch self {
        case .transactions:
            RecordTable(
                rawValue, "A transaction and its fate", lookups: ["agent", "block"],
                [
                    .integer("id", "Number of the submission"),
                    .text("agent", "Who sent it; null for background traffic"),
                    .text("sender", "Its account"),
                    .text("action", "Function that it calls, or transfer"),
                    .integer("nonce", "Its nonce"),
                    .integer("sent_us", "When it was sent; null for background traffic"),
                    .text(
                        "fate",
                        "included, replaced, cancelled, evicted, expired, refused, lost or still pending"
                    ),
                    .text(
                        "reason",
                        "Why it was refused or evicted, or the text with which it reverted"),
                    .integer("block", "Height of its block; null if it is in none"),
                    .integer("position", "Place in the block, from 0"),
                    .integer("success", "1 if its effects stand"),
                    .integer("gas_used", "Gas that was paid for"),
                    .gasPrice("gas_price", "Paid per gas"),
                    .gasPrice("tip", "Of it to the producer"),
                    .native("fee", "Paid in all"),
                    .integer("delay_us", "From sending to the block"),
                    .integer("private", "1 if it went to builders alone"),
                    .text("hash", "Its hash"),
                ])
        case .reorganizations:
            RecordTable(
                rawValue, "A block that was taken off the chain again",
                [
                    .time, .block, .integer("transactions", "How many it held"),
                    .text("hash", "Its hash"),
                ])
        default:
            RecordTable(
                rawValue, "A block of the canonical chain", lookups: ["number"],
                [
                    .integer("number", "Its height"), .time,
                    .integer("transactions", "How many it holds"),
                    .integer("gas_used", "Gas used"),
                    .integer("gas_limit", "Gas limit"),
                    .gasPrice("base_fee", "Base fee; null where there is none"),
                    .integer(
                        "pool", "Transactions that wait at the first answering node afterwards"),
                    .integer("builder", "Number of the builder; null for the proposer itself"),
                    .text("state_digest", "Digest of all changes up to the block"),
                    .text("hash", "Its hash"),
                ])
        }
    }
}

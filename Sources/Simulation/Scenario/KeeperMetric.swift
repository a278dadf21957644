/// What a keeper is measured by; rules name them, scorecards show them.
///
/// An *episode* is a time in which one position can be liquidated without a break. It is *reachable*
/// when a transaction that is sent at once could be included before it ends, and *won* by whoever
/// liquidates in it.
public enum KeeperMetric: String, Hashable, Sendable, CaseIterable {
    // Speed.
    case ttlP50 = "ttl_p50"
    case ttlP95 = "ttl_p95"
    case ttlMax = "ttl_max"
    case ttlExcessP50 = "ttl_excess_p50"
    case ttlExcessP95 = "ttl_excess_p95"
    case ttlExcessMax = "ttl_excess_max"
    case reactP50 = "react_p50"
    case reactP95 = "react_p95"
    case stall
    case recoveryBlocks = "recovery_blocks"
    case resendBlocks = "resend_blocks"
    case fundingLateP95 = "funding_late_p95"

    // Loss of the protocol.
    case badDebt = "bad_debt"
    case badDebtPerMissedBlock = "bad_debt_per_missed_block"
    case badDebtToIdeal = "bad_debt_to_ideal"
    case idealGap = "ideal_gap"

    // Races.
    case shareWon = "share_won"
    case shareWonByValue = "share_won_by_value"
    case won
    case lost
    case missed
    case missedValue = "missed_value"

    // Money.
    case profitNet = "profit_net"
    case profitPerWin = "profit_per_win"
    case feesPaid = "fees_paid"
    case wastedGas = "wasted_gas"
    case wastedGasShare = "wasted_gas_share"
    case wastedGasPerLostRace = "wasted_gas_per_lost_race"
    case tipShare = "tip_share"
    case feeCapMax = "fee_cap_max"

    // Transactions.
    case sent
    case failedTxShare = "failed_tx_share"
    case outOfGasShare = "out_of_gas_share"
    case revertsPerBlockMax = "reverts_per_block_max"
    case fundingRevertsMax = "funding_reverts_max"
    case duplicateSends = "duplicate_sends"
    case notBackstopSends = "not_backstop_sends"
    case unprofitableSends = "unprofitable_sends"
    case replacementsTakenShare = "replacements_taken_share"
    case dropped
    case stuckBlocksMax = "stuck_blocks_max"
    case nonceGaps = "nonce_gaps"

    // Requests.
    case rpcCallsP95 = "rpc_calls_p95"
    case rpcLimitedShare = "rpc_limited_share"
    case startUpSeconds = "start_up_seconds"

    /// What a figure counts.
    public enum Unit: String, Hashable, Sendable {
        case blocks, seconds, milliseconds, quote, native, gwei, ratio, count
    }

    /// What it counts.
    public var unit: Unit { meaning.unit }

    /// A line of meaning.
    public var text: String { meaning.text }

    private var meaning: (unit: Unit, text: String) {
        switch self {
        case .ttlP50: (.blocks, "Median of the blocks from liquidatable to liquidated.")
        case .ttlP95: (.blocks, "The same at the 95th percentile.")
        case .ttlMax: (.blocks, "The longest.")
        case .ttlExcessP50: (.blocks, "Median of what that is beyond the earliest feasible block.")
        case .ttlExcessP95: (.blocks, "The same at the 95th percentile.")
        case .ttlExcessMax: (.blocks, "The longest.")
        case .reactP50: (.milliseconds, "Median from a head at its node to its first sending.")
        case .reactP95: (.milliseconds, "The same at the 95th percentile.")
        case .stall: (.blocks, "The longest run of blocks with worthwhile episodes and no sending.")
        case .recoveryBlocks:
            (.blocks, "After a fault's end: until every open episode is won or sent for again.")
        case .resendBlocks: (.blocks, "The longest from a reorg to sending again what it took.")
        case .fundingLateP95: (.blocks, "How late funding is called, at the 95th percentile.")
        case .badDebt: (.quote, "Bad debt booked, and that of positions which are still open.")
        case .badDebtPerMissedBlock:
            (.quote, "Bad debt over the blocks that episodes last beyond the first feasible one.")
        case .badDebtToIdeal: (.ratio, "Bad debt over that with an ideal keeper.")
        case .idealGap: (.ratio, "Where bad debt lies between an ideal keeper's, 0, and none's, 1.")
        case .shareWon: (.ratio, "Own liquidations over all in reach.")
        case .shareWonByValue: (.ratio, "The same by fees.")
        case .won: (.count, "Own liquidations.")
        case .lost: (.count, "Episodes that somebody else has won.")
        case .missed: (.count, "Worthwhile episodes in reach that it has not won.")
        case .missedValue: (.quote, "Fees of those.")
        case .profitNet: (.quote, "Fees less all gas, reverted and cancelled too, and bribes.")
        case .profitPerWin: (.quote, "The same over own liquidations.")
        case .feesPaid: (.native, "Gas that was paid for in all.")
        case .wastedGas: (.native, "Gas that was paid for transactions which failed.")
        case .wastedGasShare: (.ratio, "The same over the fees won.")
        case .wastedGasPerLostRace: (.ratio, "Wasted gas of a lost race over that of one revert.")
        case .tipShare: (.ratio, "Tips over the fees won.")
        case .feeCapMax: (.gwei, "The highest cap that it has offered.")
        case .sent: (.count, "Transactions sent.")
        case .failedTxShare: (.ratio, "Reverted over mined transactions.")
        case .outOfGasShare: (.ratio, "Those that ran out of gas over mined ones.")
        case .revertsPerBlockMax: (.count, "The most that have reverted in one block.")
        case .fundingRevertsMax: (.count, "The most calls of funding that fail in one period.")
        case .duplicateSends:
            (.count, "Transactions for an episode that had one under way, or was over.")
        case .notBackstopSends:
            (.count, "Those that failed by \"not backstop LP\", after the first for a position.")
        case .unprofitableSends: (.count, "Transactions whose gas was worth more than their fee.")
        case .replacementsTakenShare: (.ratio, "Replacements that pools took at the first try.")
        case .dropped: (.count, "Transactions that pools let go.")
        case .stuckBlocksMax: (.blocks, "The longest that one waits in pools.")
        case .nonceGaps: (.count, "Blocks in which own transactions waited behind a missing nonce.")
        case .rpcCallsP95: (.count, "Calls of a block at the 95th percentile.")
        case .rpcLimitedShare: (.ratio, "Calls that were refused for their rate.")
        case .startUpSeconds: (.seconds, "From its first call to its first sending, of node time.")
        }
    }
}

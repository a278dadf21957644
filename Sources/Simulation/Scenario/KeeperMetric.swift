/// What a keeper is measured by; rules name them by their raw values, scorecards show them.
///
/// An *episode* is a time in which one position can be liquidated without a break. It is *reachable*
/// when a transaction that is sent at once could be included before it ends, and *won* by whoever
/// liquidates in it.
public enum KeeperMetric: String, CaseIterable, Hashable, Sendable {
    // MARK: Opportunities
    case reachable, unreachable, won, lost, missed
    case missedValue = "missed_value"
    case shareWon = "share_won"
    case shareWonValue = "share_won_value"
    // MARK: Time
    case ttlP50 = "ttl_p50"
    case ttlP95 = "ttl_p95"
    case ttlMax = "ttl_max"
    case ttlExcessP50 = "ttl_excess_p50"
    case ttlExcessP95 = "ttl_excess_p95"
    case ttlExcessMax = "ttl_excess_max"
    case recoveryBlocks = "recovery_blocks"
    case stall
    case unsentBlocksMax = "unsent_blocks_max"
    case inclusionP95 = "inclusion_p95"
    case stuckBlocksMax = "stuck_blocks_max"
    case resendBlocks = "resend_blocks"
    case startUpSeconds = "start_up_seconds"
    // MARK: Bad debt
    case badDebt = "bad_debt"
    case badDebtPerMissedBlock = "bad_debt_per_missed_block"
    case idealGap = "ideal_gap"
    case badDebtToIdeal = "bad_debt_to_ideal"
    // MARK: Money
    case fees, gas, bribes
    case profitNet = "profit_net"
    case profitPerWin = "profit_per_win"
    case wastedGas = "wasted_gas"
    case wastedGasValue = "wasted_gas_value"
    case wastedShare = "wasted_share"
    case wastedGasPerLostRace = "wasted_gas_per_lost_race"
    case tipShare = "tip_share"
    case feeCapMaxGwei = "fee_cap_max_gwei"
    // MARK: Transactions
    case sent, mined, reverted, replaced, cancelled, dropped, refused
    case failedTxShare = "failed_tx_share"
    case lostRaces = "lost_races"
    case notBackstopSends = "not_backstop_sends"
    case outOfGas = "out_of_gas"
    case outOfGasShare = "out_of_gas_share"
    case revertsPerBlockMax = "reverts_per_block_max"
    case duplicateSends = "duplicate_sends"
    case unprofitableSends = "unprofitable_sends"
    case replacementAccepted = "replacement_accepted"
    case nonceGaps = "nonce_gaps"
    // MARK: Duties
    case fundingLateP95 = "funding_late_p95"
    case fundingReverts = "funding_reverts"
    case fundingRevertsMax = "funding_reverts_max"
    // MARK: Connection
    case rpcCallsP95 = "rpc_calls_p95"
    case rpcLimitedShare = "rpc_limited_share"
    case reconnects

    /// How a figure is kept and written.
    public enum Kind: Hashable, Sendable {
        /// A whole number.
        case count
        /// Quote or native asset, exact, wad.
        case amount
        /// A ratio or a statistic.
        case real
    }

    /// How it is kept and written.
    public var kind: Kind {
        switch self {
        case .missedValue, .badDebt, .badDebtPerMissedBlock, .fees, .gas, .bribes, .profitNet,
            .profitPerWin, .wastedGas, .wastedGasValue:
            .amount
        case .shareWon, .shareWonValue, .idealGap, .badDebtToIdeal, .wastedShare, .tipShare,
            .failedTxShare, .replacementAccepted, .rpcLimitedShare, .feeCapMaxGwei,
            .wastedGasPerLostRace, .outOfGasShare, .startUpSeconds:
            .real
        default: .count
        }
    }

    /// Whether a rule on it holds where there was nothing to measure: no fault to recover from, no
    /// transaction that could fail. The others are what a keeper is there for, so that nothing to show
    /// is a failure.
    public var holdsWhenUndefined: Bool {
        switch self {
        case .shareWon, .shareWonValue, .ttlP50, .ttlP95, .ttlMax, .ttlExcessP50, .ttlExcessP95,
            .ttlExcessMax, .profitPerWin, .inclusionP95:
            false
        default: true
        }
    }

    /// Its unit, for tables.
    public var unit: String {
        switch self {
        case .wastedGas: "native"
        case .feeCapMaxGwei: "gwei"
        case .badDebtPerMissedBlock: "quote per block"
        case .ttlP50, .ttlP95, .ttlMax, .ttlExcessP50, .ttlExcessP95, .ttlExcessMax,
            .recoveryBlocks, .stall, .unsentBlocksMax, .inclusionP95, .stuckBlocksMax,
            .fundingLateP95, .resendBlocks, .nonceGaps:
            "blocks"
        case .startUpSeconds: "s"
        default: kind == .amount ? "quote" : kind == .real ? "ratio" : "count"
        }
    }

    /// What it says, in a line.
    public var meaning: String {
        switch self {
        case .reachable: "episodes that the bot could have answered in time, at a profit after gas"
        case .unreachable: "episodes that ended before the bot could be in, or did not pay"
        case .won: "reachable episodes that the bot ended"
        case .lost: "reachable episodes that somebody else liquidated"
        case .missed: "reachable episodes that nobody liquidated"
        case .missedValue: "what reachable episodes that were not won would have paid"
        case .shareWon: "won of all liquidations in reach"
        case .shareWonValue: "the same by what they paid"
        case .ttlP50: "median of blocks from liquidatable to liquidated that paid, of episodes won"
        case .ttlP95: "95th percentile of the same"
        case .ttlMax: "most of the same"
        case .ttlExcessP50: "median of paying blocks beyond the earliest feasible one, of those won"
        case .ttlExcessP95: "95th percentile of the same"
        case .ttlExcessMax: "most of the same"
        case .recoveryBlocks:
            "blocks after a fault until open episodes are sent for or over, and paying ones until any"
        case .stall: "longest run of blocks with open paying episodes and nothing sent for any"
        case .unsentBlocksMax: "most paying blocks that an episode was left without a transaction"
        case .inclusionP95: "95th percentile of blocks from a nonce's first sending to its block"
        case .stuckBlocksMax: "most blocks that a nonce has waited"
        case .resendBlocks: "most blocks from a reorg until what it took is sent again, or is over"
        case .startUpSeconds:
            "simulated time from the first request, or the first episode after it, to the first sending"
        case .badDebt: "realised bad debt and negative equity that is still open"
        case .badDebtPerMissedBlock: "bad debt by blocks of episodes beyond the first feasible one"
        case .idealGap: "bad debt between that of an ideal keeper, 0, and of none, 1"
        case .badDebtToIdeal: "bad debt in multiples of an ideal keeper's"
        case .fees: "what liquidations have paid the bot's own account"
        case .gas: "gas of all its transactions in blocks, without bribes"
        case .bribes: "tips of private transactions"
        case .profitNet: "fees less gas and bribes"
        case .profitPerWin: "the same by liquidations that it made"
        case .wastedGas: "gas of failed transactions and cancellations"
        case .wastedGasValue: "the same in quote"
        case .wastedShare: "wasted gas in shares of the fees"
        case .wastedGasPerLostRace: "reverted transactions for each lost race"
        case .tipShare: "tips in shares of the fees"
        case .feeCapMaxGwei: "the highest price per gas that it has offered"
        case .sent: "transactions that it has sent, replacements included"
        case .mined: "those in blocks"
        case .reverted: "those that failed there"
        case .replaced: "those that gave way to a higher bid of its own"
        case .cancelled: "those that it took back"
        case .dropped: "those that pools let go, or that were lost"
        case .refused: "those that nodes did not take"
        case .failedTxShare: "reverted of mined"
        case .lostRaces: "reverted because somebody else was first"
        case .notBackstopSends: "reverted as no backstop, after the first of each position"
        case .outOfGas: "reverted for want of gas"
        case .outOfGasShare: "the same of mined"
        case .revertsPerBlockMax: "most reverted liquidations in one market and block"
        case .duplicateSends: "sent for an episode that had one under way, or was over"
        case .unprofitableSends: "sent for less than the gas that it would use"
        case .nonceGaps: "blocks in which own transactions waited behind a missing nonce"
        case .replacementAccepted: "replacements that the pool took at the first try"
        case .fundingLateP95: "95th percentile of blocks from due funding to its settlement"
        case .fundingReverts: "own calls of funding that failed"
        case .fundingRevertsMax: "most of them in one period"
        case .rpcCallsP95: "95th percentile of requests per block"
        case .rpcLimitedShare: "requests that were refused for their rate"
        case .reconnects: "connections that were made anew"
        }
    }
}

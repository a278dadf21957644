/// Scenarios that test keepers; the files stand in the folder `Scenarios/keeper`.
extension BuiltInScenario {
    /// What their names begin with.
    public static let keeperPrefix = "keeper/"

    /// All of them, in the order of lists.
    public static let keeperTests: [BuiltInScenario] = [
        keeper("calm-baseline", PackageResources.calm_baseline_yaml),
        keeper("gas-spike", PackageResources.gas_spike_yaml),
        keeper("gas-cap-hit", PackageResources.gas_cap_hit_yaml),
        keeper("oracle-jump", PackageResources.oracle_jump_yaml),
        keeper("oracle-stale-then-catch-up", PackageResources.oracle_stale_then_catch_up_yaml),
        keeper("full-blocks", PackageResources.full_blocks_yaml),
        keeper("mempool-compression", PackageResources.mempool_compression_yaml),
        keeper("outbid-competitor", PackageResources.outbid_competitor_yaml),
        keeper("spam-fcfs", PackageResources.spam_fcfs_yaml),
        keeper("private-flow", PackageResources.private_flow_yaml),
        keeper("node-lag", PackageResources.node_lag_yaml),
        keeper("log-gap", PackageResources.log_gap_yaml),
        keeper("reorg-n", PackageResources.reorg_n_yaml),
        keeper("ws-dropped", PackageResources.ws_dropped_yaml),
        keeper("ws-silent", PackageResources.ws_silent_yaml),
        keeper("rpc-brownout", PackageResources.rpc_brownout_yaml),
        keeper("nonce-gap", PackageResources.nonce_gap_yaml),
        keeper("send-unknown", PackageResources.send_unknown_yaml),
        keeper("sequencer-outage", PackageResources.sequencer_outage_yaml),
        keeper("partial-ping-pong", PackageResources.partial_ping_pong_yaml),
        keeper("cascade", PackageResources.keeper_cascade_yaml),
        keeper("bad-debt-race", PackageResources.bad_debt_race_yaml),
        keeper("bad-debt-race-backstop", PackageResources.bad_debt_race_backstop_yaml),
        keeper("dust", PackageResources.dust_yaml),
        keeper("index-scale", PackageResources.index_scale_yaml),
        keeper("restart", PackageResources.restart_yaml),
        keeper("funding-duty", PackageResources.funding_duty_yaml),
        keeper("gas-estimate-drift", PackageResources.gas_estimate_drift_yaml),
        keeper("wallet-empty", PackageResources.wallet_empty_yaml),
    ]

    /// What most of them change.
    public static let keeperBase = keeper("base", PackageResources.base_yaml)

    private static func keeper(_ name: String, _ bytes: [UInt8]) -> BuiltInScenario {
        BuiltInScenario(keeperPrefix + name, bytes)
    }
}

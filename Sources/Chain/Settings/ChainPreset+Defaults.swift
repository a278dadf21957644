extension ChainPreset {
    /// The values of presets that give none of their own.
    ///
    /// Keys that differ from chain to chain have no default: every preset gives them.
    public static let defaults: [PresetValue] =
        defaultRules + defaultProduction + defaultPool + defaultNetwork + defaultFaults
        + defaultDemand

    private static let defaultRules = [
        PresetValue("base-fee.elasticity", "2", "EIP-1559"),
        PresetValue("base-fee.denominator", "8", "EIP-1559"),
        PresetValue("base-fee.floor", "7 wei", "EIP-1559: at a change of 1/8 no fee falls below"),
        PresetValue("base-fee.initial", "1 gwei", "EIP-1559, first block of the fork"),
        PresetValue("base-fee.recipient", "none", "EIP-1559: burnt"),
    ]

    private static let defaultProduction = [
        PresetValue("production.drain", "0 s", "no sequencer"),
        PresetValue("production.empty", "0", "no slot stays empty"),
        PresetValue("production.cutoff", "0 s", "design choice"),
        PresetValue("production.lateness.shift", "0 s", "design choice"),
        PresetValue("production.lateness.median", "0 s", "design choice"),
        PresetValue("production.lateness.sigma", "0", "design choice"),
        PresetValue(
            "sequencer.queue", "1024", "docs.arbitrum.io; used when ordering is first-come"),
        PresetValue("sequencer.deadline", "12 s", "docs.arbitrum.io; as above"),
        PresetValue(
            "builders.block-share", "0", "no private blocks; used when ordering is builders"),
        PresetValue(
            "builders.weights", "30, 27, 23, 10, 10",
            "arXiv 2407.13931: three builders made 80 % of blocks; split by design choice"),
        PresetValue("builders.random-share", "0", "builders order by payment"),
        PresetValue("builders.private-blocks", "25", "docs.flashbots.net, private transactions"),
    ]

    private static let defaultPool = [
        PresetValue("pool.public", "on", "nodes gossip pending transactions"),
        PresetValue("pool.tip-min", "1 wei", "go-ethereum, core/txpool/legacypool, PriceLimit"),
        PresetValue("pool.price-bump", "0.1", "go-ethereum, core/txpool/legacypool, PriceBump"),
        PresetValue(
            "pool.account-slots", "16", "go-ethereum, core/txpool/legacypool, AccountSlots"),
        PresetValue(
            "pool.global-slots", "5120", "go-ethereum, core/txpool/legacypool, GlobalSlots"),
        PresetValue(
            "pool.account-queue", "64", "go-ethereum, core/txpool/legacypool, AccountQueue"),
        PresetValue(
            "pool.global-queue", "1024", "go-ethereum, core/txpool/legacypool, GlobalQueue"),
        PresetValue(
            "pool.queued-lifetime", "3 h", "go-ethereum, core/txpool/legacypool, Lifetime"),
        PresetValue(
            "pool.bytes-max", "131072", "go-ethereum, core/txpool/legacypool, txMaxSize"),
        PresetValue(
            "pool.slot-bytes", "32768", "go-ethereum, core/txpool/legacypool, txSlotSize"),
    ]

    private static let defaultNetwork = [
        PresetValue("network.rpc-nodes", "2", "design choice"),
        PresetValue("network.proposers", "2", "design choice"),
        PresetValue("network.peers", "50", "go-ethereum, node/defaults.go, MaxPeers"),
        PresetValue("network.agent-to-node.shift", "0 s", "design choice"),
        PresetValue("network.agent-to-node.median", "50 ms", "design choice: hosted node, near"),
        PresetValue("network.agent-to-node.sigma", "0.6", "design choice: hosted node, near"),
        PresetValue("network.node-to-node.shift", "0 s", "design choice"),
        PresetValue("network.node-to-node.sigma", "0.7", "design choice"),
        PresetValue(
            "network.announce-delay", "500 ms",
            "go-ethereum, eth/fetcher/tx_fetcher.go, txArriveTimeout"),
        PresetValue(
            "network.push-bytes", "4096", "go-ethereum, eth/handler.go, txMaxBroadcastSize"),
        PresetValue("network.block-to-node.shift", "0 s", "design choice"),
        PresetValue("network.block-to-node.sigma", "0.6", "design choice"),
        PresetValue(
            "network.head-lag", "970, 25, 5",
            "design choice: one node; further behind at balancers"),
        PresetValue("network.rpc.shift", "0 s", "design choice"),
        PresetValue("network.rpc.median", "50 ms", "design choice: hosted node, near"),
        PresetValue("network.rpc.sigma", "0.6", "design choice: hosted node, near"),
        PresetValue("network.loss", "0", "no fault"),
        PresetValue("network.duplication", "0", "no fault"),
    ]

    private static let defaultFaults = [
        PresetValue("reorg.chance", "0", "no reorg unless one is injected"),
        PresetValue("reorg.deeper", "0.1", "design choice"),
        PresetValue("reorg.depth-max", "7", "approximate: the seven blocks of May 2022"),
        PresetValue("reorg.keep", "0.9", "design choice"),
        PresetValue("reorg.order", "same", "design choice"),
        PresetValue("reorg.rivals", "none", "used when reorg.order is rivals-first"),
    ]

    private static let defaultDemand = [
        PresetValue("background", "on", "design choice"),
        PresetValue(
            "background.load", "2",
            "design choice: half of the demand pays the base fee that the chain starts with"),
        PresetValue("background.load-sigma", "0.3", "design choice"),
        PresetValue("background.gas", "200k", "design choice"),
        PresetValue("background.willingness.sigma", "0.6", "design choice"),
        PresetValue("background.tip.sigma", "0.8", "design choice"),
        PresetValue("background.accounts", "4096", "design choice"),
        PresetValue("signatures", "verified", "design choice"),
        PresetValue("history-blocks", "256", "design choice: what keepers read"),
    ]
}

extension ChainPreset {
    static let ethereumPoS = ChainPreset(
        name: "ethereum-pos",
        summary: "Ethereum mainnet of 2026: 12 s slots, 60M gas, nine of ten blocks by builders.",
        values: [
            PresetValue("chain-id", "1", "chainid.network"),
            PresetValue("fork", "osaka", "ethereum.org, history of forks: Fusaka, December 2025"),
            PresetValue("block-gas-limit", "60M", "EIP-7935"),
            PresetValue("fee-market", "base-fee", "EIP-1559"),
            PresetValue("base-fee.initial", "1 gwei", "design choice"),
            PresetValue("native-price", "2500", "design choice"),
            PresetValue(
                "production.empty", "0.003",
                "typical by the ethp2p observatory; 0.15 to 0.31 % a day in January 2026, reldo.dev"
            ),
            PresetValue(
                "builders.weights", "45, 40, 5, 5, 5",
                "arXiv 2405.01329: two builders make over 85 %; split by design choice"),
            PresetValue(
                "background.willingness.median", "1 gwei", "design choice: base-fee.initial"),
            PresetValue("background.tip.median", "0.1 gwei", "design choice"),
        ] + proofOfStake)

    static let ethereum2022 = ChainPreset(
        name: "ethereum-2022",
        summary: "Ethereum in its first year after the Merge: 12 s slots, 30M gas, 20 gwei.",
        values: [
            PresetValue("chain-id", "1", "chainid.network"),
            PresetValue("fork", "london", "ethereum.org; the Merge changed no rule of gas or fees"),
            PresetValue("block-gas-limit", "30M", "EIP-7935: the limit from August 2021 on"),
            PresetValue("fee-market", "base-fee", "EIP-1559"),
            PresetValue("base-fee.initial", "20 gwei", "design choice"),
            PresetValue("native-price", "1600", "design choice"),
            PresetValue(
                "production.empty", "0.0076",
                "ethresear.ch 16333: 17 906 missed slots, 0.757 %, in the first year"),
            PresetValue(
                "background.willingness.median", "20 gwei", "design choice: base-fee.initial"),
            PresetValue("background.tip.median", "1 gwei", "design choice"),
        ] + proofOfStake)

    /// What the two have in common.
    private static let proofOfStake =
        [
            PresetValue("production.schedule", "slots", "ethereum/consensus-specs"),
            PresetValue("production.interval", "12 s", "ethereum/consensus-specs"),
            PresetValue(
                "production.cutoff", "1 s", "design choice: local building ends 0.5 to 1.5 s before"
            ),
        ] + seenAfterTwoSeconds + [
            PresetValue("ordering", "builders", "arXiv 2407.13931"),
            PresetValue(
                "builders.block-share", "0.9",
                "arXiv 2407.13931: about 90 % of blocks; approximate: 0.5 in September 2022"),
            PresetValue(
                "network.node-to-node.median", "150 ms",
                "approximate: 100 to 200 ms for whole transactions"),
            PresetValue(
                "network.block-to-node.median", "300 ms", "comparenodes.com, transatlantic"),
            PresetValue(
                "reorg.chance", "0.00059", "ethresear.ch 16333: 1 410 slots in the first year"),
            PresetValue(
                "reorg.deeper", "0.003", "ethresear.ch 16333: depth two in 4 of 2.4M slots"),
            PresetValue("finality.safe", "32", "design choice: half of finalized"),
            PresetValue("finality.finalized", "64", "ethereum/consensus-specs: two epochs"),
        ]

    /// Blocks reach nodes 1.9 to 2 s into the slot in the median, together with the way there.
    private static let seenAfterTwoSeconds = [
        PresetValue(
            "production.lateness.shift", "1 s", "reldo.dev: seen at 1.91 to 1.96 s in the median"),
        PresetValue(
            "production.lateness.median", "560 ms", "as above, block-to-node being 300 ms"),
        PresetValue("production.lateness.sigma", "0.6", "design choice"),
    ]
}

// MARK: - Proof of work

extension ChainPreset {
    static let ethereum2021PoW = ChainPreset(
        name: "ethereum-2021-pow",
        summary: "Ethereum of spring 2021 under Berlin: proof of work, 12.5M gas, price auction. "
            + "For London set fork=london, fee-market=base-fee and block-gas-limit=30M.",
        values: [
            PresetValue("chain-id", "1", "chainid.network"),
            PresetValue("fork", "berlin", "ethereum.org: April to August 2021"),
            PresetValue("block-gas-limit", "12.5M", "approximate, recalled: 12.5M to 15M"),
            PresetValue("fee-market", "auction", "before EIP-1559"),
            PresetValue("base-fee.initial", "60 gwei", "design choice; used from London on"),
            PresetValue("native-price", "2500", "design choice"),
            PresetValue(
                "builders.block-share", "0.02",
                "arXiv 2101.05511: 1.64 % mined privately; used when ordering is builders"),
            PresetValue("network.node-to-node.median", "150 ms", "approximate: 100 to 200 ms"),
            PresetValue("network.block-to-node.median", "150 ms", "approximate; arXiv 2005.06356"),
            PresetValue("background.load", "1.5", "design choice: blocks are full"),
            PresetValue("background.willingness.median", "60 gwei", "design choice"),
            PresetValue("background.tip.median", "2 gwei", "design choice; used from London on"),
        ] + proofOfWork)

    static let blackThursday = ChainPreset(
        name: "black-thursday",
        summary: "Ethereum on 12 and 13 March 2020: full blocks, 80 gwei and peaks above 200.",
        values: [
            PresetValue("chain-id", "1", "chainid.network"),
            PresetValue("fork", "istanbul", "ethereum.org: December 2019 to April 2021"),
            PresetValue("block-gas-limit", "10M", "approximate, recalled"),
            PresetValue("fee-market", "auction", "before EIP-1559"),
            PresetValue(
                "base-fee.initial", "80 gwei", "Glassnode: mean price; used from London on"),
            PresetValue("native-price", "130", "approximate, recalled"),
            PresetValue("pool.tip-min", "1 gwei", "approximate: what miners took in"),
            PresetValue(
                "network.agent-to-node.median", "300 ms", "design choice: hosted node, far"),
            PresetValue("network.agent-to-node.sigma", "0.8", "design choice: hosted node, far"),
            PresetValue("network.rpc.median", "300 ms", "design choice: hosted node, far"),
            PresetValue("network.rpc.sigma", "0.8", "design choice: hosted node, far"),
            PresetValue("network.node-to-node.median", "300 ms", "design choice: crowded network"),
            PresetValue("network.node-to-node.sigma", "1", "design choice: crowded network"),
            PresetValue("network.block-to-node.median", "500 ms", "design choice: crowded network"),
            PresetValue("network.block-to-node.sigma", "1", "design choice: crowded network"),
            PresetValue("background.load", "3", "design choice: demand of three times capacity"),
            PresetValue("background.willingness.median", "80 gwei", "Glassnode: six times usual"),
            PresetValue(
                "background.willingness.sigma", "0.6",
                "design choice: one in sixteen offers over 200 gwei, as DeFi Saver paid that day"),
            PresetValue("background.tip.median", "2 gwei", "design choice; used from London on"),
        ] + proofOfWork)

    /// What the two have in common.
    private static let proofOfWork = [
        PresetValue("production.schedule", "exponential", "blocks are found without memory"),
        PresetValue("production.interval", "13.2 s", "approximate: the mean of 2020 and 2021"),
        PresetValue(
            "production.cutoff", "1 s", "go-ethereum, miner: a block is rebuilt every 2 s"),
        PresetValue("ordering", "priority", "go-ethereum, miner"),
        PresetValue("network.proposers", "3", "design choice: three mining pools"),
        PresetValue("reorg.chance", "0.05", "approximate: uncles per block"),
        PresetValue("reorg.deeper", "0.1", "approximate"),
        PresetValue("finality.safe", "6", "design choice: half of finalized"),
        PresetValue("finality.finalized", "12", "twelve confirmations, as exchanges asked for"),
    ]
}

extension ChainPreset {
    static let xDaiPerpV1 = ChainPreset(
        name: "xdai-perpv1",
        summary: "xDai while Perpetual Protocol v1 ran on it: 5 s, validators in turn, 1 gwei.",
        values: [
            PresetValue("fork", "istanbul", "Perpetual Protocol v1 began before xDai's Berlin"),
            PresetValue(
                "block-gas-limit", "17M",
                "docs.gnosischain.com: until 12 November 2021; approximate: 12.5M at first"),
            PresetValue("fee-market", "auction", "docs.gnosischain.com: EIP-1559 came later"),
            PresetValue("base-fee.initial", "1 gwei", "used from London on"),
            PresetValue(
                "production.empty", "0.02",
                "design choice; 0.17 when 3 of 18 validators lag, xDai load test"),
            PresetValue("pool.tip-min", "1 gwei", "docs.gnosischain.com: least price"),
            PresetValue(
                "pool.price-bump", "0.125", "OpenEthereum: an eighth more replaces"),
            PresetValue("network.proposers", "4", "design choice: validators in turn"),
            PresetValue(
                "network.agent-to-node.median", "200 ms",
                "design choice: hosted node, far; public nodes only"),
            PresetValue("network.agent-to-node.sigma", "0.8", "design choice: hosted node, far"),
            PresetValue("network.rpc.median", "200 ms", "design choice: hosted node, far"),
            PresetValue("network.rpc.sigma", "0.8", "design choice: hosted node, far"),
            PresetValue("network.block-to-node.sigma", "0.8", "design choice"),
            PresetValue("finality.safe", "6", "design choice: half of finalized"),
            PresetValue("finality.finalized", "12", "design choice"),
            PresetValue("background.load", "0.4", "design choice: blocks with room"),
            PresetValue("background.willingness.median", "2 gwei", "design choice"),
            PresetValue("background.tip.median", "1 gwei", "design choice; used from London on"),
        ] + gnosis)

    static let gnosisPoS = ChainPreset(
        name: "gnosis-pos",
        summary: "Gnosis Chain under proof of stake: 5 s slots, 30M gas, base fee to a collector.",
        values: [
            PresetValue("fork", "prague", "docs.gnosischain.com: Pectra, April 2025"),
            PresetValue(
                "block-gas-limit", "30M",
                "docs.gnosischain.com; approximate: 17M earlier"),
            PresetValue("fee-market", "base-fee", "EIP-1559"),
            PresetValue("base-fee.initial", "1 gwei", "design choice"),
            PresetValue(
                "base-fee.recipient", "0x6BBe78ee9e474842Dbd4AB4987b3CeFE88426A92",
                "gnosischain/specs, EIP-1559: EIP1559_FEE_COLLECTOR"),
            PresetValue("production.empty", "0.02", "design choice"),
            PresetValue("production.cutoff", "500 ms", "design choice"),
            PresetValue(
                "production.lateness.shift", "300 ms",
                "design choice: Ethereum's share of the slot, seen at 0.8 s"),
            PresetValue("production.lateness.median", "200 ms", "design choice, as above"),
            PresetValue("production.lateness.sigma", "0.6", "design choice"),
            PresetValue(
                "builders.block-share", "0.1", "design choice; used when ordering is builders"),
            PresetValue("finality.safe", "16", "design choice: half of finalized"),
            PresetValue(
                "finality.finalized", "32", "docs.gnosischain.com: two epochs of 16 slots"),
            PresetValue(
                "background.willingness.median", "1 gwei", "design choice: base-fee.initial"),
            PresetValue("background.tip.median", "0.1 gwei", "design choice"),
        ] + gnosis)

    /// What the two have in common.
    private static let gnosis = [
        PresetValue("chain-id", "100", "chainid.network"),
        PresetValue("native-price", "1", "docs.gnosischain.com: one xDai is one dollar"),
        PresetValue("production.schedule", "slots", "docs.gnosischain.com"),
        PresetValue("production.interval", "5 s", "docs.gnosischain.com"),
        PresetValue("ordering", "priority", "each validator orders its own pool by price"),
        PresetValue("network.node-to-node.median", "200 ms", "design choice"),
        PresetValue("network.block-to-node.median", "300 ms", "design choice"),
        PresetValue("reorg.chance", "0.001", "design choice"),
    ]
}

extension ChainPreset {
    static let arbitrumFirstCome = ChainPreset(
        name: "arbitrum-fcfs",
        summary: "Arbitrum One without express lane: a sequencer in order of arrival, 250 ms; "
            + "the base fee stays at its floor, and L1 data fees are not modelled.",
        values: [
            PresetValue("chain-id", "42161", "chainid.network"),
            PresetValue("fork", "prague", "approximate, recalled: ArbOS 40"),
            PresetValue("block-gas-limit", "32M", "docs.arbitrum.io"),
            PresetValue(
                "fee-market", "fixed", "design choice: pricing from backlogs is not modelled"),
            PresetValue("base-fee.floor", "0.02 gwei", "docs.arbitrum.io"),
            PresetValue(
                "base-fee.initial", "0.02 gwei", "docs.arbitrum.io; approximate: 0.1 gwei earlier"),
            PresetValue("production.schedule", "on-demand", "docs.arbitrum.io: none when idle"),
            PresetValue("production.interval", "250 ms", "docs.arbitrum.io"),
            PresetValue("production.drain", "10 ms", "docs.arbitrum.io: about 10 ms"),
            PresetValue("ordering", "first-come", "docs.arbitrum.io"),
            PresetValue("pool.tip-min", "0 wei", "docs.arbitrum.io: tips are ignored"),
            PresetValue("network.block-to-node.sigma", "0.4", "design choice"),
            PresetValue("finality.safe", "0", "one confirmation by the sequencer"),
            PresetValue("finality.finalized", "0", "one confirmation by the sequencer"),
            PresetValue("background", "off", "design choice: the base fee does not react"),
            PresetValue("background.willingness.median", "0.1 gwei", "design choice"),
            PresetValue("background.tip.median", "0 wei", "docs.arbitrum.io: tips are ignored"),
        ] + rollup)

    static let optimism = ChainPreset(
        name: "optimism",
        summary: "OP Mainnet: 2 s blocks by priority fee from a private pool; "
            + "L1 data fees and flashblocks are not modelled.",
        values: [
            PresetValue("chain-id", "10", "chainid.network"),
            PresetValue("fork", "prague", "approximate, recalled: Isthmus"),
            PresetValue(
                "block-gas-limit", "30M",
                "ethereum-optimism/superchain-registry, genesis; approximate: 60M later"),
            PresetValue("fee-market", "base-fee", "EIP-1559"),
            PresetValue(
                "base-fee.elasticity", "6",
                "ethereum-optimism/superchain-registry, configs/mainnet/op.toml"),
            PresetValue(
                "base-fee.denominator", "250",
                "ethereum-optimism/superchain-registry, configs/mainnet/op.toml; 50 before Canyon"),
            PresetValue("base-fee.floor", "0 wei", "EIP-1559"),
            PresetValue("base-fee.initial", "0.001 gwei", "approximate"),
            PresetValue(
                "base-fee.recipient", "0x4200000000000000000000000000000000000019",
                "specs.optimism.io, predeploys: BaseFeeVault"),
            PresetValue("production.schedule", "slots", "specs.optimism.io"),
            PresetValue("production.interval", "2 s", "specs.optimism.io"),
            PresetValue("production.cutoff", "250 ms", "design choice"),
            PresetValue("ordering", "priority", "docs.optimism.io: by priority fee"),
            PresetValue("network.block-to-node.sigma", "0.5", "design choice"),
            PresetValue(
                "reorg.chance", "0.0001", "design choice; seen in the incident of February 2024"),
            PresetValue("reorg.deeper", "0", "single blocks, in the incident of February 2024"),
            PresetValue("reorg.depth-max", "1", "single blocks, in the incident of February 2024"),
            PresetValue("finality.safe", "1", "design choice: half of finalized"),
            PresetValue("finality.finalized", "1", "design choice: one confirmation"),
            PresetValue(
                "background.willingness.median", "0.001 gwei", "design choice: base-fee.initial"),
            PresetValue("background.tip.median", "0.0001 gwei", "design choice"),
            PresetValue("background.accounts", "1024", "design choice"),
        ] + rollup)

    /// What the two have in common.
    private static let rollup = [
        PresetValue("native-price", "2500", "design choice"),
        PresetValue("pool.public", "off", "docs.arbitrum.io, docs.optimism.io: no public pool"),
        PresetValue("network.rpc-nodes", "2", "design choice"),
        PresetValue("network.proposers", "1", "one sequencer"),
        PresetValue("network.announce-delay", "0 s", "nodes forward straight to the sequencer"),
        PresetValue("network.node-to-node.median", "60 ms", "design choice"),
        PresetValue("network.node-to-node.sigma", "0.6", "design choice"),
        PresetValue("network.block-to-node.median", "250 ms", "design choice"),
    ]
}

import Chain
import SimulationKernel
import WideIntegers

extension KeeperTestSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "native", \.nativeWad, .decimal(), "Native asset that its account begins with."),
            SettingField(
                "collateral", \.collateralWad, .decimal(),
                "Collateral that its account begins with."),
            SettingField(
                "backstop", \.isBackstop, .flag,
                "Whether it may close positions with bad debt where only backstops may."),
            SettingField("start", \.startMicros, .offset, "When it begins."),
            SettingField(
                "reaction", \.reactionMicros, .duration(),
                "From a head at its node to its turn."),
            SettingField(
                "blocks", \.blocks, .optional(.integer(1...1_000_000_000)),
                "Blocks that it is watched for; nothing for all."),
            SettingField(
                "rules", \.rules, .list(.rule, count: 0...100),
                "What must hold of it: a figure, one of `>= <= > < == !=`, and a number."),
            SettingField(
                "competitors", \.competitors, .list(.name, count: 0...100),
                "Populations that are after the same positions."),
        ]
    }
}

// MARK: - Events

extension BaseFeeEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "factor", \.factorWad, .decimal(.zero...(.wad &* 1_000_000)),
                "What it is multiplied by in the end."),
            SettingField(
                "rise", \.riseBlocks, .integer(0...1_000_000),
                "Blocks in which it gets there, in equal ratios; 0 for at once."),
            SettingField(
                "hold", \.holdBlocks, .integer(0...1_000_000), "Blocks for which it is held then."),
        ]
    }
}

extension ReorgEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("depth", \.depth, .integer(1...1_024), "Blocks that are replaced."),
            SettingField(
                "keep", \.keep, .probability,
                "The chance of each orphaned transaction to be on the new branch; the others return to "
                    + "the pools."),
            SettingField(
                "order", \.order, .choice,
                "In which order the new branch has them: as before, shuffled, or those of the "
                    + "keeper's competitors first."),
            SettingField(
                "trigger", \.trigger, .choice,
                "What it waits for from its time on: nothing, or a liquidation of the keeper under "
                    + "test (of anybody in a run without one), which then stands in the first block "
                    + "that is replaced."),
            SettingField(
                "after", \.afterMicros, .duration(1...DurationText.microsMax),
                "From the last block that it replaces to the reorg, where it waits for one."),
        ]
    }
}

extension NodeFaultEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "fault", \.fault.kind, .choice,
                "What: the node is behind by up to `blocks`, drawn at each head (lag); one request in "
                    + "`probability` is answered by such a node (balancer); logs of the newest block "
                    + "are missing (log-gap); queries of logs over more than `limit` blocks "
                    + "(range-cap) or results (result-cap), and more than `limit` calls in a second "
                    + "(rate-limit), are refused; requests fail (errors), or are answered late by "
                    + "`latency` (latency); a transaction is taken without an answer (send-unknown); "
                    + "WebSockets are closed (sockets-dropped), or stay open without a word "
                    + "(sockets-silent).", isRequired: true),
            SettingField("for", \.forMicros, .duration(), "How long."),
            SettingField(
                "probability", \.fault.probabilityWad, .ratio(),
                "The share of requests, or of heads, that it happens to."),
            SettingField("blocks", \.fault.blocks, .integer(0...1_000), "Blocks behind, at most."),
            SettingField(
                "limit", \.fault.limit, .integer(0...1_000_000_000),
                "Blocks, results, or calls in a second."),
            SettingField(
                "latency", \.fault.latencyMillis, .distribution(of: .millis),
                "How late answers are."),
        ]
    }
}

extension BotKillEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "moment", \.moment, .choice,
                "When exactly: at once, or after its next sending and before that is in a block."),
            SettingField("for", \.forMicros, .duration(), "How long until it is started again."),
        ]
    }
}

extension BotBalanceEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [SettingField("native", \.nativeWad, .decimal(), "The balance.")]
    }
}

extension BotNonceEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("count", \.count, .integer(1...16), "How many."),
            SettingField(
                "tip", \.tipWei, .wei(), "What they offer per gas above the base fee."),
        ]
    }
}

extension PoolLossEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "loss", \.loss, .choice,
                "Which: all that wait, or the first alone, so that the others wait behind a gap."),
            SettingField(
                "waits_for", \.waitsFor, .integer(0...64),
                "From its time on it waits until so many of them wait; 0 for not at all."),
        ]
    }
}

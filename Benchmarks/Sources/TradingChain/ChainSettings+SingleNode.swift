import Chain

extension ChainSettings {
    /// One node without latency that builds by tip, under London's rules.
    public static func singleNode(
        _ signatures: SignatureMode, intervalSeconds: UInt64
    ) throws -> ChainSettings {
        try ChainSettings(
            preset: .named("ideal"),
            overrides: [
                ("chain-id", "1"), ("fork", "london"), ("block-gas-limit", "30M"),
                ("fee-market", "base-fee"), ("base-fee.initial", "1 gwei"),
                ("production.interval", "\(intervalSeconds) s"), ("ordering", "priority"),
                ("signatures", signatures.rawValue), ("history-blocks", "8"),
            ])
    }
}

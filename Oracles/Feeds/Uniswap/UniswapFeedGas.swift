/// Gas that a feed on a pool spends beside storage and calls; estimates.
enum UniswapFeedGas {
    static let read: UInt64 = 1_500
    static let update: UInt64 = 2_500
}

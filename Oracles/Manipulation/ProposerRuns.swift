import SimulationKernel

/// How often one party proposes several blocks in a row, counted over drawn epochs.
///
/// Slots are drawn one by one, each with the party's share. With k slots in a row k - 1 blocks can be
/// held at a pushed price without any arbitrage.
/// - Source: Mackinga, Nadahalli and Wattenhofer, 2022 (eprint 2022/445), proposer control.
public struct ProposerRuns: Hashable, Sendable {
    /// Epochs that were drawn.
    public let epochs: UInt64
    /// Epochs with at least one run.
    public let epochsWithRun: UInt64
    /// Runs in all, of which those that overlap are counted each: a row of k + 1 has two.
    public let windows: UInt64

    /// Slots that one simulation may draw, some minutes of work.
    public static let slotsDrawnMax: UInt64 = 10_000_000_000

    /// Draws epochs; a run does not reach over the end of its epoch.
    /// - Parameters:
    ///   - share: how often the party is drawn for a slot.
    ///   - runLength: slots in a row, from 1 to `slots`.
    ///   - slots: slots of an epoch, up to 65,536; 32 on Ethereum.
    ///   - epochs: how many, up to `slotsDrawnMax` over `slots`.
    /// - Throws: `.outOfRange`.
    public static func simulate(
        share: Ratio, runLength: UInt64, slots: UInt64 = 32, epochs: UInt64,
        stream: inout RandomStream
    ) throws(ManipulationError) -> ProposerRuns {
        try ManipulationError.check("slots", slots, in: 1...65_536)
        try ManipulationError.check("runLength", runLength, in: 1...slots)
        try ManipulationError.check("epochs", epochs, in: 0...slotsDrawnMax / slots)
        var hits: UInt64 = 0
        var windows: UInt64 = 0
        for _ in 0..<epochs {
            var row: UInt64 = 0
            let before = windows
            for _ in 0..<slots {
                row = stream.chance(share) ? row + 1 : 0
                if row >= runLength { windows += 1 }
            }
            if windows > before { hits += 1 }
        }
        return ProposerRuns(epochs: epochs, epochsWithRun: hits, windows: windows)
    }
}

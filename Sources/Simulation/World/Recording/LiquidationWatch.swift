import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Follows which positions of a market could be liquidated, since when, and what came of it.
///
/// A *cascade* is a row of liquidations with no more than `quietBlocks` blocks between one and the
/// next; each block with liquidations in it is a *wave*. A liquidation is *false* when the position
/// was at or above maintenance at the true price right before. One is *missed* when a position was
/// below maintenance at the true price for `missedAfterMicros` and nobody had liquidated it; each
/// position counts once for each such time.
struct LiquidationWatch {
    /// Blocks without a liquidation that end a cascade.
    static let quietBlocks: UInt64 = 25
    /// How long a position may be unhealthy before its liquidation counts as missed.
    static let missedAfterMicros: UInt64 = 120_000_000

    private struct Unhealthy {
        var since: SimulatedTime
        var isCounted = false
    }

    /// The positions after the last block that was looked at.
    private(set) var risk = MarketRisk(
        positions: [], fundingOwedWad: [], bookedWad: .zero, latentAtCurveWad: .zero)
    private var liquidatableSince: [Address: UInt64] = [:]
    private var unhealthySince: [Address: Unhealthy] = [:]
    private var lastBlock: UInt64?
    /// The number of the present cascade, and of its present wave.
    private(set) var cascade: UInt64 = 0, wave: UInt64 = 0
    private(set) var waveMax: UInt64 = 0
    private(set) var count: UInt64 = 0, falseCount: UInt64 = 0, missedCount: UInt64 = 0
    private(set) var notionalWad = UInt256.zero, falseNotionalWad = UInt256.zero
    private(set) var delayBlocksMax: UInt64 = 0
    private(set) var traders: Set<Address> = []
    /// Positions below maintenance at the true price, as last looked at.
    private(set) var unhealthyCount = 0
    /// Positions that could be liquidated, as last looked at.
    private(set) var liquidatableCount = 0
    /// Negative equity at the true price, as last looked at, and the most there has been.
    private(set) var latentTrueWad = UInt256.zero, latentTrueMaxWad = UInt256.zero

    /// Takes in all positions after a block.
    mutating func look(_ risk: MarketRisk, truthWad: UInt256, block: UInt64, at time: SimulatedTime)
    {
        (unhealthyCount, liquidatableCount) = (0, 0)
        var latent = UInt256.zero
        for (position, owed) in zip(risk.positions, risk.fundingOwedWad) {
            if position.isLiquidatable {
                liquidatableCount += 1
                if liquidatableSince[position.trader] == nil {
                    liquidatableSince[position.trader] = block
                }
            } else if !liquidatableSince.isEmpty {
                liquidatableSince[position.trader] = nil
            }
            let equity = position.equityWad(atPriceWad: truthWad, fundingOwedWad: owed)
            if equity.isNegative { latent = latent &+ equity.magnitude }
            if isHealthy(position, equityWad: equity, truthWad: truthWad) {
                if !unhealthySince.isEmpty { unhealthySince[position.trader] = nil }
            } else {
                unhealthyCount += 1
                note(unhealthy: position.trader, at: time)
            }
        }
        self.risk = risk
        forgetTheClosed()
        latentTrueWad = latent
        latentTrueMaxWad = max(latentTrueMaxWad, latent)
    }

    /// Drops what is noted of positions that are there no more.
    private mutating func forgetTheClosed() {
        for trader in liquidatableSince.keys where position(of: trader) == nil {
            liquidatableSince[trader] = nil
        }
        for trader in unhealthySince.keys where position(of: trader) == nil {
            unhealthySince[trader] = nil
        }
    }

    /// A position as it was last looked at, with what it owes of funding; nil for none.
    func position(of trader: Address) -> (quote: PositionQuote, owedWad: Int256)? {
        risk.place(of: trader).map { (risk.positions[$0], risk.fundingOwedWad[$0]) }
    }

    private mutating func note(unhealthy trader: Address, at time: SimulatedTime) {
        var entry = unhealthySince[trader] ?? Unhealthy(since: time)
        if !entry.isCounted, time.micros(since: entry.since) >= Self.missedAfterMicros {
            entry.isCounted = true
            missedCount += 1
        }
        unhealthySince[trader] = entry
    }

    /// Whether `ratioWad` is at or above maintenance, without its division: a quotient rounded down
    /// reaches a whole number where the dividend reaches that many divisors.
    private func isHealthy(
        _ position: PositionQuote, equityWad: Int256, truthWad: UInt256
    ) -> Bool {
        guard let notional = try? position.sizeWad.magnitude.mulDivDown(truthWad, .wad),
            !notional.isZero
        else { return true }
        let scaled = equityWad.magnitude.multipliedFullWidth(by: .wad)
        let needed = notional.multipliedFullWidth(by: position.maintenanceWad)
        if equityWad.isNegative {
            // A loss rounds to zero or below it, which maintenance is not unless it is zero too.
            return position.maintenanceWad.isZero && scaled.high.isZero && scaled.low < notional
        }
        return (scaled.high, scaled.low) >= (needed.high, needed.low)
    }

    private static func ratioWad(
        _ position: PositionQuote, equityWad: Int256, truthWad: UInt256
    ) -> Int256? {
        guard let notional = try? position.sizeWad.magnitude.mulDivDown(truthWad, .wad),
            !notional.isZero, let ratio = try? equityWad.magnitude.mulDivDown(.wad, notional)
        else { return nil }
        let signed = Int256(bitPattern: ratio)
        return equityWad.isNegative ? .zero &- signed : signed
    }

    /// The margin ratio of a position at the true price, as it stood when it was last looked at.
    func ratioTrueWad(of trader: Address, truthWad: UInt256) -> Int256? {
        position(of: trader).flatMap { entry in
            Self.ratioWad(
                entry.quote,
                equityWad: entry.quote.equityWad(
                    atPriceWad: truthWad, fundingOwedWad: entry.owedWad), truthWad: truthWad)
        }
    }

    /// What can be said of a liquidation when its block is seen.
    struct Judgement {
        var ratioTrueWad: Int256?
        var isFalse = false
        var delayBlocks: UInt64 = 0
    }

    /// Judges a liquidation by the position as it stood before the block.
    func judge(_ trader: Address, truthWad: UInt256, block: UInt64) -> Judgement {
        var judgement = Judgement()
        judgement.ratioTrueWad = ratioTrueWad(of: trader, truthWad: truthWad)
        if let ratio = judgement.ratioTrueWad, let before = position(of: trader) {
            judgement.isFalse = ratio >= Int256(bitPattern: before.quote.maintenanceWad)
        }
        if let since = liquidatableSince[trader], block > since {
            judgement.delayBlocks = block - since
        }
        return judgement
    }

    /// Counts a liquidation in a block that stays.
    mutating func add(
        _ trader: Address, _ judgement: Judgement, notionalWad quoteWad: UInt256, block: UInt64
    ) {
        if let last = lastBlock, block <= last &+ Self.quietBlocks {
            if block != last { wave += 1 }
        } else {
            cascade += 1
            wave = 1
        }
        lastBlock = block
        waveMax = max(waveMax, wave)
        count += 1
        traders.insert(trader)
        notionalWad = notionalWad &+ quoteWad
        if judgement.isFalse {
            falseCount += 1
            falseNotionalWad = falseNotionalWad &+ quoteWad
        }
        delayBlocksMax = max(delayBlocksMax, judgement.delayBlocks)
    }
}

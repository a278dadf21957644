import Agents
import EthereumPrimitives
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct LiquidationWatchTests {
    private static let maintenance = UInt256.share(6, 100)

    /// A position of 10 base that was opened for 1,000.
    private func position(
        _ trader: UInt64 = 1, size: String = "10", margin: String, isLiquidatable: Bool = false
    ) -> PositionQuote {
        var position = PositionQuote(trader: Address(truncating: UInt256(trader)))
        (position.sizeWad, position.openNotionalWad) = (signedWad(size), wad("1000"))
        (position.marginWad, position.maintenanceWad) = (signedWad(margin), Self.maintenance)
        position.isLiquidatable = isLiquidatable
        return position
    }

    private func risk(_ positions: [PositionQuote], owed: Int256 = .zero) -> MarketRisk {
        MarketRisk(
            positions: positions, fundingOwedWad: positions.map { _ in owed }, bookedWad: .zero,
            latentAtCurveWad: .zero)
    }

    private func look(
        _ watch: inout LiquidationWatch, _ positions: [PositionQuote], truth: String = "100",
        owed: Int256 = .zero, block: UInt64 = 1, micros: UInt64 = 0
    ) {
        watch.look(
            risk(positions, owed: owed), truthWad: wad(truth), block: block,
            at: SimulatedTime(micros: micros))
    }

    private let trader = Address(truncating: 1)

    @Test("a liquidation is false from maintenance on, at the true price with funding paid")
    func falseOnes() throws {
        for (margin, owed, isFalse) in [
            ("60", 0 as Int256, true), ("60", 1, false), ("59.999999999999999999", 0, false),
            ("59.999999999999999999", -1, true),
        ] {
            var watch = LiquidationWatch()
            look(&watch, [position(margin: margin)], owed: owed)
            #expect(watch.unhealthyCount == (isFalse ? 0 : 1))
            let judgement = watch.judge(trader, truthWad: wad("100"), block: 2)
            #expect(judgement.isFalse == isFalse)
            let ratio = try #require(judgement.ratioTrueWad)
            #expect((ratio >= Int256(bitPattern: Self.maintenance)) == isFalse)
        }
    }

    @Test("equity at the true price is summed where it is negative, for longs and shorts")
    func latent() throws {
        var watch = LiquidationWatch()
        let positions = [
            position(1, margin: "60"), position(2, size: "-10", margin: "60"),
            position(3, margin: "90"),
        ]
        look(&watch, positions, truth: "90", block: 1)
        #expect(watch.latentTrueWad == wad("50"))
        look(&watch, positions, truth: "109", block: 2)
        #expect(watch.latentTrueWad == wad("30"))
        #expect(watch.latentTrueMaxWad == wad("50"))
        #expect(watch.unhealthyCount == 1)
        let ratio = try #require(
            watch.ratioTrueWad(of: Address(truncating: 2), truthWad: wad("120")))
        #expect(ratio == .zero &- Int256(bitPattern: wad("1.4").evmDiv(12)))
        #expect(watch.ratioTrueWad(of: Address(truncating: 4), truthWad: wad("100")) == nil)
    }

    @Test("a position is missed once for each two minutes on end below maintenance")
    func missed() {
        var watch = LiquidationWatch()
        let (weak, healthy) = (position(margin: "50"), position(margin: "70"))
        func missed(_ position: PositionQuote?, _ second: UInt64) -> UInt64 {
            look(&watch, position.map { [$0] } ?? [], micros: second * 1_000_000)
            return watch.missedCount
        }
        #expect(missed(weak, 10) == 0)
        #expect(missed(weak, 129) == 0)
        #expect(missed(weak, 130) == 1)
        #expect(missed(weak, 400) == 1)
        #expect(missed(healthy, 401) == 1)
        #expect(missed(weak, 402) == 1)
        // One that is closed is not the one that is opened later.
        #expect(missed(nil, 500) == 1)
        #expect(missed(weak, 530) == 1)
        #expect(missed(weak, 649) == 1)
        #expect(missed(weak, 650) == 2)
    }

    @Test("a delay is counted from the block after which the position could be liquidated on end")
    func delays() {
        var watch = LiquidationWatch()
        let (due, not) = (position(margin: "50", isLiquidatable: true), position(margin: "50"))
        look(&watch, [due], block: 3)
        #expect(watch.liquidatableCount == 1)
        #expect(watch.judge(trader, truthWad: wad("100"), block: 3).delayBlocks == 0)
        look(&watch, [not], block: 4)
        #expect(watch.judge(trader, truthWad: wad("100"), block: 5).delayBlocks == 0)
        look(&watch, [due], block: 6)
        look(&watch, [due], block: 9)
        #expect(watch.judge(trader, truthWad: wad("100"), block: 10).delayBlocks == 4)
        look(&watch, [], block: 11)
        look(&watch, [due], block: 12)
        #expect(watch.judge(trader, truthWad: wad("100"), block: 13).delayBlocks == 1)
    }

    @Test("liquidations within 25 blocks are one cascade, and each block of it is a wave")
    func cascades() {
        var watch = LiquidationWatch()
        var seen: [[UInt64]] = []
        for (block, isFalse) in [(10, false), (10, true), (12, false), (37, true), (63, false)] {
            var judgement = LiquidationWatch.Judgement()
            judgement.isFalse = isFalse
            judgement.delayBlocks = block == 12 ? 7 : 2
            watch.add(
                Address(truncating: UInt256(UInt64(block))), judgement,
                notionalWad: UInt256(UInt64(block)), block: UInt64(block))
            seen.append([watch.cascade, watch.wave])
        }
        #expect(seen == [[1, 1], [1, 1], [1, 2], [1, 3], [2, 1]])
        #expect(watch.waveMax == 3)
        #expect(watch.count == 5 && watch.falseCount == 2)
        #expect(watch.notionalWad == 132)
        #expect(watch.falseNotionalWad == 47)
        #expect(watch.traders.count == 4)
        #expect(watch.delayBlocksMax == 7)
    }
}

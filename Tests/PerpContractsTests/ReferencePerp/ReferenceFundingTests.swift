import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Continuous funding against the same by intervals.
@Suite struct ReferenceFundingTests {
    private typealias World = ReferenceWorld

    private static func world(
        _ settlement: FundingParameters.Settlement, index: UInt256
    ) throws -> ReferenceWorld {
        let world = try ReferenceWorld {
            $0.funding.settlement = settlement
            $0.funding.premiumOf = .mark
            $0.funding.premiumOver = .oracle
            $0.funding.reference = .oracle
        }
        try world.setFeed(index)
        try world.trade(alice, .buy, wad("50000.123456789"), leverage: wad("2"))
        try world.trade(bob, .sell, wad("30000.987654321"))
        return world
    }

    private static let alice = World.alice
    private static let bob = World.bob

    @Test(
        "at constant prices pieces of an interval add up to it, each rounded against its payer",
        arguments: [1, 2, 3, 4] as [UInt64])
    func pieces(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let index = wad("80") &+ UInt256(random.next() % 18_000_000_000_000_000_000) &* 2
        let whole = try Self.world(.perInterval, index: index)
        let continuous = try Self.world(.continuous, index: index)
        let mark = whole.summary.markWad
        #expect(mark == continuous.summary.markWad)
        let start = continuous.block.timestampSeconds
        var count = 0
        while continuous.block.timestampSeconds < start + 3_600 {
            let rest = start + 3_600 - continuous.block.timestampSeconds
            continuous.advance(min(rest, UInt64(random.below(300))))
            try continuous.ok("addMargin", [World.amount(1)], from: World.carol)
            count += 1
        }
        whole.advance(3_600)
        try whole.ok("payFunding", from: World.carol)
        let (pieces, interval) = (continuous.summary, whole.summary)
        #expect(pieces.fundingRateWad == interval.fundingRateWad)
        #expect(!interval.fundingLongWad.isZero)
        #expect(interval.fundingLongWad.isNegative == (mark < index))

        // Each piece of what payers owe is rounded up and of what receivers get down.
        let (payers, receivers) =
            mark > index
            ? (
                pieces.fundingLongWad &- interval.fundingLongWad,
                pieces.fundingShortWad &- interval.fundingShortWad
            )
            : (
                pieces.fundingShortWad &- interval.fundingShortWad,
                pieces.fundingLongWad &- interval.fundingLongWad
            )
        let most = Int256(bitPattern: UInt256(UInt64(count)))
        #expect(payers >= .zero && payers <= most)
        #expect(receivers >= -1 && receivers <= most)
        continuous.checkVault()
        whole.checkVault()
    }

    @Test("a day of silence is one piece, and no interval is lost")
    func silence() throws {
        let whole = try Self.world(.perInterval, index: wad("99"))
        let continuous = try Self.world(.continuous, index: wad("99"))
        whole.advance(86_400)
        continuous.advance(86_400)
        try whole.ok("payFunding", from: World.carol)
        try continuous.ok("payFunding", from: World.carol)
        let (day, hour) = (continuous.summary.fundingLongWad, whole.summary.fundingLongWad)
        // Intervals that nobody paid are lost; the continuous form has them all.
        #expect((day &- hour &* 24).magnitude <= 24)
        #expect(
            try whole.call("payFunding", [.address(World.market)], from: World.carol).revert
                == .reason("settle funding too early"))
        #expect(whole.summary.nextFundingTime == whole.block.timestampSeconds + 3_600)
    }
}

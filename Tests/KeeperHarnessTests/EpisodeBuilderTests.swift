import KeeperHarness
import Testing
import WideIntegers

@Suite struct EpisodeBuilderTests {
    private typealias Sheet = FactSheet

    @Test("an own liquidation in the next block ends the episode with nothing lost")
    func won() throws {
        var sheet = FactSheet(last: 9)
        sheet.open(5...5)
        sheet.liquidate(in: 6, by: Sheet.bot)
        let episode = try #require(sheet.episodes.first)
        #expect(sheet.episodes.count == 1)
        #expect(episode.firstBlock == 5)
        #expect(episode.feasibleBlock == 6)
        #expect(episode.endBlock == 6)
        #expect(episode.isReachable)
        #expect(episode.valueWad == .wad &* 10)
        #expect(sheet.card[.won] == .count(1))
        #expect(sheet.card[.ttlP95] == .count(1))
        #expect(sheet.card[.ttlExcessP95] == .count(0))
    }

    @Test("a head that comes after the next block makes the one after it the first feasible")
    func lateHead() throws {
        var sheet = FactSheet(last: 9)
        sheet.open(5...6)
        sheet.arrivals[5] = HeadArrival(
            at: Sheet.time(ofBlock: 6, plusMicros: 100_000), number: 5)
        let open = try #require(sheet.episodes.first)
        #expect(open.feasibleBlock == 7)
        sheet.blocks[6].open = []
        sheet.liquidate(in: 6, by: Sheet.rival)
        let taken = try #require(sheet.episodes.first)
        #expect(taken.endBlock == 6)
        #expect(!taken.isInTime)
        #expect(!taken.isReachable)
        #expect(sheet.card[.unreachable] == .count(1))
    }

    @Test("a head that arrives at the moment of the next block is too late for it")
    func sameMoment() throws {
        var sheet = FactSheet(last: 9)
        sheet.open(5...6)
        sheet.arrivals[5] = HeadArrival(at: Sheet.time(ofBlock: 6), number: 5)
        #expect(sheet.episodes.first?.feasibleBlock == 7)
    }

    @Test("what is no longer open was healed, unless its trader has touched it")
    func endings() throws {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3, Sheet.name(1))
        sheet.open(2...3, Sheet.name(2))
        sheet.open(2...9, Sheet.name(3))
        sheet.blocks[4].touched = [Sheet.name(2)]
        let endings = sheet.episodes.map(\.ending)
        #expect(endings == [.healed, .byTrader, .stillOpen])
        #expect(sheet.episodes.map(\.endBlock) == [4, 4, nil])
        #expect(sheet.card[.missed] == .count(3))
    }

    @Test("a touch that leaves it open ends nothing")
    func touchedAndOpen() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...9)
        sheet.blocks[4].touched = [Sheet.name()]
        #expect(sheet.episodes.count == 1)
        #expect(sheet.episodes.first?.ending == .stillOpen)
    }

    @Test("what can still be liquidated after a liquidation is an episode of its own")
    func partial() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...4)
        sheet.liquidate(in: 4, by: Sheet.rival)
        sheet.liquidate(in: 5, by: Sheet.bot)
        #expect(sheet.episodes.map(\.firstBlock) == [2, 4])
        #expect(sheet.episodes.map(\.endBlock) == [4, 5])
        #expect(sheet.card[.won] == .count(1))
        #expect(sheet.card[.lost] == .count(1))
        #expect(sheet.card[.shareWon] == .real(0.5))
    }

    @Test("what became liquidatable within its block was in nobody's reach, unless the bot had it")
    func withinBlock() {
        var sheet = FactSheet(last: 9)
        sheet.liquidate(in: 4, by: Sheet.rival, Sheet.name(1))
        sheet.liquidate(in: 4, by: Sheet.bot, Sheet.name(2))
        #expect(sheet.card[.unreachable] == .count(1))
        #expect(sheet.card[.won] == .count(1))
        #expect(sheet.card[.ttlMax] == .count(0))
    }

    @Test("only what paid more than its gas was in reach")
    func gas() {
        var sheet = FactSheet(last: 9)
        // 200,000 gas at one gwei and one wei of tip are 0.0002 native.
        let cost = UInt256(200_000) &* UInt256(1_000_000_001)
        sheet.open(2...3, Sheet.name(1), rewardWad: cost)
        sheet.open(2...3, Sheet.name(2), rewardWad: cost &+ 1)
        #expect(sheet.episodes.map(\.isProfitable) == [false, true])
        #expect(sheet.episodes.map(\.gasCostWad) == [cost, cost])
        #expect(sheet.card[.reachable] == .count(1))
    }

    @Test("what it paid after the last head that could be answered counts for nothing")
    func lastLook() throws {
        var sheet = FactSheet(last: 9)
        sheet.open(2...2, rewardWad: 1)
        sheet.open(3...3)
        // The head of block 3 comes after block 4, in which the price heals it.
        sheet.arrivals[3] = HeadArrival(
            at: Sheet.time(ofBlock: 4, plusMicros: 100_000), number: 3)
        let episode = try #require(sheet.episodes.first)
        #expect(episode.endBlock == 4)
        #expect(episode.isInTime)
        #expect(!episode.isProfitable)
        #expect(episode.valueWad == 1)
    }

    @Test("what backstop providers alone can take is out of reach, until anybody can")
    func backstop() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...5, Sheet.name(1), access: .backstopOnly)
        sheet.open(2...3, Sheet.name(2), access: .backstopOnly)
        sheet.open(4...5, Sheet.name(2))
        #expect(sheet.episodes.map(\.isReachable) == [false, true])
        #expect(sheet.episodes.map(\.access) == [.backstopOnly, .open])
    }

    @Test("what paid only while backstop providers alone could take it was in nobody else's reach")
    func backstopAtFirst() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3, access: .backstopOnly)
        sheet.open(4...5, rewardWad: 1)
        #expect(sheet.episodes.map(\.access) == [.open])
        #expect(sheet.episodes.map(\.isReachable) == [false])
    }

    @Test("a wait is counted in the blocks in which it would have paid to send")
    func payingWait() throws {
        var sheet = FactSheet(last: 20)
        // 200,000 gas at one gwei and one wei of tip, in native, which is quote here.
        let cost = UInt256(200_000) &* UInt256(1_000_000_001)
        sheet.open(2...3)
        // A quarter more than gas is no reason yet.
        sheet.open(4...9, rewardWad: cost &+ cost.quotientAndRemainder(dividingBy: 4).quotient)
        sheet.open(10...11)
        sheet.liquidate(in: 12, by: Sheet.bot)
        let episode = try #require(sheet.episodes.first)
        #expect(sheet.episodes.count == 1)
        #expect(episode.payingBlocks == [3...4, 11...12])
        #expect(episode.payingCount(before: 3) == 0)
        #expect(episode.payingCount(before: 4) == 1)
        #expect(episode.payingCount(before: 11) == 2)
        #expect(episode.payingCount(before: 12) == 3)
        #expect(sheet.card[.ttlMax] == .count(4))
        #expect(sheet.card[.ttlExcessMax] == .count(3))
        #expect(sheet.card[.stall] == .count(2))
        #expect(sheet.card[.unsentBlocksMax] == .count(3))
    }

    @Test("a head that is late leaves what the one before it has shown")
    func lateLook() throws {
        var sheet = FactSheet(last: 9)
        sheet.open(2...6)
        sheet.arrivals[4] = HeadArrival(
            at: Sheet.time(ofBlock: 5, plusMicros: 100_000), number: 4)
        #expect(sheet.episodes.first?.payingBlocks == [3...7])
    }
}

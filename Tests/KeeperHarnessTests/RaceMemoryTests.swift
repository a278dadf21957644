import Testing
import WideIntegers

@testable import KeeperHarness

@Suite struct RaceMemoryTests {
    @Test("a tip that is a hair above the own one is an answer to it, and sends it into hiding")
    func copied() {
        var races = RaceMemory()
        let share = races.sharePerMille
        #expect(!races.hides(at: 7))
        races.lose(to: 5_001, with: 5_000, at: 7)
        #expect(races.hides(at: 8))
        #expect(races.sharePerMille == share)
        #expect(races.beatingTipWei(at: 7) == .zero)
        #expect(!races.hides(at: 7 + 256))
        races.missBuilders()
        #expect(!races.hides(at: 8))
    }

    @Test("a higher tip is beaten by an eighth while it is fresh, or given way to")
    func outbid() {
        var races = RaceMemory()
        let share = races.sharePerMille
        races.lose(to: 8_000, with: 5_000, at: 7)
        #expect(!races.hides(at: 7))
        #expect(races.sharePerMille > share)
        #expect(races.beatingTipWei(at: 7) == 9_000)
        #expect(races.givesWay(bidding: 8_000, at: 7))
        #expect(!races.givesWay(bidding: 8_001, at: 7))
        #expect(races.givesWay(bidding: 8_000, at: 8))
        #expect(races.beatingTipWei(at: 70) == 9_000)
        #expect(races.beatingTipWei(at: 71) == .zero)
        #expect(!races.givesWay(bidding: 1, at: 9))
    }

    @Test("what is bid of a gain has an upper bound")
    func boldness() {
        var races = RaceMemory()
        for _ in 0..<9 { races.loseUnseen() }
        #expect(races.sharePerMille == 400)
    }

    @Test("one liquidation always has room, others below half of the limit")
    func room() {
        #expect(taken(limitWad: 1_200, changesWad: [5_000, 1]) == [true, false])
        #expect(taken(limitWad: 1_200, changesWad: [400, 200, 1]) == [true, true, false])
    }

    @Test("a market that has refused a second one gets none while one is under way")
    func single() {
        #expect(taken(limitWad: 0, isSingle: true, changesWad: [1, 0]) == [true, false])
        #expect(taken(limitWad: 0, isSingle: true, isBusy: true, changesWad: [0]) == [false])
        #expect(taken(limitWad: 0, isBusy: true, changesWad: [1_000_000]) == [true])
    }

    /// Which of some changes a market has room for, one after the other.
    private func taken(
        limitWad: UInt256, isSingle: Bool = false, isBusy: Bool = false, changesWad: [UInt256]
    ) -> [Bool] {
        var room = PriceRoom(limitWad: limitWad, isSingle: isSingle, isBusy: isBusy)
        var taken: [Bool] = []
        for change in changesWad { taken.append(room.take(changeWad: change)) }
        return taken
    }

    @Test("a failure of long ago does not lengthen a rest")
    func rests() {
        var rests = RestList()
        let name = FactSheet.name()
        rests.lengthen(name, at: 10)
        #expect(!rests.allows(name, at: 11))
        #expect(rests.allows(name, at: 12))
        rests.lengthen(name, at: 12)
        #expect(!rests.allows(name, at: 14))
        #expect(rests.allows(name, at: 15))
        rests.lengthen(name, at: 40)
        #expect(rests.allows(name, at: 42))
    }
}

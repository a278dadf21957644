import Testing
import WideIntegers

@testable import KeeperHarness

@Suite struct RaceMemoryTests {
    @Test("two tips that are a hair above the own ones are answers, and send it into hiding")
    func copied() {
        var races = RaceMemory()
        let share = races.sharePerMille
        races.lose(to: 5_001, with: 5_000, at: 7)
        #expect(!races.hides(at: 8))
        races.lose(to: 9_009, with: 9_000, at: 262)
        #expect(races.hides(at: 262))
        #expect(races.hides(at: 262 + 255))
        #expect(!races.hides(at: 262 + 256))
        #expect(races.sharePerMille == share)
        races.missBuilders()
        #expect(!races.hides(at: 263))
    }

    @Test("a hair is a thousandth of the own tip, or one wei")
    func hair() {
        #expect(RaceMemory.isAnswer(5_005, to: 5_000))
        #expect(!RaceMemory.isAnswer(5_006, to: 5_000))
        #expect(!RaceMemory.isAnswer(5_000, to: 5_000))
        #expect(RaceMemory.isAnswer(11, to: 10))
        #expect(!RaceMemory.isAnswer(12, to: 10))
    }

    @Test("one answer within the heads of hiding may be chance")
    func chance() {
        var races = RaceMemory()
        races.lose(to: 5_001, with: 5_000, at: 7)
        races.lose(to: 5_001, with: 5_000, at: 7 + 256)
        #expect(!races.hides(at: 7 + 257))
    }

    @Test("a loss that is no answer makes it bolder, and does not hide it")
    func outbid() {
        var races = RaceMemory()
        let share = races.sharePerMille
        races.lose(to: 8_000, with: 5_000, at: 7)
        races.lose(to: 8_000, with: 5_000, at: 8)
        #expect(!races.hides(at: 9))
        #expect(races.sharePerMille > share)
    }

    /// A million for a thousand of gas, at a base fee of 500 a unit.
    private let prize = RacePrize(
        rewardWei: 1_000_000, gas: 1_000, baseFeeWei: 500, isLosingFree: false)

    @Test("without rivals it goes a little beyond what the history of fees says")
    func alone() {
        let races = RaceMemory()
        #expect(races.tipWei(for: prize, usualWei: 50, marketWei: 80, at: 7) == 90)
        #expect(races.tipWei(for: prize, usualWei: 90, marketWei: 80, at: 7) == 90)
        #expect(races.tipWei(for: prize, usualWei: 1, marketWei: .zero, at: 7) == 1)
    }

    @Test("what leaves nothing is not bid, and neither is what loses money on average")
    func unpaid() {
        let races = RaceMemory()
        // A tip of 500 would use up all that is paid.
        #expect(races.tipWei(for: prize, usualWei: 500, marketWei: .zero, at: 7) == nil)
        #expect(races.tipWei(for: prize, usualWei: 499, marketWei: .zero, at: 7) == 499)
        #expect(races.tipWei(for: prize, usualWei: 10, marketWei: 480, at: 7) == nil)
    }

    @Test("rivals' bids are beaten by an eighth, where they are worth it, while they are fresh")
    func beating() {
        var races = RaceMemory()
        races.note(rivalTipWei: 160, at: 7)
        #expect(races.tipWei(for: prize, usualWei: 50, marketWei: 80, at: 8) == 180)
        #expect(races.tipWei(for: prize, usualWei: 50, marketWei: 80, at: 7 + 255) == 180)
        #expect(races.tipWei(for: prize, usualWei: 50, marketWei: 80, at: 7 + 256) == 90)
    }

    @Test("one rival who bids nearly all is left his one race of many")
    func outlier() {
        var races = RaceMemory()
        for head in 1...9 as ClosedRange<UInt64> { races.note(rivalTipWei: 80, at: head) }
        races.note(rivalTipWei: 440, at: 10)
        // Ten of eleven with 410 left, less a part of the cost of the other, against 5 each time.
        #expect(races.tipWei(for: prize, usualWei: 50, marketWei: 80, at: 11) == 90)
    }

    @Test("the last sixteen bids are remembered")
    func forgetting() {
        var races = RaceMemory()
        races.note(rivalTipWei: 240, at: 1)
        for _ in 0..<15 { races.note(rivalTipWei: 80, at: 2) }
        let prize = RacePrize(
            rewardWei: 1_000_000, gas: 1_000, baseFeeWei: 900, isLosingFree: false)
        // Nothing would be left at 270, and one race in seventeen costs more than the others leave.
        #expect(races.tipWei(for: prize, usualWei: 90, marketWei: 80, at: 3) == nil)
        races.note(rivalTipWei: 80, at: 2)
        #expect(races.tipWei(for: prize, usualWei: 90, marketWei: 80, at: 3) == 90)
    }

    @Test("a tip is hopeless that would have won no race and is below what others pay")
    func hopeless() {
        var races = RaceMemory()
        #expect(races.isHopeless(80, marketWei: 80, at: 7))
        #expect(!races.isHopeless(81, marketWei: 80, at: 7))
        races.note(rivalTipWei: 50, at: 7)
        #expect(!races.isHopeless(60, marketWei: 80, at: 8))
        #expect(races.isHopeless(50, marketWei: 80, at: 8))
        #expect(races.isHopeless(60, marketWei: 80, at: 7 + 256))
        #expect(prize.tipMaxWei == 500)
    }

    @Test("a race is worth what is won of it less what is lost of it")
    func gain() {
        // 400 a unit are left at a tip of 100; a race lost costs seven tenths of 600 a unit.
        #expect(prize.gainWei(tipWei: 100, wins: 2, of: 2) == 800_000)
        #expect(prize.gainWei(tipWei: 100, wins: 2, of: 3) == 380_000)
        #expect(prize.gainWei(tipWei: 100, wins: 1, of: 2) == nil)
        #expect(prize.gainWei(tipWei: 500, wins: 1, of: 1) == nil)
        let hidden = RacePrize(
            rewardWei: 1_000_000, gas: 1_000, baseFeeWei: 500, isLosingFree: true)
        #expect(hidden.gainWei(tipWei: 100, wins: 1, of: 2) == 400_000)
    }

    @Test("for a head rivals may want what can be liquidated, and again when a part was taken")
    func contested() {
        var open = OpenList()
        let name = FactSheet.name()
        var contested: [Bool] = []
        for head in [10, 10, 11] as [UInt64] {
            contested.append(open.isContested(name, at: head))
        }
        open.keep([name])
        contested.append(open.isContested(name, at: 12))
        open.forget(name)
        contested.append(open.isContested(name, at: 14))
        open.keep([])
        contested.append(open.isContested(name, at: 20))
        #expect(contested == [true, true, false, false, true, true])
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
}

import KeeperHarness
import Testing
import WideIntegers

@Suite struct TransactionScoreTests {
    private typealias Sheet = FactSheet

    @Test("a second nonce for what is under way is a duplicate, a replacement is none")
    func duplicates() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...6)
        sheet.send(1, nonce: 0, after: 2, minedIn: 6)
        sheet.send(2, nonce: 0, after: 3)
        #expect(sheet.card[.duplicateSends] == .count(0))
        sheet.send(3, nonce: 1, after: 4)
        #expect(sheet.card[.duplicateSends] == .count(1))
        sheet.send(4, nonce: 2, .liquidate(Sheet.name(9)), after: 4)
        #expect(sheet.card[.duplicateSends] == .count(1))
    }

    @Test("sending for what the bot's head shows as over is a duplicate")
    func over() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3)
        sheet.liquidate(in: 4, by: Sheet.rival)
        sheet.send(1, nonce: 0, after: 3, minedIn: 4, revert: "positionSize is 0")
        #expect(sheet.card[.duplicateSends] == .count(0))
        sheet.send(2, nonce: 1, after: 4, minedIn: 5, revert: "positionSize is 0")
        #expect(sheet.card[.duplicateSends] == .count(1))
    }

    @Test("what a contract is asked to liquidate counts for each position")
    func forwarded() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3, Sheet.name(1))
        sheet.open(2...3, Sheet.name(2))
        sheet.send(1, nonce: 0, .forwarded([Sheet.name(1), Sheet.name(2)]), after: 2, minedIn: 4)
        #expect(sheet.card[.unsentBlocksMax] == .count(0))
        #expect(sheet.card[.duplicateSends] == .count(0))
        sheet.send(2, nonce: 1, .liquidate(Sheet.name(2)), after: 3, minedIn: 4)
        #expect(sheet.card[.duplicateSends] == .count(1))
        sheet.send(3, nonce: 2, .forwarded([Sheet.name(3)]), after: 3, minedIn: 4, revert: "x")
        #expect(sheet.card[.revertsPerBlockMax] == .count(1))
        #expect(sheet.card.revertReasons == [.init("other", 1)])
    }

    @Test("a failure after somebody else's liquidation is a lost race")
    func lostRace() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3)
        sheet.liquidate(in: 4, by: Sheet.rival, index: 0)
        sheet.send(
            1, nonce: 0, after: 3, minedIn: 4, revert: "Margin ratio not meet criteria", index: 1)
        #expect(sheet.card.revertReasons == [.init("lost_race", 1)])
        #expect(sheet.card[.lostRaces] == .count(1))
        #expect(sheet.card[.failedTxShare] == .real(1))
    }

    @Test("a failure before the rival's, or without one, is none")
    func notLost() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3)
        sheet.liquidate(in: 4, by: Sheet.rival, index: 5)
        sheet.send(
            1, nonce: 0, after: 3, minedIn: 4, revert: "Margin ratio not meet criteria", index: 1)
        sheet.send(
            2, nonce: 1, .liquidate(Sheet.name(3)), after: 5, minedIn: 6,
            revert: "Margin ratio not meet criteria")
        #expect(sheet.card.revertReasons == [.init("not_liquidatable", 2)])
    }

    @Test(
        "failures by the contract's words",
        arguments: [
            ("not backstop LP", "not_backstop"), ("out of gas", "out_of_gas"),
            ("price is already over fluctuation limit", "fluctuation_limit"),
            ("only one action allowed", "restriction_mode"), ("panic 0x11", "other"),
        ])
    func reasons(_ text: String, _ reason: String) {
        var sheet = FactSheet(last: 9)
        sheet.open(2...8)
        sheet.send(1, nonce: 0, after: 3, minedIn: 4, revert: text)
        #expect(sheet.card.revertReasons == [.init(reason, 1)])
    }

    @Test("fees less gas and bribes are the profit, and failures and cancellations are waste")
    func money() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3)
        sheet.liquidate(in: 4, by: Sheet.bot)
        sheet.send(1, nonce: 0, after: 3, minedIn: 4, rewardWad: .wad &* 10)
        sheet.send(2, nonce: 1, .cancellation, after: 3, minedIn: 5)
        sheet.send(3, nonce: 2, after: 5, minedIn: 6, revert: "out of gas", isPrivate: true)
        let fee = UInt256(100_000_000_000_000)
        let tip = UInt256(30_000_000_000_000)
        let card = sheet.card
        #expect(card[.fees] == .amount(Int256(bitPattern: .wad &* 10)))
        #expect(card[.gas] == .amount(Int256(bitPattern: fee &* 3 &- tip)))
        #expect(card[.bribes] == .amount(Int256(bitPattern: tip)))
        #expect(card[.wastedGas] == .amount(Int256(bitPattern: fee &* 2)))
        #expect(card[.profitNet] == .amount(Int256(bitPattern: .wad &* 10 &- fee &* 3)))
        #expect(card[.profitPerWin] == card[.profitNet])
    }

    @Test("each fate is counted once")
    func fates() {
        var sheet = FactSheet(last: 9)
        sheet.send(1, nonce: 0, after: 1, fate: .replaced, endedInBlock: 3)
        sheet.send(2, nonce: 0, after: 2, minedIn: 4)
        sheet.send(3, nonce: 1, after: 2, fate: .cancelled, endedInBlock: 3)
        sheet.send(4, nonce: 2, after: 2, fate: .dropped("outbid"), endedInBlock: 3)
        sheet.send(5, nonce: 3, after: 2, fate: .refused("insufficient funds for gas: 1"))
        sheet.send(6, nonce: 4, after: 2, fate: .refused("insufficient funds for gas: 2"))
        sheet.send(7, nonce: 5, after: 2)
        let card = sheet.card
        #expect(card[.sent] == .count(7))
        #expect(card[.mined] == .count(1))
        #expect(card[.replaced] == .count(1))
        #expect(card[.cancelled] == .count(1))
        #expect(card[.dropped] == .count(1))
        #expect(card[.refused] == .count(2))
        #expect(card.refusals == [.init("insufficient funds for gas", 2)])
        #expect(card[.replacementAccepted] == .real(1))
        #expect(card[.inclusionP95] == .count(3))
        #expect(card[.stuckBlocksMax] == .count(6))
    }

    @Test("refused replacements are told from accepted ones")
    func replacements() {
        var sheet = FactSheet(last: 9)
        sheet.send(1, nonce: 0, after: 1, fate: .replaced, endedInBlock: 2)
        sheet.send(2, nonce: 0, after: 2, fate: .refused("replacement transaction underpriced"))
        sheet.send(3, nonce: 0, after: 2, minedIn: 3)
        #expect(sheet.card[.replacementAccepted] == .real(0.5))
    }

    @Test("sending what pays less than its gas is counted")
    func unprofitable() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...3, Sheet.name(1), rewardWad: 1)
        sheet.open(2...3, Sheet.name(2))
        sheet.send(1, nonce: 0, .liquidate(Sheet.name(1)), after: 2, minedIn: 3)
        sheet.send(2, nonce: 1, .liquidate(Sheet.name(2)), after: 2, minedIn: 3)
        #expect(sheet.card[.unprofitableSends] == .count(1))
    }

    @Test("reverts are counted by market and block")
    func revertsPerBlock() {
        var sheet = FactSheet(last: 9)
        for number in 1...3 {
            sheet.send(
                UInt64(number), nonce: UInt64(number), .liquidate(Sheet.name(UInt64(number))),
                after: 2, minedIn: number == 3 ? 5 : 4, revert: "x")
        }
        #expect(sheet.card[.revertsPerBlockMax] == .count(2))
    }

    @Test("funding is late by blocks since it was due")
    func funding() {
        var sheet = FactSheet(last: 9)
        // Due at second 30, which block 3 of second 36 is the first to have passed.
        sheet.blocks[5].fundings = [FundingFact(market: 0, dueSeconds: 30, caller: Sheet.rival)]
        sheet.send(
            1, nonce: 0, .payFunding(market: 0), after: 5, minedIn: 6,
            revert: "settle funding too early")
        #expect(sheet.card[.fundingLateP95] == .count(2))
        #expect(sheet.card[.fundingReverts] == .count(1))
        #expect(sheet.card.revertReasons == [.init("funding_too_early", 1)])
    }

    @Test("a bot is told by one failure for each position that it is no backstop")
    func notBackstop() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...8, Sheet.name(1))
        sheet.open(2...8, Sheet.name(2))
        for number in UInt64(1)...2 {
            sheet.send(
                number, nonce: number, .liquidate(Sheet.name(number)), after: 2, minedIn: 3,
                revert: "not backstop LP")
        }
        #expect(sheet.card[.notBackstopSends] == .count(0))
        sheet.send(
            3, nonce: 3, .liquidate(Sheet.name(1)), after: 4, minedIn: 5, revert: "not backstop LP")
        #expect(sheet.card[.notBackstopSends] == .count(1))
        #expect(sheet.card.revertReasons == [.init("not_backstop", 3)])
    }

    @Test("each part of a position that a rival takes is a race of its own")
    func racesByPart() {
        var sheet = FactSheet(last: 9)
        sheet.open(2...5)
        sheet.liquidate(in: 3, by: Sheet.rival, index: 0)
        sheet.liquidate(in: 5, by: Sheet.rival, index: 0)
        let reason = "Margin ratio not meet criteria"
        sheet.send(1, nonce: 0, after: 2, minedIn: 3, revert: reason)
        sheet.send(2, nonce: 1, after: 4, minedIn: 5, revert: reason)
        #expect(sheet.card[.lostRaces] == .count(2))
        #expect(sheet.card[.wastedGasPerLostRace] == .real(1))
        sheet.send(3, nonce: 2, after: 4, minedIn: 5, revert: reason, index: 2)
        #expect(sheet.card[.wastedGasPerLostRace] == .real(1.5))
    }
}

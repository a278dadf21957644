import KeeperHarness
import Testing
import WideIntegers

@Suite struct AttentionTests {
    private typealias Sheet = FactSheet

    @Test("blocks with something open and nothing sent are a stall")
    func stall() {
        var sheet = FactSheet(last: 20)
        sheet.open(2...9)
        // Blocks 3 to 10 could have had it.
        #expect(sheet.card[.stall] == .count(8))
        #expect(sheet.card[.unsentBlocksMax] == .count(7))
        sheet.send(1, nonce: 0, after: 5, minedIn: 8, revert: "x")
        // Answered from block 6 to 8, so that 3 to 5 are left, and 9 and 10.
        #expect(sheet.card[.stall] == .count(3))
        #expect(sheet.card[.unsentBlocksMax] == .count(3))
    }

    @Test("sending at once leaves no stall")
    func prompt() {
        var sheet = FactSheet(last: 20)
        sheet.open(2...2)
        sheet.liquidate(in: 3, by: Sheet.bot)
        sheet.send(1, nonce: 0, after: 2, minedIn: 3)
        #expect(sheet.card[.stall] == .count(0))
        #expect(sheet.card[.unsentBlocksMax] == .count(0))
    }

    @Test("what does not pay is no reason to send")
    func dust() {
        var sheet = FactSheet(last: 20)
        sheet.open(2...9, rewardWad: 1)
        #expect(sheet.card[.stall] == .count(0))
    }

    @Test("recovery is counted from the end of a fault to the answer or the end of what was open")
    func recovery() {
        var sheet = FactSheet(last: 20)
        sheet.open(2...15)
        #expect(sheet.card[.recoveryBlocks] == nil)
        sheet.faults = [
            .init(name: "silent", start: Sheet.time(ofBlock: 1), end: Sheet.time(ofBlock: 5))
        ]
        // Open until the price heals it in block 16.
        #expect(sheet.card[.recoveryBlocks] == .count(11))
        sheet.send(1, nonce: 0, after: 8)
        #expect(sheet.card[.recoveryBlocks] == .count(4))
    }

    @Test("who sends nothing more after a fault has not recovered, though others close what opens")
    func silence() {
        var sheet = FactSheet(last: 30)
        sheet.faults = [
            .init(name: "killed", start: Sheet.time(ofBlock: 1), end: Sheet.time(ofBlock: 5))
        ]
        #expect(sheet.card[.recoveryBlocks] == nil)
        sheet.open(10...12)
        sheet.liquidate(in: 13, by: Sheet.rival)
        // Blocks 11 and 12 were let pass, and in 13 it was over.
        #expect(sheet.card[.recoveryBlocks] == .count(2))
        sheet.send(1, nonce: 0, after: 10, minedIn: 13, revert: "x")
        #expect(sheet.card[.recoveryBlocks] == .count(0))
    }

    @Test("recovery asks for nothing where it does not pay")
    func recoveryOfDust() {
        var sheet = FactSheet(last: 20)
        sheet.faults = [
            .init(name: "silent", start: Sheet.time(ofBlock: 1), end: Sheet.time(ofBlock: 5))
        ]
        // Pays at first, so that it was reachable, and no longer when the fault is over.
        sheet.open(2...3)
        sheet.open(4...15, rewardWad: 1)
        #expect(sheet.card[.reachable] == .count(1))
        #expect(sheet.card[.recoveryBlocks] == nil)
        // Three blocks, 11 to 13, could have had it again.
        for place in 10...12 { sheet.blocks[place].open[0].rewardWad = .wad }
        #expect(sheet.card[.recoveryBlocks] == .count(3))
        sheet.send(1, nonce: 0, after: 11)
        #expect(sheet.card[.recoveryBlocks] == .count(1))
    }

    @Test("the worst of several faults counts, and none that ends behind the last block")
    func severalFaults() {
        var sheet = FactSheet(last: 20)
        sheet.open(2...15)
        sheet.send(1, nonce: 0, after: 7, fate: .dropped("emptied"), endedInBlock: 12)
        sheet.faults = [
            .init(name: "early", start: Sheet.time(ofBlock: 3), end: Sheet.time(ofBlock: 3)),
            .init(name: "loss", start: Sheet.time(ofBlock: 12), end: Sheet.time(ofBlock: 12)),
        ]
        #expect(sheet.card[.recoveryBlocks] == .count(5))
        sheet.faults.removeFirst()
        #expect(sheet.card[.recoveryBlocks] == .count(4))
        sheet.faults = [
            .init(name: "late", start: Sheet.time(ofBlock: 3), end: .init(micros: .max))
        ]
        #expect(sheet.card[.recoveryBlocks] == nil)
    }

    @Test("blocks are missed of what was in reach alone")
    func missedBlocks() {
        var sheet = FactSheet(last: 20)
        sheet.badDebtWad = .wad &* 30
        sheet.open(2...9, Sheet.name(1), access: .backstopOnly)
        sheet.open(2...9, Sheet.name(2), rewardWad: 1)
        #expect(sheet.card[.badDebtPerMissedBlock] == nil)
        sheet.open(2...4, Sheet.name(3))
        #expect(sheet.card[.badDebtPerMissedBlock] == .amount(Int256(bitPattern: .wad &* 15)))
    }

    @Test("bad debt is set against that of an ideal keeper and of none")
    func bounds() {
        var sheet = FactSheet(last: 20)
        sheet.badDebtWad = .wad &* 30
        sheet.bounds = .init(idealWad: .wad &* 10, noneWad: .wad &* 90)
        #expect(sheet.card[.idealGap] == .real(0.25))
        #expect(sheet.card[.badDebtToIdeal] == .real(3))
        #expect(sheet.card[.badDebtPerMissedBlock] == nil)
        sheet.bounds = .init(idealWad: .wad &* 10, noneWad: .wad &* 10)
        #expect(sheet.card[.idealGap] == nil)
        sheet.open(2...6)
        // Feasible in block 3, healed in block 7.
        #expect(
            sheet.card[.badDebtPerMissedBlock]
                == .amount(Int256(bitPattern: UInt256(7_500_000_000_000_000_000))))
    }
}

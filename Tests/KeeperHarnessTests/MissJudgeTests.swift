import KeeperHarness
import SimulationKernel
import Testing
import WideIntegers

@Suite struct MissJudgeTests {
    private typealias Sheet = FactSheet

    /// A position that is open after blocks 2 to 5, and taken by a rival in block 6 unless it heals.
    private func sheet(isTaken: Bool = true) -> FactSheet {
        var sheet = FactSheet(last: 40)
        sheet.open(2...5)
        if isTaken { sheet.liquidate(in: 6, by: Sheet.rival, tipWei: 10) }
        return sheet
    }

    private func reason(_ sheet: FactSheet) -> MissReason? { sheet.card.missed.first?.reason }

    @Test("a rival that has paid more has outbid, one that has not was earlier")
    func races() {
        var outbid = sheet()
        outbid.send(1, nonce: 0, after: 5, minedIn: 6, revert: "positionSize is 0", tipWei: 9)
        #expect(reason(outbid) == .outbid)
        var late = sheet()
        late.send(1, nonce: 0, after: 5, minedIn: 6, revert: "positionSize is 0", tipWei: 10)
        #expect(reason(late) == .late)
        #expect(late.card.missed.first?.wasTaken == true)
    }

    @Test("a lower nonce that waits is what keeps the later one back")
    func stuckNonce() {
        var sheet = sheet()
        sheet.send(1, nonce: 0, .liquidate(Sheet.name(9)), after: 1)
        sheet.send(2, nonce: 1, after: 3)
        #expect(reason(sheet) == .stuckNonce)
    }

    @Test("a lower nonce that a pool has lost leaves a gap")
    func gap() {
        var sheet = sheet()
        sheet.send(
            1, nonce: 0, .liquidate(Sheet.name(9)), after: 1, fate: .dropped("emptied"),
            endedInBlock: 2)
        sheet.send(2, nonce: 1, after: 3)
        #expect(reason(sheet) == .stuckNonce)
        // Sent again and mined, the nonce is no gap any more.
        sheet.send(3, nonce: 0, .liquidate(Sheet.name(9)), after: 2, minedIn: 4)
        #expect(reason(sheet) == .outbid)
    }

    @Test("a cap below the base fee is told from a low tip")
    func feeCap() {
        var sheet = sheet()
        sheet.send(1, nonce: 0, after: 3, capWei: 999_999_999)
        #expect(reason(sheet) == .feeCap)
        sheet.transactions = []
        sheet.send(1, nonce: 0, after: 3, capWei: 1_000_000_000)
        #expect(reason(sheet) == .outbid)
    }

    @Test("what waited while nobody else came was not included")
    func notIncluded() {
        var sheet = sheet(isTaken: false)
        sheet.send(1, nonce: 0, after: 3)
        #expect(reason(sheet) == .notIncluded)
        sheet.transactions = []
        sheet.send(1, nonce: 0, after: 3, isPrivate: true)
        #expect(reason(sheet) == .privateNotIncluded)
    }

    @Test(
        "refusals by the node's words",
        arguments: [
            ("insufficient funds for gas * price + value: balance 1", MissReason.noFunds),
            ("max fee per gas less than block base fee: x", .feeCap),
            ("nonce too low: next nonce 2, tx nonce 1", .stuckNonce), ("txpool is full", .refused),
        ])
    func refusals(_ text: String, _ expected: MissReason) {
        var sheet = sheet()
        sheet.send(1, nonce: 0, after: 3, fate: .refused(text))
        #expect(reason(sheet) == expected)
    }

    @Test("what has failed by its own fault is no lost race")
    func ownFaults() {
        for (text, expected) in [
            ("out of gas", MissReason.outOfGas),
            ("price is already over fluctuation limit", .fluctuationLimit),
        ] {
            var sheet = sheet()
            sheet.send(1, nonce: 0, after: 3, minedIn: 4, revert: text)
            #expect(reason(sheet) == expected)
        }
        var dropped = sheet()
        dropped.send(1, nonce: 0, after: 3, fate: .dropped("emptied"), endedInBlock: 4)
        #expect(reason(dropped) == .dropped)
    }

    @Test("of what was not sent, the facts tell why as far as they go")
    func silence() {
        var nothing = sheet()
        #expect(reason(nothing) == .notSent)
        var busy = nothing
        busy.send(1, nonce: 0, .liquidate(Sheet.name(9)), after: 4, minedIn: 5)
        #expect(reason(busy) == .budget)
        var waiting = nothing
        waiting.send(1, nonce: 0, .liquidate(Sheet.name(9)), after: 0)
        #expect(reason(waiting) == .stuckNonce)
        nothing.blocks[2].nativeWei = 1
        #expect(reason(nothing) == .noFunds)
        var behind = sheet()
        behind.arrivals[2] = HeadArrival(at: Sheet.time(ofBlock: 4, plusMicros: 1), number: 2)
        behind.arrivals[3] = HeadArrival(at: Sheet.time(ofBlock: 4, plusMicros: 2), number: 3)
        #expect(reason(behind) == .nodeLag)
        var failed = FactSheet(last: 40)
        failed.send(1, nonce: 0, after: 1, minedIn: 2, revert: "x")
        failed.open(5...8)
        failed.liquidate(in: 9, by: Sheet.rival)
        #expect(reason(failed) == .cooldown)
        var small = FactSheet(last: 40)
        small.open(5...8, rewardWad: UInt256(200_000) &* UInt256(1_000_000_001) &* 2 &- 1)
        #expect(reason(small) == .dustRule)
    }
}

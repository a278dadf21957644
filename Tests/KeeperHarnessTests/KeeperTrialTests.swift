import Agents
import Chain
import KeeperHarness
import Simulation
import SimulationKernel
import Testing
import WideIntegers

@Suite struct KeeperTrialTests {
    /// Hears what another agent hears, and keeps what its account had at the last head.
    private final class Purse: Agent {
        let mind: any Agent
        private(set) var nativeWei = UInt256.zero
        private(set) var collateralWad = UInt256.zero
        private(set) var first: (nativeWei: UInt256, collateralWad: UInt256)?
        var rhythm: WakeRhythm { mind.rhythm }

        init(_ mind: any Agent) { self.mind = mind }

        func act(_ view: AgentView) -> [AgentIntent] {
            (nativeWei, collateralWad) = (view.nativeWei, view.collateralWad)
            if first == nil { first = (nativeWei, collateralWad) }
            return mind.act(view)
        }
        func hear(_ outcome: IntentOutcome, _ view: AgentView) { mind.hear(outcome, view) }
        func hear(_ notice: NodeNotice, _ view: AgentView) { mind.hear(notice, view) }
    }

    @Test("fees and gas are what the account has gained and paid", arguments: [0, 2])
    func accounting(_ rivals: Int) throws {
        var purse: Purse?
        var keeper = KeeperUnderTest.reference
        let make = keeper.make
        keeper.make = { seat in
            let made = Purse(try make(seat))
            purse = made
            return made
        }
        let result = try FallingMarket.trial(keeper, rivals: rivals)
        let held = try #require(purse)
        let first = try #require(held.first)
        let card = result.card
        #expect(card[.won] != .count(0))
        #expect(
            card[.fees]
                == .amount(Int256(bitPattern: held.collateralWad &- first.collateralWad)))
        let paid = result.record.transactions.compactMap(\.receipt).reduce(UInt256.zero) {
            $0 &+ $1.feeWei
        }
        #expect(first.nativeWei &- held.nativeWei == paid)
        #expect(!paid.isZero)
        guard case .amount(let gas)? = card[.gas], case .amount(let net)? = card[.profitNet],
            case .amount(let fees)? = card[.fees], case .amount(let bribes)? = card[.bribes]
        else {
            Issue.record("no money")
            return
        }
        #expect(net == fees &- gas &- bribes)
    }

    @Test("the same seed gives the same card, another one another")
    func determinism() throws {
        let chain = "background.load: 0.3"
        let one = try FallingMarket.trial(.reference, rivals: 1, seed: 3, chain: chain)
        let two = try FallingMarket.trial(.reference, rivals: 1, seed: 3, chain: chain)
        let other = try FallingMarket.trial(.reference, rivals: 1, seed: 4, chain: chain)
        #expect(one.card == two.card)
        #expect(one.record == two.record)
        #expect(ScorecardPage(one).html == ScorecardPage(two).html)
        #expect(one.card != other.card)
    }

    @Test("an ideal keeper leaves less bad debt than any, and none leaves more")
    func bounds() throws {
        let slow = KeeperUnderTest("slow") { seat in
            LiquidationKeeper(
                KeeperTerms(markets: [0], skill: .careful, inFlightMax: 1, everyHeads: 12))
        }
        var gaps: [Double] = []
        for keeper in [KeeperUnderTest.reference, slow, .asleep] {
            let card = try FallingMarket.trial(keeper, bounds: true).card
            let bounds = try #require(card.bounds)
            guard case .amount(let badDebt)? = card[.badDebt],
                case .real(let gap)? = card[.idealGap]
            else {
                Issue.record("\(keeper.name): no bounds")
                continue
            }
            #expect(bounds.idealWad < bounds.noneWad)
            #expect(Int256(bitPattern: bounds.idealWad) <= badDebt)
            #expect(badDebt <= Int256(bitPattern: bounds.noneWad))
            gaps.append(gap)
        }
        try #require(gaps.count == 3)
        #expect(gaps[0] <= 0.25)
        #expect(gaps[2] == 1)
        #expect(gaps == gaps.sorted())
    }

    @Test("whoever sleeps has missed everything")
    func asleep() throws {
        let card = try FallingMarket.trial(.asleep).card
        #expect(card[.won] == .count(0))
        #expect(card[.sent] == .count(0))
        #expect(card[.lost] == .count(0))
        guard case .count(let missed)? = card[.missed], case .count(let stall)? = card[.stall]
        else {
            Issue.record("nothing was counted")
            return
        }
        #expect(missed >= 5)
        #expect(card.missed.count == Int(missed))
        #expect(card.missed.allSatisfy { $0.reason == .notSent && !$0.wasTaken })
        #expect(stall > 20)
    }

    @Test("a sound keeper sends nothing twice where blocks are full, a naive one does")
    func duplicates() throws {
        func trial(_ keeper: KeeperUnderTest) throws -> Scorecard {
            var keeper = keeper
            // A tip that nobody takes while others fill the blocks, and no replacement.
            keeper.settings.fees.tip = .fixed
            keeper.settings.fees.tipWei = 1
            keeper.settings.fees.patienceBlocks = 0
            return try FallingMarket.trial(keeper, chain: "background.load: 3").card
        }
        let naive = try trial(.skilled(.naive, "naive"))
        let careful = try trial(.skilled(.careful, "careful"))
        guard case .count(let duplicates)? = naive[.duplicateSends] else {
            Issue.record("nothing was counted")
            return
        }
        #expect(duplicates > 0)
        #expect(careful[.duplicateSends] == .count(0))
        #expect(careful[.sent] != .count(0))
    }

    @Test("an account without means sends nothing, and the card says why")
    func empty() throws {
        var poor = KeeperUnderTest.reference
        poor.settings.nativeWad = UInt256(1_000)
        let card = try FallingMarket.trial(poor).card
        #expect(card[.sent] == .count(0))
        #expect(!card.missed.isEmpty)
        #expect(card.missed.allSatisfy { $0.reason == .noFunds })
    }

    @Test("rules decide the status that a command ends with")
    func status() throws {
        let good = try FallingMarket.trial(.reference, rules: ["share_won >= 0.5", "won >= 1"])
        #expect(good.card.exitStatus == 0)
        let bad = try FallingMarket.trial(.asleep, rules: ["share_won >= 0.5", "bad_debt >= 0"])
        #expect(bad.card.exitStatus == 1)
        #expect(bad.card.requirements.map(\.isPassed) == [false, true])
    }
}

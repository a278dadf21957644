import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct KeeperTestWorldTests {
    /// A market with a crowd of longs at the edge, a price that falls by a tenth at the fourth minute,
    /// and an account that brings the mark there at once; blocks of a second.
    private func scenario(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario.steps([(4, 1_800)])
        scenario.durationMicros = 600_000_000
        scenario.chain.preset = "ideal"
        scenario.chain.overrides = OutsideRun.plain.map { SettingOverride($0.key, $0.value) }
        scenario.addExchange("spot")
        scenario.addFeed("feed", .posted())
        scenario.funds = [MarketWorld.fund("fund", 10_000)]
        var market = MarketWorld.reference("eth-perp") { $0.rules.marginPrice = .oracle }
        (market.truth, market.quoteReserveWad) = ("eth", wad(2_000_000))
        scenario.markets = [market]
        var crowd = CrowdSettings()
        crowd.name = "crowd"
        crowd.count = 6
        crowd.notional = .constant(2_000)
        crowd.leverage = .constant(8)
        crowd.longShareWad = .wad
        scenario.crowds = [crowd]
        var keeper = KeeperSettings()
        keeper.skill = .eager
        scenario.addAgent("rival", .keeper(keeper))
        scenario.keeper = KeeperTestSettings()
        scenario.keeper?.competitors = ["rival"]
        change(&scenario)
        return scenario
    }

    private func event(_ second: UInt64, _ model: EventModel) -> EventSettings {
        var event = EventSettings()
        (event.atMicros, event.model) = (second * 1_000_000, model)
        return event
    }

    /// A run with a keeper under test, by default one that does nothing, and what it has noted.
    private func run(
        _ scenario: Scenario, _ extra: [ExtraAgent]
    ) throws -> (world: SimulationWorld, notes: [[RecordValue]], blocks: [Block]) {
        var notes: [[RecordValue]] = []
        let world = try SimulationWorld(
            scenario, options: RunOptions(checksInvariants: true), extra: extra
        ) { if $0.table == .events { notes.append($0.values) } }
        var blocks: [Block] = []
        world.onChainRecord = { if case .sealed(let block) = $0 { blocks.append(block) } }
        #expect(world.run().status == .complete)
        return (world, notes, blocks)
    }

    /// Sends one transaction at each head of a time.
    private final class Sender: Agent {
        let rhythm = WakeRhythm.heads
        let heads: ClosedRange<UInt64>
        let tipWei: UInt256

        init(_ heads: ClosedRange<UInt64>, tipWei: UInt256) {
            self.heads = heads
            self.tipWei = tipWei
        }

        func act(_ view: AgentView) -> [AgentIntent] {
            guard heads.contains(view.head.number) else { return [] }
            let call = CallIntent(to: view.address, gasLimit: 21_000)
            return [AgentIntent(.call(call), fees: FeeRule(.fixed(tipWei: tipWei)))]
        }
    }

    // MARK: - Who is there

    @Test("members of a crowd stand at genesis, and trade once where they are to be seen")
    func crowd() throws {
        #expect(try SimulationWorld(scenario()).agents.map(\.name) == ["rival"])
        let world = try SimulationWorld(
            scenario { $0.crowds[0].seenWithinMicros = 70_000_000 })
        let before = world.chain.head
        #expect(world.recorder.watches[0].risk.positions.count == 6)
        var traders: [UInt64: Set<Address>] = [:]
        world.onChainRecord = { record in
            guard case .sealed(let block) = record, block.number > before.number else { return }
            for receipt in block.receipts where receipt.isSuccess {
                traders[block.number / 60, default: []].insert(receipt.transaction.sender)
            }
        }
        _ = world.run()
        let members = Set((1...6).map { Genesis.key(for: "agent/crowd-\($0)").address })
        let early = (traders[0] ?? []).union(traders[1] ?? [])
        #expect(early.isSuperset(of: members))
        #expect((2..<10).allSatisfy { (traders[$0] ?? []).isDisjoint(with: members) })
    }

    @Test("accounts have what they are given, and a name in the results")
    func accounts() throws {
        let address = Address(truncating: 0xd0)
        let world = try SimulationWorld(
            scenario { scenario in
                var account = AccountSettings()
                account.name = "dev"
                account.address = address
                account.nativeWei = wad(7)
                account.collateralWad = wad(9)
                scenario.accounts = [account]
            })
        let state = world.chain.host.state
        #expect(state.balanceWei(of: state.account(address)) == wad(7))
        #expect(world.recorder.balance(of: address, token: world.markets[0].collateral) == wad(9))
        #expect(world.recorder.accounts.name(of: address) == "dev")
    }

    @Test("a keeper under test has its own key, what the scenario gives it, and perhaps no agent")
    func underTest() throws {
        let key = try PrivateKey(UInt256(77))
        let changed = scenario {
            $0.keeper?.nativeWad = wad(3)
            $0.keeper?.collateralWad = wad("12.5")
            $0.keeper?.isBackstop = true
            $0.keeper?.startMicros = 5_000_000
        }
        #expect(ExtraAgent.ideal(in: changed).settings.startMicros == 5_000_000)
        let extra = ExtraAgent.underTest("bot", in: changed, key: key)
        #expect(extra.isBackstop && extra.isUnderTest)
        #expect(extra.settings.startMicros == 5_000_000)
        let world = try SimulationWorld(changed, extra: [extra])
        #expect(world.botAccounts == [key.address])
        #expect(world.agents.map(\.name) == ["rival"])
        let state = world.chain.host.state
        #expect(state.balanceWei(of: state.account(key.address)) == wad(3))
        #expect(
            world.recorder.balance(of: key.address, token: world.markets[0].collateral)
                == wad("12.5"))
        #expect(world.recorder.accounts.name(of: key.address) == "bot")
    }

    // MARK: - Bots

    @Test("the balance of the keeper under test is set, and of nobody else")
    func balance() throws {
        var event = BotBalanceEvent()
        event.nativeWad = wad(2)
        let changed = scenario { $0.events = [self.event(10, .botBalance(event))] }
        let extra = ExtraAgent.underTest(in: changed)
        let (world, notes, _) = try run(changed, [extra])
        let state = world.chain.host.state
        #expect(state.balanceWei(of: state.account(world.botAccounts[0])) == wad(2))
        #expect(notes.contains { $0.contains(.text("native balance set to 2")) })
        // Without one it is noted, and nothing else happens.
        #expect(try run(changed, []).notes.contains { $0.contains(.text("keeper")) })
    }

    @Test("nonces of the keeper under test are used from elsewhere")
    func nonces() throws {
        var event = BotNonceEvent()
        event.count = 3
        let changed = scenario { $0.events = [self.event(10, .botNonce(event))] }
        let (world, _, blocks) = try run(changed, [.underTest(in: changed)])
        let sent = blocks.flatMap(\.receipts).filter {
            $0.transaction.sender == world.botAccounts[0]
        }
        #expect(sent.map(\.transaction.transaction.nonce) == [0, 1, 2])
        let state = world.chain.host.state
        #expect(state.nonce(of: state.account(world.botAccounts[0])) == 3)
    }

    @Test("pools lose what the keeper under test has sent: all of it, or the first alone")
    func poolLoss() throws {
        for (loss, left) in [(PoolLossEvent.Loss.all, 0), (.first, 3)] {
            var event = PoolLossEvent()
            (event.loss, event.waitsFor) = (loss, 4)
            let changed = scenario {
                $0.events = [self.event(5, .poolLoss(event))]
                // Every slot stays empty, so that all of it waits.
                $0.chain.overrides.append(SettingOverride("production.empty", "1"))
            }
            var extra = ExtraAgent.underTest(in: changed) { _ in
                CrowdOfSends(count: 4, atMicros: 20_000_000)
            }
            extra.settings.fees.patienceBlocks = 0
            let (world, notes, _) = try run(changed, [extra])
            #expect(notes.contains { $0.contains(.text("pools have lost \(4 - left) of 4")) })
            #expect(world.chain.waitingCount(of: world.botAccounts[0]) == left)
            #expect(world.chain.leastNonce(waitingOf: world.botAccounts[0]) == (left > 0 ? 1 : nil))
        }
    }

    /// Sends several transactions at one moment.
    private final class CrowdOfSends: Agent {
        let rhythm: WakeRhythm
        let count: Int

        init(count: Int, atMicros: UInt64) {
            rhythm = WakeRhythm(firstMicros: atMicros)
            self.count = count
        }

        func act(_ view: AgentView) -> [AgentIntent] {
            (0..<count).map { _ in
                AgentIntent(.call(CallIntent(to: view.address, gasLimit: 21_000)))
            }
        }
    }

    @Test("a killed agent does nothing until it is started again")
    func kill() throws {
        var event = BotKillEvent()
        event.forMicros = 30_000_000
        let changed = scenario { $0.events = [self.event(20, .botKill(event))] }
        let extra = ExtraAgent.underTest(in: changed) { _ in
            Sender(10...70, tipWei: 5_000_000_000)
        }
        let (world, notes, blocks) = try run(changed, [extra])
        let active = blocks.filter { block in
            block.receipts.contains { $0.transaction.sender == world.botAccounts[0] }
        }.map(\.number)
        #expect(active.contains(15) && active.contains(60))
        #expect(active.allSatisfy { !(23...49).contains($0) })
        #expect(notes.contains { $0.contains(.text("killed")) })
        #expect(changed.botKills.map(\.atMicros) == [20_000_000])
    }

    @Test("who is to be killed after sending dies while the next transaction waits, and forgets it")
    func killAfterSending() throws {
        var event = BotKillEvent()
        event.forMicros = 30_000_000
        event.moment = .afterSending
        let changed = scenario { $0.events = [self.event(20, .botKill(event))] }
        var made = 0
        let extra = ExtraAgent.underTest(in: changed) { _ in
            made += 1
            // Nothing is sent for twenty blocks after the event's time.
            return Sender(made == 1 ? 40...41 : 80...90, tipWei: 5_000_000_000)
        }
        let (world, _, blocks) = try run(changed, [extra])
        let active = blocks.filter { block in
            block.receipts.contains { $0.transaction.sender == world.botAccounts[0] }
        }.map(\.number)
        #expect(made == 2)
        // What was sent comes into a block; the second one was never sent.
        #expect(active.filter { $0 < 75 }.count == 1)
        #expect(active.contains(85))
    }

    @Test("faults of the node are noted and planned, and change nothing")
    func nodeFault() throws {
        var event = NodeFaultEvent()
        event.fault.kind = .logGap
        event.forMicros = 60_000_000
        let changed = scenario { $0.events = [self.event(20, .nodeFault(event))] }
        let plain = try run(scenario(), [])
        let (world, notes, _) = try run(changed, [])
        #expect(notes.contains { $0.contains(.text("log-gap")) })
        #expect(world.chain.head.hash == plain.world.chain.head.hash)
        #expect(
            changed.nodeFaults == [
                PlannedNodeFault(atMicros: 20_000_000, forMicros: 60_000_000, fault: event.fault)
            ])
    }

    // MARK: - Chain

    @Test("a course of the base fee rises in equal ratios, stays, and is left to its rule")
    func baseFee() throws {
        var event = BaseFeeEvent()
        (event.factorWad, event.riseBlocks, event.holdBlocks) = (wad(16), 4, 3)
        let changed = scenario { $0.events = [self.event(20, .baseFee(event))] }
        let blocks = try run(changed, []).blocks
        let fees = Dictionary(
            uniqueKeysWithValues: blocks.map { ($0.number, $0.header.baseFeePerGasWei ?? .zero) })
        let top = try #require(fees.values.max())
        let peak = try #require(blocks.first { $0.header.baseFeePerGasWei == top }).number
        #expect((0..<4).map { fees[peak + $0] } == Array(repeating: top, count: 4))
        #expect(try #require(fees[peak + 4]) < top)
        for step in UInt64(1)...3 {
            let (low, high) = (try #require(fees[peak - step]), try #require(fees[peak - step + 1]))
            let ratio = try high.mulDivDown(1_000_000, low)
            #expect(ratio >= 1_999_990 && ratio <= 2_000_010, "\(ratio)")
        }
    }

    @Test("a reorg replaces the block of the keeper's liquidation, which is not there again")
    func reorg() throws {
        var event = ReorgEvent()
        (event.depth, event.keep, event.trigger) = (3, .never, .liquidation)
        event.afterMicros = 100_000
        let changed = scenario { $0.events = [self.event(60, .reorg(event))] }
        let ground = try run(scenario(), [])
        let first = try #require(
            ground.blocks.first { block in
                block.number > 240 && block.receipts.contains { $0.gasUsed > 150_000 }
            })
        let (world, notes, blocks) = try run(changed, [])
        #expect(notes.contains { $0.contains(.text("reorg of 3 blocks")) })
        let versions = blocks.filter { $0.number == first.number }
        #expect(versions.count == 2)
        #expect(versions.last?.receipts.isEmpty == true)
        #expect(blocks.filter { $0.number == first.number - 1 }.count == 1)
        #expect(blocks.filter { $0.number == first.number + 2 }.count == 2)
        #expect(world.recorder.figures([])["blocks_orphaned"]?.real == 3)
    }

    @Test("an outage is made up for, and gas costs more in the first block after it")
    func outage() throws {
        var event = OutageEvent()
        event.forMicros = 60_000_000
        (event.catchUpPerSecond, event.baseFeeFactorWad) = (4, wad(50))
        let changed = scenario { $0.events = [self.event(30, .outage(event))] }
        let blocks = try run(changed, []).blocks
        #expect(blocks.count >= 598)
        let last = try #require(blocks.first { $0.number == 29 })
        let next = blocks.filter { $0.number > 30 && $0.number < 35 }
        let fee = try #require(last.header.baseFeePerGasWei)
        let restart = try #require(next.compactMap(\.header.baseFeePerGasWei).max())
        #expect(restart > fee &* UInt256(30) && restart < fee &* UInt256(51))
    }
}

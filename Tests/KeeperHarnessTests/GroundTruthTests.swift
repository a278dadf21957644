import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import KeeperHarness
import Simulation
import SimulationKernel
import Testing
import WideIntegers

@Suite struct GroundTruthTests {
    /// What `getMarginRatio` says after each block, and what the ledger has found there.
    private struct Look {
        let block: UInt64
        let trader: Address
        let ratio: Int256
        let isOpen: Bool
    }

    @Test("a position is open where the contract's own view has it below maintenance")
    func marginRatio() throws {
        let world = try SimulationWorld(
            FallingMarket.scenario(design: "perp-v1", fallMinutes: 180))
        let market = world.markets[0]
        let traders = market.design.risk(
            in: world.chain.host, block: world.chain.head.environment(chainID: 1)
        ).positions.map(\.trader)
        let trial = KeeperTrial(
            world, KeeperTrialSettings(bot: Address(truncating: 0xb07), driver: "nobody"))
        var looks: [Look] = []
        let watching = world.onChainRecord
        world.onChainRecord = { record in
            watching?(record)
            guard case .sealed(let block) = record else { return }
            let environment = block.environment(chainID: world.chain.settings.chainID)
            let host = world.chain.host
            let isFar = host.read("9e010362", [], of: market.address, in: environment)
            guard isFar?.isZero == true else { return }
            let open = Set(trial.ledger.blocks.last?.open.map(\.name.trader) ?? [])
            for trader in traders {
                let ratio = host.read(
                    "ea0a45f9", [market.address, trader], of: market.house, in: environment)
                guard let ratio else { continue }
                looks.append(
                    Look(
                        block: block.number, trader: trader, ratio: ratio,
                        isOpen: open.contains(trader)))
            }
        }
        #expect(world.run().status == .complete)
        // 6.25 %, and a thousandth around it for the average that the next block will see.
        let maintenance = Int256(62_500_000_000_000_000), margin = Int256(100_000_000_000_000)
        let below = looks.filter { $0.ratio < maintenance &- margin }
        let above = looks.filter { $0.ratio > maintenance &+ margin }
        #expect(Set(below.map(\.trader)).count >= 5)
        #expect(below.allSatisfy { $0.isOpen })
        #expect(above.count > 500)
        #expect(above.allSatisfy { !$0.isOpen })
        // The first block of each episode is the first at which the view has it below.
        let episodes = trial.record().episodes
        for trader in Set(below.map(\.trader)) {
            let first = try #require(below.filter { $0.trader == trader }.map(\.block).min())
            let found = try #require(episodes.first { $0.name.trader == trader })
            #expect(found.firstBlock == first || found.firstBlock + 1 == first)
        }
        withExtendedLifetime(trial) {}
    }

    @Test("a market margined by its curve opens positions where the closed form says so")
    func curve() throws {
        let world = try SimulationWorld(FallingMarket.scenario())
        let market = world.markets[0]
        let trial = KeeperTrial(
            world, KeeperTrialSettings(bot: Address(truncating: 0xb07), driver: "nobody"))
        var disagreements: [String] = []
        var openCount = 0
        let watching = world.onChainRecord
        world.onChainRecord = { record in
            watching?(record)
            guard case .sealed(let block) = record else { return }
            let environment = block.environment(chainID: world.chain.settings.chainID)
            let quote = market.design.quote(in: world.chain.host, block: environment)
            let quoteReserve = Double(quote.quoteReserveWad.wadText) ?? 0
            let baseReserve = Double(quote.baseReserveWad.wadText) ?? 0
            // What selling twenty gets along the curve of constant product.
            let value = quoteReserve * 20 / (baseReserve + 20)
            let maintenance = Double(quote.maintenanceMarginWad.wadText) ?? 0
            let open = Set(trial.ledger.blocks.last?.open.map(\.name.trader) ?? [])
            openCount = max(openCount, open.count)
            for position in market.design.risk(in: world.chain.host, block: environment).positions {
                // Margin, size and entry are the scenario's own numbers; no funding falls due.
                let size = Double(position.sizeWad.wadText) ?? 0
                guard abs(size - 20) < 1e-9 else { continue }
                let margin = Double(position.marginWad.wadText) ?? 0
                let ratio = (margin + value - 40_000) / value
                if abs(ratio - maintenance) < 0.00005 { continue }
                if (ratio < maintenance) != open.contains(position.trader) {
                    disagreements.append("\(block.number) \(position.trader) \(ratio)")
                }
            }
        }
        #expect(world.run().status == .complete)
        #expect(openCount >= 5)
        #expect(disagreements.isEmpty, "\(disagreements.prefix(5))")
        withExtendedLifetime(trial) {}
    }

    @Test("watching changes nothing")
    func watching() throws {
        let plain = try SimulationWorld(FallingMarket.scenario(rivals: 1))
        let alone = plain.run()
        let world = try SimulationWorld(FallingMarket.scenario(rivals: 1))
        let trial = KeeperTrial(
            world, KeeperTrialSettings(bot: Address(truncating: 0xb07), driver: "nobody"))
        let watched = world.run()
        #expect(watched.headHash == alone.headHash)
        #expect(watched.stateDigest == alone.stateDigest)
        #expect(trial.ledger.blocks.contains { !$0.liquidations.isEmpty })
        #expect(trial.ledger.blocks.count == Int(alone.headNumber) + 1)
    }

    @Test("orphaned blocks take their facts with them")
    func reorg() throws {
        let world = try SimulationWorld(FallingMarket.scenario(rivals: 1))
        let trial = KeeperTrial(
            world, KeeperTrialSettings(bot: Address(truncating: 0xb07), driver: "nobody"))
        let chain = world.chain
        var orphaned: [Hash256] = []
        for minute in [14, 16, 18] as [UInt64] {
            chain.timeline.schedule(
                at: world.scenario.startTime + minute * 60_000_000 + 1_000_000
            ) {
                orphaned.append(chain.head.hash)
                try? chain.reorganize(depth: 3, keep: .never, order: .same)
            }
        }
        _ = world.run()
        let blocks = trial.ledger.blocks
        #expect(blocks.map(\.number) == Array(0...chain.head.number))
        #expect(trial.ledger.reorgCount == 3)
        #expect(trial.ledger.orphanedCount == 9)
        // The ledger has those liquidations that the canonical blocks have, and no others.
        let topic = try UInt256(
            hex: "0x5225638a979dd133f201045ab4169ec2189874d864f2b5a10be72ac6e4b421b4")
        let view = NodeView(chain: chain, node: chain.nodes[chain.nodes.count - 1])
        for facts in blocks {
            guard let block = view.block(.number(facts.number)) else { continue }
            let count = block.receipts.reduce(0) { sum, receipt in
                let logs = receipt.outcome.logs
                return sum
                    + (0..<logs.count).count {
                        logs.topicCount(of: $0) > 0 && logs.topicWord(0, of: $0) == topic
                    }
            }
            #expect(facts.liquidations.count == count)
        }
    }
}

extension ContractHost {
    /// A word that a view answers; nil where it fails.
    fileprivate func read(
        _ selector: String, _ arguments: [Address], of contract: Address, in block: BlockEnvironment
    ) -> Int256? {
        var data = (try? [UInt8](hex: "0x" + selector)) ?? []
        for argument in arguments { data += argument.number.bigEndianBytes }
        let outcome = simulate(
            Message(sender: .zero, recipient: contract, data: data), in: block)
        guard outcome.isSuccess, outcome.output.count == 32 else { return nil }
        return UInt256(bigEndianBytes: outcome.output).map(Int256.init(bitPattern:))
    }
}

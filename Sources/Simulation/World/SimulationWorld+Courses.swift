import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// Events that follow the chain from block to block.
struct BlockCourses {
    /// A base fee on its way.
    struct Fee {
        let event: BaseFeeEvent
        /// The base fee that it began at, wei.
        let startWei: UInt256
        /// Blocks that it has set.
        var blocks: UInt64 = 0
    }

    /// A reorg that waits for a liquidation, and then for further blocks on top of it.
    struct Reorg {
        let event: ReorgEvent
        /// The height from which on it can happen; nil until the liquidation has come.
        var readyAt: UInt64?
    }

    var fees: [Fee] = []
    var reorgs: [Reorg] = []
}

extension SimulationWorld {
    /// Begins a course of the base fee, or a reorg.
    func beginOnChain(_ event: EventModel) {
        switch event {
        case .baseFee(let course):
            guard let start = chain.nextBaseFeePerGasWei else {
                return recorder.note("fault", "chain", "there is no base fee to move", nil)
            }
            blockCourses.fees.append(BlockCourses.Fee(event: course, startWei: start))
            recorder.note(
                "fault", "chain",
                "base fee to \(course.factorWad.wadText) times in \(course.riseBlocks) blocks, held "
                    + "for \(course.holdBlocks)", nil)
            setBaseFee()
        case .reorg(let reorg):
            guard reorg.trigger == .liquidation else { return reorganize(reorg) }
            blockCourses.reorgs.append(BlockCourses.Reorg(event: reorg))
        default: break
        }
    }

    /// Goes on with what follows the chain, after a block.
    func follow(_ block: Block) {
        if !blockCourses.fees.isEmpty {
            // The block is not the head yet for whoever asks; a moment later it is.
            chain.timeline.schedule(afterMicros: 1) { [weak self] in self?.setBaseFee() }
        }
        if !blockCourses.reorgs.isEmpty { awaitLiquidation(in: block) }
    }

    // MARK: - Base fee

    /// Sets the next base fee of the course that began last, and ends those that are over.
    private func setBaseFee() {
        for place in blockCourses.fees.indices { blockCourses.fees[place].blocks += 1 }
        blockCourses.fees.removeAll { $0.blocks > $0.event.riseBlocks &+ $0.event.holdBlocks }
        guard let course = blockCourses.fees.last else { return }
        chain.intervene(.setNextBaseFee(course.nextWei))
    }

    // MARK: - Reorgs

    private func awaitLiquidation(in block: Block) {
        let isLiquidation = hasLiquidation(block)
        var ready: [ReorgEvent] = []
        for place in blockCourses.reorgs.indices {
            let depth = blockCourses.reorgs[place].event.depth
            if blockCourses.reorgs[place].readyAt == nil, isLiquidation {
                blockCourses.reorgs[place].readyAt = block.number &+ depth &- 1
            }
            if let height = blockCourses.reorgs[place].readyAt, block.number >= height {
                ready.append(blockCourses.reorgs[place].event)
            }
        }
        blockCourses.reorgs.removeAll { $0.readyAt.map { block.number >= $0 } ?? false }
        for reorg in ready {
            chain.timeline.schedule(afterMicros: reorg.afterMicros) { [weak self] in
                self?.reorganize(reorg)
            }
        }
    }

    /// Whether a block has a liquidation of the keeper under test, or of anybody where there is none.
    private func hasLiquidation(_ block: Block) -> Bool {
        block.receipts.contains { receipt in
            guard receipt.isSuccess,
                botAccounts.isEmpty || botAccounts.contains(receipt.transaction.sender)
            else { return false }
            let logs = receipt.outcome.logs
            return (0..<logs.count).contains { logs.topicWord(0, of: $0) == Self.liquidated }
        }
    }

    private static let liquidated = ReferencePerpABI.house.topic(ofEvent: "PositionLiquidated")

    private func reorganize(_ reorg: ReorgEvent) {
        let depth = Int(clamping: reorg.depth)
        let order: ReorgOrder =
            switch reorg.order {
            case .same: .same
            case .shuffled: .shuffled
            case .rivalFirst: .rivalsFirst(competitors)
            }
        do throws(ReorgRefused) {
            try chain.reorganize(depth: depth, keep: reorg.keep, order: order)
            recorder.note("fault", "chain", "reorg of \(depth) blocks", nil)
        } catch {
            recorder.note("fault", "chain", "\(error)", nil)
        }
    }

    /// The accounts of the populations that compete with a keeper under test.
    private var competitors: [Address] {
        let names = scenario.keeper?.competitors ?? []
        return agents.filter { names.contains($0.population) }.map(\.address)
    }
}

extension BlockCourses.Fee {
    /// The base fee of the next block, wei: `start * factor^(blocks / rise)`.
    fileprivate var nextWei: UInt256 {
        guard blocks < event.riseBlocks else {
            return (try? startWei.mulDivDown(event.factorWad, .wad)) ?? .max
        }
        let factor = Double(event.factorWad.quotientAndRemainder(dividingBy: Self.tiny).quotient.w0)
        let scale = Double(UInt256.wad.quotientAndRemainder(dividingBy: Self.tiny).quotient.w0)
        let exponent = Double(blocks) / Double(event.riseBlocks)
        // A factor of nothing leads there at once.
        let power = factor > 0 ? ExactMath.exp(ExactMath.log(factor / scale) * exponent) : 0
        return (try? startWei.mulDivDown(UInt256(UInt64(power * scale)), UInt256(UInt64(scale))))
            ?? .max
    }

    /// A billionth, wad: what factors are rounded to on their way.
    private static let tiny = UInt256(1_000_000_000)
}

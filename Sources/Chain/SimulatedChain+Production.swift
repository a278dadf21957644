import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// When blocks are made, and what is done with each.
extension SimulatedChain {
    // MARK: - Planning

    func planNextBlock() {
        switch slots.schedule {
        case .slots:
            slotNumber += 1
            plan(at: slots.time(of: slotNumber))
        case .exponential(let mean):
            let wait = Distribution.exponential(mean: Double(mean)).sampleInteger(&streams.slots)
            slotNumber += 1
            plan(at: timeline.now + wait)
        case .onDemand:
            nextBlockEvent = nil
            planOnDemandBlock()
        }
    }

    private func plan(at time: SimulatedTime) {
        nextBlockEvent = timeline.schedule(at: time) { [unowned self] in slotHasCome() }
    }

    /// Plans a sequencer's block for what waits and can run, unless one is planned.
    func planOnDemandBlock() {
        guard case .onDemand(let interval, let drain) = slots.schedule, nextBlockEvent == nil,
            outage == nil, sequencer.hasWork(host.state)
        else { return }
        plan(at: max(timeline.now + drain, head.sealedAt + interval))
    }

    private func slotHasCome() {
        if violation != nil { return }
        if outage != nil {
            slotIsMissed()
            return
        }
        if streams.slots.chance(settings.production.emptySlot) {
            if case .onDemand(let interval, _) = slots.schedule {
                plan(at: timeline.now + interval)
            } else {
                planNextBlock()
            }
            return
        }
        reorganizeByChance()
        produceBlock()
        planNextBlock()
    }

    // MARK: - Making a block

    /// Makes a block now, on top of the head.
    func produceBlock(timestampSeconds: UInt64? = nil) {
        if violation != nil { return }
        let site = nextSite()
        var block = open(
            on: head, coinbase: site.coinbase,
            timestampSeconds: timestampSeconds ?? nextTimestampSeconds)
        if timestampSeconds == nil, let pinned = pinnedTimestampSeconds {
            pinnedTimestampSeconds = nil
            let now = timeline.now.seconds
            clockOffsetSeconds = pinned > now ? pinned - now : 0
        }
        fill(&block, at: site)
        seal(block, on: head, by: site)
    }

    /// The timestamp of a block that is made now; timestamps never fall.
    var nextTimestampSeconds: UInt64 {
        if let set = setTimestampSeconds { return max(set, head.header.timestampSeconds) }
        return max(timeline.now.seconds + clockOffsetSeconds, head.header.timestampSeconds)
    }

    /// The next block's timestamp where it does not follow the clock.
    var setTimestampSeconds: UInt64? {
        if let pinnedTimestampSeconds { return pinnedTimestampSeconds }
        guard let timestampIntervalSeconds else { return nil }
        let (sum, overflow) = head.header.timestampSeconds.addingReportingOverflow(
            timestampIntervalSeconds)
        return overflow || sum > SimulatedChain.clockOffsetSecondsMax ? nil : sum
    }

    /// Who makes the next block: proposers in turn, a random one under proof of work, and as often as
    /// the market has it a builder for them.
    func nextSite() -> BuildingSite {
        let count = proposers.count
        let turn: Int
        if case .exponential = slots.schedule {
            turn = count == 1 ? 0 : streams.slots.index(below: count)
        } else {
            turn = Int(slotNumber % UInt64(count))
        }
        let proposer = proposers[proposers.startIndex + turn]
        var builder: Int?
        var isRandom = settings.ordering == .random
        if case .builders(let market) = settings.ordering {
            if streams.builders.chance(market.blockShare) {
                builder = streams.builders.pick(weights: market.builderWeights)
            }
            // Drawn in any case, so that one block's draws do not shift the next one's.
            isRandom = streams.builders.chance(market.randomShare) && builder != nil
        }
        return BuildingSite(proposer: proposer, builder: builder, isRandom: isRandom)
    }

    func open(on parent: Block, coinbase: Address, timestampSeconds: UInt64) -> OpenBlock {
        let baseFee = parent.nextBaseFeePerGasWei
        let next = baseFee == nil ? nil : restartBaseFeeWei ?? baseFee
        return OpenBlock(
            host: host,
            environment: BlockEnvironment(
                number: parent.number + 1, timestampSeconds: timestampSeconds,
                baseFeePerGasWei: next ?? .zero, coinbase: coinbase,
                gasLimit: settings.blockGasLimit, chainID: settings.chainID),
            hasBaseFee: next != nil, baseFeeRecipient: settings.baseFeeRecipient,
            ledger: ledger)
    }

    /// Ends a block: everything that it changes becomes the state of the new head.
    @discardableResult
    func seal(
        _ open: OpenBlock, on parent: Block, by site: BuildingSite
    ) -> Block {
        check(open)
        let header = BlockHeader(
            sealing: open, on: parent,
            extraData: branch == 0 ? [] : UInt256(branch).minimalBigEndianBytes)
        let block = Block(
            header: header, receipts: open.receipts, sealedAt: timeline.now,
            proposer: site.proposer.id, builder: site.builder, ledger: open.ledger,
            feeMarket: settings.feeMarket,
            isBaseFeeSet: header.baseFeePerGasWei != parent.nextBaseFeePerGasWei)
        ledger = open.ledger
        restartBaseFeeWei = nil
        unsealedInterventions.removeAll()
        for (index, receipt) in block.receipts.enumerated() {
            settle(
                receipt.transaction, .included(blockNumber: block.number, index: index))
        }
        record?(.sealed(block))
        if let old = store.append(block) { forget(old) }
        pruneLanes()
        announce(block, by: site.proposer)
        return block
    }

    /// Gives up a block that is too old to be looked up.
    private func forget(_ block: Block) {
        transactionIndex.forget(block)
    }

    // MARK: - Books

    /// I5 and the gas of a block before it is sealed.
    private func check(_ open: OpenBlock) {
        do throws(InvariantViolation) {
            if open.gasUsed > open.environment.gasLimit {
                throw InvariantViolation(
                    5,
                    "block \(open.environment.number) used \(open.gasUsed) gas of "
                        + "\(open.environment.gasLimit)")
            }
            if checksInvariants { try open.ledger.checkI5(host.state) }
        } catch {
            violation = violation ?? error
        }
    }
}

/// Who makes a block, and how.
struct BuildingSite {
    let proposer: ChainNode
    /// The builder that fills the block; nil for the proposer.
    let builder: Int?
    let isRandom: Bool

    /// Who is paid the tips.
    var coinbase: Address {
        if let builder { return SimulatedChain.builderAddress(builder) }
        return SimulatedChain.proposerAddress(proposer.id)
    }
}

extension SimulatedChain {
    /// The account of a node that proposes blocks.
    public static func proposerAddress(_ node: NodeID) -> Address {
        Address(truncating: UInt256(UInt64(node.rawValue), 0, 0xc01b, 0))
    }

    /// The account of a builder.
    public static func builderAddress(_ builder: Int) -> Address {
        Address(truncating: UInt256(UInt64(builder), 0, 0xb01d, 0))
    }
}

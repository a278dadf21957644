import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Random calls on both designs, and what of them was not alike.
///
/// Where a rule that differs lets one design refuse what the other does, both are set back, so that the
/// rest of the sequence still runs on the same curve.
struct TwinSequence {
    /// What the specification's tolerances are of.
    struct Measure {
        var count = 0
        /// Largest change, in wei, of the difference of what the caller's side owns: its equity and its
        /// wallet, together so that differences which leave the position are not counted again.
        var caller = UInt256.zero
        /// The same of anybody else's equity.
        var others = UInt256.zero
        /// Largest difference of a liquidator's reward.
        var reward = UInt256.zero
        /// Largest difference of a trade's fee.
        var fee = UInt256.zero

        func merging(_ other: Measure) -> Measure {
            Measure(
                count: count + other.count, caller: max(caller, other.caller),
                others: max(others, other.others), reward: max(reward, other.reward),
                fee: max(fee, other.fee))
        }
    }

    let world: TwinWorld
    let hasFunding: Bool
    var random: SeededGenerator
    /// By kind of operation.
    var measures: [String: Measure] = [:]
    /// Pairs of refusals where only one design refused.
    var disagreements: [String: Int] = [:]
    /// Calls that both refused.
    var refusals: [String: Int] = [:]
    /// What of exchanged amounts, sizes and prices was not equal.
    var mismatches: [String] = []

    init(_ world: TwinWorld, seed: UInt64, hasFunding: Bool) {
        self.world = world
        self.hasFunding = hasFunding
        random = SeededGenerator(seed: seed)
    }

    mutating func run(operations: Int) throws {
        for _ in 0..<operations {
            if random.below(3) == 0 { try pass() }
            try step()
        }
    }

    /// Lets time pass, stopping at every hour to pay funding.
    private mutating func pass() throws {
        var rest = UInt64([0, 1, 13, 15, 60, 450, 1_000][random.below(7)])
        let toHour = 3_600 - world.block.timestampSeconds % 3_600
        if rest >= toHour {
            rest -= toHour
            world.advance(toHour)
            if hasFunding { try payFunding() }
        }
        world.advance(rest)
    }

    // MARK: - Operations

    private mutating func step() throws {
        let trader = TwinWorld.traders[random.below(TwinWorld.traders.count)]
        let position = world.v1Position(trader)
        switch random.below(12) {
        case 10: try push()
        case 0 where !position.size.isZero:
            try compare("close", trader) {
                try $0.call("closePosition", [$0.amount(0)], from: trader)
            }
        case 1:
            let added = randomAmount()
            try compare("addMargin", trader) {
                try $0.call("addMargin", [$0.amount(added)], from: trader)
            }
        case 2:
            let share = UInt64(random.below(100))
            let removed = try position.margin.mulDivDown(UInt256(share), 100) &+ .one
            try compare("removeMargin", trader) {
                try $0.call("removeMargin", [$0.amount(removed)], from: trader)
            }
        case 3, 4: try liquidateAll()
        default: try trade(trader, position)
        }
    }

    /// Between a millionth and 3 % of the quote reserve, to the last wei.
    private mutating func randomAmount() -> UInt256 {
        let whole = world.v1Pool.quoteReserveWad
        let parts = [1, 10, 100, 1_000, 10_000, 30_000][random.below(6)]
        let share = whole.quotientAndRemainder(dividingBy: 1_000_000).quotient
        if random.below(40) == 0 { return UInt256(UInt64(1 + random.below(50))) }
        let exact = share &* UInt256(UInt64(1 + random.below(parts)))
        return exact &+ UInt256(random.next() % 1_000_000_007)
    }

    private mutating func trade(_ trader: Address, _ position: PerpV1Position) throws {
        let price = try world.v1Pool.spotPriceWad()
        let low = random.below(4) == 0
        // More buyers where it is cheap, so that prices stay about where they began.
        let side: PerpV1Side = (price < world.startPrice) != low ? .buy : .sell
        let leverages = ["1", "1", "1.7", "3", "5", "8", "9.5", "2.333333333333333333"]
        let leverage = wad(leverages[random.below(leverages.count)])
        let quote = try randomAmount().divD(leverage) &+ .one
        let notional = try quote.mulD(leverage)
        var kind = "open"
        if !position.size.isZero {
            let isLong = !position.size.isNegative
            let worth = try world.v1Pool.quote(
                forBaseWad: position.size.magnitude, isLong ? .add : .remove)
            if isLong == (side == .buy) {
                kind = "increase"
            } else {
                kind = worth > notional ? "reduce" : "reverse"
            }
        }
        try compare(kind, trader) { try $0.trade(trader, side, quote, leverage: leverage) }
    }

    /// A large trade that turns the price, and what comes of it a quarter of an hour later.
    private mutating func push() throws {
        let isCheap = try world.v1Pool.spotPriceWad() < world.startPrice
        let share = UInt256(UInt64(1 + random.below(12)))
        let quote = try world.v1Pool.quoteReserveWad.mulDivDown(share, 100)
        try compare("push", TwinWorld.whale) {
            try $0.trade(TwinWorld.whale, isCheap ? .buy : .sell, quote)
        }
        if random.below(2) == 0 { world.advance(901) }
        try liquidateAll()
    }

    private mutating func liquidateAll() throws {
        for trader in TwinWorld.traders where !world.v1Position(trader).size.isZero {
            try world.setGuardPrice(try world.v1Pool.spotPriceWad())
            try compare("liquidate", trader) { try $0.liquidate(trader) }
        }
    }

    private mutating func payFunding() throws {
        try compare("payFunding", nil) { try $0.call("payFunding", from: TwinWorld.keeper) }
    }

    // MARK: - Comparison

    private mutating func compare(
        _ name: String, _ trader: Address?,
        _ body: (TwinWorld) throws -> TwinWorld.Outcomes
    ) throws {
        let (v1Point, referencePoint) = (
            world.v1Host.state.checkpoint, world.referenceHost.state.checkpoint
        )
        let before = try differences(trader)
        let outcomes = try body(world)
        var kind = name
        guard outcomes.areBothSuccessful else {
            let pair = "\(name): \(text(outcomes.v1)) | \(text(outcomes.reference))"
            if outcomes.v1.isSuccess == outcomes.reference.isSuccess {
                refusals[pair, default: 0] += 1
            } else {
                disagreements[pair, default: 0] += 1
                world.v1Host.state.revert(to: v1Point)
                world.referenceHost.state.revert(to: referencePoint)
            }
            return
        }
        var reward = UInt256.zero
        if name == "liquidate", let trader {
            let (v1, reference) = try world.event("PositionLiquidated", in: outcomes)
            reward = Int256(bitPattern: reference[2] &- v1[2]).magnitude
            let changed = try world.event("PositionChanged", in: outcomes)
            let isPartial = !world.v1Position(trader).size.isZero
            if isPartial == world.referencePosition(trader).sizeWad.isZero {
                disagreements[
                    isPartial ? "liquidate: part | all" : "liquidate: all | part", default: 0] += 1
                world.v1Host.state.revert(to: v1Point)
                world.referenceHost.state.revert(to: referencePoint)
                return
            }
            kind = isPartial ? "liquidate part" : "liquidate all"
            if !changed.v1[7].isZero { kind = "liquidate bankrupt" }
        }
        let isPart = kind == "liquidate part"
        var fee = UInt256.zero
        if let trader, name != "addMargin", name != "removeMargin", !isPart {
            fee = try compareTrade(kind, trader, outcomes)
        }
        var after = try differences(trader)
        if kind == "liquidate all" || kind == "liquidate bankrupt" {
            // All that the position had is taken, what it had more here than there included.
            after.total = after.total &+ before.own
        }
        if name == "payFunding" { try checkFunding(before, after) }
        record(kind, before, after, reward, fee)
        if isPart {
            // Parts are exchanged by quote there and by base here, and leave the curves wei apart.
            world.v1Host.state.revert(to: v1Point)
            world.referenceHost.state.revert(to: referencePoint)
        }
    }

    /// A rate in wad loses up to one wei of itself, so a unit of base up to the price in wei, and both
    /// sides' rounding.
    private mutating func checkFunding(_ before: Differences, _ after: Differences) throws {
        let lost = world.startPrice.quotientAndRemainder(dividingBy: .wad).quotient &+ 2
        for (trader, (old, new)) in zip(
            TwinWorld.traders, zip(before.equities, after.equities))
        {
            let size = world.v1Position(trader).size.magnitude
            let bound = try size.mulDivUp(lost, .wad) &+ 2
            if (new &- old).magnitude > bound { mismatches.append("funding: \(new &- old)") }
        }
    }

    private func text(_ outcome: ExecutionOutcome) -> String {
        switch outcome.revert {
        case nil: "ok"
        case .reason(let text): text
        case let other?: "\(other)"
        }
    }

    private mutating func compareTrade(
        _ kind: String, _ trader: Address, _ outcomes: TwinWorld.Outcomes
    ) throws -> UInt256 {
        let (v1, reference) = try world.event("PositionChanged", in: outcomes)
        // Quote and base exchanged, size and spot price afterwards.
        for word in [1, 2, 4, 9] where v1[word] != reference[word] {
            mismatches.append("\(kind) word \(word): \(v1[word]) \(reference[word])")
        }
        if world.v1Pool != world.referencePool { mismatches.append("\(kind): pools") }
        if world.v1Position(trader).size != world.referencePosition(trader).sizeWad {
            mismatches.append("\(kind): size")
        }
        return Int256(bitPattern: reference[3] &- v1[3]).magnitude
    }

    private struct Differences {
        /// Equity of each trader, and wallet and equity together of the one who is acted on.
        var equities: [Int256]
        var total: Int256
        /// The equity alone.
        var own = Int256.zero
    }

    private func differences(_ trader: Address?) throws -> Differences {
        var result = Differences(equities: [], total: .zero)
        if let trader {
            result.own = try world.equityDifference(trader)
            result.total = world.walletDifference(trader) &+ result.own
        }
        for other in TwinWorld.traders where other != trader {
            result.equities.append(try world.equityDifference(other))
        }
        return result
    }

    private mutating func record(
        _ kind: String, _ before: Differences, _ after: Differences, _ reward: UInt256,
        _ fee: UInt256
    ) {
        var measure = measures[kind, default: Measure()]
        measure.count += 1
        measure.caller = max(measure.caller, (after.total &- before.total).magnitude)
        for (old, new) in zip(before.equities, after.equities) {
            measure.others = max(measure.others, (new &- old).magnitude)
        }
        measure.reward = max(measure.reward, reward)
        measure.fee = max(measure.fee, fee)
        measures[kind] = measure
    }
}

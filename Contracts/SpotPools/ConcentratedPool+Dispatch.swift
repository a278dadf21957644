import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

extension ConcentratedPool {
    enum Function: Int, CaseIterable {
        case token0, token1, fee, tickSpacing, liquidity, slot0, observations, observe
        case increaseObservationCardinalityNext, initialize, swap, mint, burn, collect
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .token0, .token1, .fee, .tickSpacing, .liquidity, .slot0:
            return try view(function, context)
        case .observations: return try observations(try arguments.uint256(), context)
        case .observe: return try observe(input, declaration, context)
        case .increaseObservationCardinalityNext:
            let next = try arguments.uint(bits: 16)
            try growRing(to: UInt16(truncatingIfNeeded: next.w0), in: context)
        case .initialize: try initialize(try arguments.uint(bits: 160), in: context)
        case .swap:
            let recipient = try arguments.account()
            let isDown = try arguments.bool()
            let amount = try arguments.int256()
            let limit = try arguments.uint(bits: 160)
            let paid = try swap(
                to: recipient, isDown: isDown, amount: amount, limitSqrtPriceX96: limit,
                data: try arguments.bytes(), in: context)
            return CallResult.words([paid.amount0.bitPattern, paid.amount1.bitPattern])
        case .mint:
            let recipient = try arguments.account()
            let range = try arguments.range()
            let liquidity = try arguments.uint(bits: 128)
            let paid = try mint(
                for: recipient, range, liquidity, data: try arguments.bytes(), in: context)
            return CallResult.words([paid.amount0, paid.amount1])
        case .burn:
            let range = try arguments.range()
            let freed = try burn(range, try arguments.uint(bits: 128), in: context)
            return CallResult.words([freed.amount0, freed.amount1])
        case .collect:
            let recipient = try arguments.account()
            let range = try arguments.range()
            let amount0 = try arguments.uint(bits: 128)
            let requested = TokenAmounts(
                amount0: amount0, amount1: try arguments.uint(bits: 128))
            let paid = try collect(range, requested, to: recipient, in: context)
            return CallResult.words([paid.amount0, paid.amount1])
        }
        return CallResult.none
    }

    private func view(
        _ function: Function, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        try context.compute(ConcentratedGas.view)
        switch function {
        case .token0: return CallResult.address(context.state.address(of: token0))
        case .token1: return CallResult.address(context.state.address(of: token1))
        case .fee: return CallResult.word(UInt256(UInt64(parameters.feePpm)))
        case .tickSpacing: return CallResult.word(Int256(Int64(parameters.tickSpacing)))
        case .liquidity: return CallResult.word(try context.load(slots.liquidity))
        default:
            let slot0 = try storage(context).slot0()
            let cursor = slot0.cursor
            return CallResult.words([
                slot0.sqrtPriceX96, Int256(Int64(slot0.tick)).bitPattern,
                UInt256(UInt64(cursor.index)), UInt256(UInt64(cursor.cardinality)),
                UInt256(UInt64(cursor.cardinalityNext)), .zero, slot0.isUnlocked ? .one : .zero,
            ])
        }
    }

    private func observations(
        _ index: UInt256, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        try context.compute(ConcentratedGas.view)
        // The original's array has 65,535 places, and its compiler checks the index.
        guard index < 65_535 else { throw .invalidOpcode }
        let note = try storage(context).observation(at: UInt16(truncatingIfNeeded: index.w0))
        return CallResult.words([
            UInt256(UInt64(note.timestampSeconds)), Int256(note.tickCumulative).bitPattern,
            note.secondsPerLiquidityX128, note.isInitialized ? .one : .zero,
        ])
    }

    private func observe(
        _ input: [UInt8], _ declaration: CallLayout, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        let secondsAgos: [UInt32]
        do throws(ABIDecodingError) {
            var reader = try ABIReader(input, from: 4, headSize: 32, rules: .solidity)
            secondsAgos = try reader.array(of: .word) { reader throws(ABIDecodingError) in
                UInt32(truncatingIfNeeded: try reader.uint(bits: 32).w0)
            }
        } catch {
            throw .empty
        }
        let notes = try observe(secondsAgos, in: context)
        var writer = declaration.resultWriter()
        writer.appendArray(notes, of: .word) { $0.append(Int256($1.tickCumulative)) }
        writer.appendArray(notes, of: .word) { $0.append($1.secondsPerLiquidityX128) }
        return writer.bytes
    }

    func emit(
        _ name: String, _ values: [ABIValue], in context: CallContext
    ) throws(Revert) {
        guard let event = poolEvents.first(where: { $0.name == name }) else {
            preconditionFailure("no event \(name)")
        }
        try context.log(event, values)
    }
}

extension CallArguments {
    /// Two ticks that are a range.
    ///
    /// `collect` checks its ticks as the others do; in the original nothing is owed in a range that
    /// is none, and it pays nothing there without a failure.
    fileprivate mutating func range() throws(Revert) -> TickRange {
        let lower = try tick()
        let upper = try tick()
        guard lower < upper else { throw .reason("TLU") }
        guard lower >= TickMath.tickMin else { throw .reason("TLM") }
        do throws(ConcentratedLiquidityError) {
            return try TickRange(lower: lower, upper: upper)
        } catch {
            throw .reason("TUM")
        }
    }

    /// The next word as a signed number of 24 bits.
    private mutating func tick() throws(Revert) -> Int32 {
        let word = try int256()
        let tick = Int32(truncatingIfNeeded: word.bitPattern.w0)
        guard Int256(Int64(tick)) == word, (tick << 8) >> 8 == tick else { throw .empty }
        return tick
    }
}

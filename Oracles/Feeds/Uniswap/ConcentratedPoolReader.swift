import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

/// How a feed reads a pool of concentrated liquidity: by its address and call data.
struct ConcentratedPoolReader: Sendable {
    /// Where a pool stands, as far as feeds look at it.
    struct Position {
        let tick: Int32
        let index: UInt16
        let cardinality: UInt16
    }

    let pool: AccountID

    private static let observe = Selector(signature: "observe(uint32[])")
    private static let slot0 = Selector(signature: "slot0()").bytes
    private static let observations = Selector(signature: "observations(uint256)").bytes

    /// The sums of ticks some seconds ago, or the pool's refusal.
    /// - Throws: `.outOfGas`: a caller who gives too little gas must not pass for a pool that
    ///   refuses.
    func cumulatives(
        _ secondsAgos: [UInt32], in context: CallContext
    ) throws(Revert) -> Result<[Int64], Revert> {
        var call = ABIWriter(selector: Self.observe, headSize: 32)
        call.appendArray(secondsAgos, of: .word) { $0.append(UInt64($1)) }
        switch try context.tryCall(pool, call.bytes, .view) {
        case .failure(.outOfGas): throw .outOfGas
        case .failure(let revert): return .failure(revert)
        case .success(let output):
            do throws(ABIDecodingError) {
                var reader = try ABIReader(output, headSize: 64, rules: .solidity)
                let sums = try reader.array(of: .word) { reader throws(ABIDecodingError) in
                    Int64(truncatingIfNeeded: try reader.int(bits: 56).bitPattern.w0)
                }
                guard sums.count == secondsAgos.count else { return .failure(.empty) }
                return .success(sums)
            } catch {
                return .failure(.empty)
            }
        }
    }

    /// Tick, newest place and size of the ring.
    func position(in context: CallContext) throws(Revert) -> Position {
        let words: InlineArray<7, UInt256> = try context.words(of: pool, Self.slot0)
        return Position(
            tick: Int32(truncatingIfNeeded: words[1].w0),
            index: UInt16(truncatingIfNeeded: words[2].w0),
            cardinality: UInt16(truncatingIfNeeded: words[3].w0))
    }

    /// The note at a place.
    func note(_ index: UInt16, in context: CallContext) throws(Revert) -> TickObservation {
        let words: InlineArray<4, UInt256> = try context.words(
            of: pool, Self.observations + UInt256(UInt64(index)).bigEndianBytes)
        return TickObservation(
            timestampSeconds: UInt32(truncatingIfNeeded: words[0].w0),
            tickCumulative: Int64(truncatingIfNeeded: words[1].w0),
            secondsPerLiquidityX128: words[2], isInitialized: !words[3].isZero)
    }

    /// The age in seconds of the oldest note of a ring, which has places.
    /// - Source: Uniswap v3 periphery, `OracleLibrary.getOldestObservationSecondsAgo`.
    func oldestAgeSeconds(
        of position: Position, in context: CallContext
    ) throws(Revert) -> UInt32 {
        let next = (UInt32(position.index) + 1) % UInt32(position.cardinality)
        var oldest = try note(UInt16(truncatingIfNeeded: next), in: context)
        if !oldest.isInitialized { oldest = try note(0, in: context) }
        return UInt32(truncatingIfNeeded: context.block.timestampSeconds)
            &- oldest.timestampSeconds
    }

    /// Ticks and the seconds for which each held, from now back to the oldest note or the window's
    /// end, of which the last is cut.
    func spans(
        of position: Position, windowSeconds: UInt32, in context: CallContext
    ) throws(Revert) -> [TickSpan] {
        let now = UInt32(truncatingIfNeeded: context.block.timestampSeconds)
        let present = try cumulatives([0], in: context).get()
        var later = TickObservation(timestampSeconds: now, tickCumulative: present[0])
        var spans: [TickSpan] = []
        var place = position.index
        for _ in 0..<position.cardinality {
            let note = try note(place, in: context)
            guard note.isInitialized else { break }
            let seconds = later.timestampSeconds &- note.timestampSeconds
            if seconds > 0 {
                let delta = (later.tickCumulative &- note.tickCumulative).wrapped56
                let tick = Int32(clamping: delta / Int64(seconds))
                let room = windowSeconds - (now &- later.timestampSeconds)
                spans.append(TickSpan(seconds: min(seconds, room), tick: tick))
            }
            if now &- note.timestampSeconds >= windowSeconds { break }
            later = note
            place = place == 0 ? position.cardinality - 1 : place - 1
        }
        return spans
    }
}

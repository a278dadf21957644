import VenueFormulas
import WideIntegers

/// Guards in a row, with what they remember and how often they were right.
///
/// The price goes from guard to guard; the first that refuses ends the evaluation. A guard that has
/// no word on broken feeds is left out while its feed stands by no price, so that a later one may
/// still find another feed; a chain at whose end there is no price refuses.
///
/// Guards that were asked keep what they remember also when a later one refuses. The last good price
/// is the one that has passed all.
public struct GuardChain: Sendable {
    /// Guards that a chain may have.
    public static let guardsMax = 64

    /// The guards in their order.
    public let guards: [PriceGuard]
    /// The share of the true price by which a price may be off and still be right.
    public let truthTolerance: Fraction
    /// What is remembered.
    public private(set) var state: GuardState
    /// How often each guard was asked, has tripped, and was right.
    public private(set) var tallies: [GuardTally]

    /// A chain that has seen no price.
    /// - Throws: `GuardParameterError` for the first parameter that is not allowed.
    public init(
        _ guards: [PriceGuard], truthTolerance: Fraction = Fraction(ppm: 10_000)
    ) throws(GuardParameterError) {
        try GuardChain.validate(guards)
        try GuardParameterError.check("truth tolerance", truthTolerance)
        self.guards = guards
        self.truthTolerance = truthTolerance
        state = GuardState(guardCount: guards.count)
        tallies = Array(repeating: GuardTally(), count: guards.count)
    }

    /// Checks all guards.
    static func validate(_ guards: [PriceGuard]) throws(GuardParameterError) {
        guard guards.count <= guardsMax else { throw .tooMany(guards.count, atMost: guardsMax) }
        for one in guards { try one.validate() }
    }

    /// Judges a price, remembers it and counts.
    public mutating func evaluate(_ input: GuardInput) -> GuardVerdict {
        let verdict = GuardChain.run(guards, on: input, &state)
        for sight in verdict.sights {
            tallies[sight.index].count(
                isTrip: sight.isTrip, isWrong: isWrong(sight.rawWad, input.truePriceWad))
        }
        return verdict
    }

    /// What would be decided now; nothing is remembered or counted.
    public func verdict(on input: GuardInput) -> GuardVerdict {
        var state = state
        return GuardChain.run(guards, on: input, &state)
    }

    private func isWrong(_ priceWad: UInt256, _ truth: UInt256?) -> Bool? {
        truth.map { PriceApartness.isOver(priceWad, from: $0, by: truthTolerance) }
    }

    /// Takes a price through guards that remember in a state of their own.
    static func run(
        _ guards: [PriceGuard], on input: GuardInput, _ state: inout GuardState
    ) -> GuardVerdict {
        var candidate = GuardCandidate(
            reading: input.primary, source: .primary, input: input, lastGood: state.lastGood)
        var sights: [GuardSight] = []
        var refusal: GuardRefusal?
        for (index, one) in guards.enumerated() where candidate.isPrice || one.takesBroken {
            let raw = candidate.isPrice ? candidate.priceWad : .zero
            var used: UInt256? = raw
            var isTrip = true
            switch one.step(candidate, &state.memories[index]) {
            case .pass: isTrip = false
            case .replace(let reading, let source):
                candidate.reading = reading
                candidate.source = source
                used = reading.priceWad
            case .refuse(let reason):
                refusal = reason
                used = nil
            }
            sights.append(GuardSight(index: index, rawWad: raw, usedWad: used, isTrip: isTrip))
            if refusal != nil { break }
        }
        if refusal == nil && !candidate.isPrice { refusal = .noPrice }
        if refusal == nil {
            state.lastGoodWad = candidate.priceWad
            state.lastGoodAtSeconds = candidate.reading.updatedAtSeconds
        }
        return GuardVerdict(
            decision: refusal.map(GuardDecision.refuse)
                ?? .use(candidate.priceWad, confidenceWad: candidate.reading.confidenceWad),
            source: candidate.source, updatedAtSeconds: candidate.reading.updatedAtSeconds,
            sights: sights)
    }
}

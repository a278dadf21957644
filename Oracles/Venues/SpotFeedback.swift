import SimulationKernel
import WideIntegers

/// Whether flow that hedgers and arbitrageurs carry over moves the fair price of a venue for good.
///
/// Off, the fair price is the exogenous path alone. On, a flow that would move the venue's full
/// book by `u` of its fair price shifts the price by a stated share of `u`, and the shift stays:
/// later prices of the path are multiplied by it.
/// - Source: permanent and temporary parts of an impact as in Almgren and Chriss, "Optimal
///   execution of portfolio transactions" (2000).
public struct SpotFeedback: Hashable, Sendable {
    /// The shifts end at a billionth and at a billion times the path.
    static let shiftRange = UInt256(1_000_000_000)...(.wad &* 1_000_000_000)

    /// The share of the impact that stays; nil when feedback is off.
    public let permanentShare: Ratio?
    /// What the path is multiplied by, wad.
    public private(set) var shiftWad: UInt256 = .wad
    /// All base carried over so far, bought less sold, wad, whether it moved anything or not.
    public private(set) var carriedBaseWad: Int256 = .zero

    /// No feedback.
    public static var off: SpotFeedback { SpotFeedback(permanentShare: nil) }

    /// Feedback with the share of an impact that stays.
    public static func on(permanentShare: Ratio) -> SpotFeedback {
        SpotFeedback(permanentShare: permanentShare)
    }

    private init(permanentShare: Ratio?) {
        self.permanentShare = permanentShare
    }

    /// Carries base over: bought above zero, sold below.
    ///
    /// - Parameters:
    ///   - impactWad: How far it would move the full book, as a share of the fair price.
    mutating func carry(baseWad: Int256, impactWad: UInt256) {
        carriedBaseWad = carriedBaseWad &+ baseWad
        guard let permanentShare,
            let moveWad = try? impactWad.mulDivDown(
                UInt256(permanentShare.numerator), UInt256(permanentShare.denominator))
        else { return }
        let factorWad =
            baseWad.isNegative
            ? (moveWad < .wad ? UInt256.wad &- moveWad : .zero) : UInt256.wad &+ moveWad
        let shifted = (try? shiftWad.mulDivDown(factorWad, .wad)) ?? Self.shiftRange.upperBound
        shiftWad = min(max(shifted, Self.shiftRange.lowerBound), Self.shiftRange.upperBound)
    }

    /// The fair price where the path has a price, both wad.
    func fairPriceWad(path pathWad: UInt256) -> UInt256 {
        if permanentShare == nil { return pathWad }
        return (try? pathWad.mulDivDown(shiftWad, .wad)) ?? .max
    }
}

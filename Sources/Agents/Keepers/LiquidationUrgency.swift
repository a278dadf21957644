import EthereumPrimitives
import WideIntegers

/// Which positions a keeper closes first: those that are about to leave debt, the nearest to it before
/// the others, and after them those that have left it already, the deepest first.
///
/// What is lost already gets worse more slowly than what is about to be lost.
package struct LiquidationUrgency: Comparable {
    private let isLost: Bool
    private let marginRatioWad: Int256
    private let trader: Address

    package init(marginRatioWad: Int256, trader: Address) {
        isLost = marginRatioWad.isNegative
        self.marginRatioWad = marginRatioWad
        self.trader = trader
    }

    /// Whether the left one comes first.
    package static func < (left: LiquidationUrgency, right: LiquidationUrgency) -> Bool {
        guard left.isLost == right.isLost else { return right.isLost }
        return (left.marginRatioWad, left.trader) < (right.marginRatioWad, right.trader)
    }
}

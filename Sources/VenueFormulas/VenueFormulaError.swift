/// Why a formula has no result.
public enum VenueFormulaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An input by which the formula divides is zero.
    case isZero(VenueInput)
    /// An input that is a width, a bound or a size is below zero.
    case isNegative(VenueInput)
    /// An input that must be above zero is not.
    case isNotPositive(VenueInput)
    /// A trade asks for all that a curve holds, or more.
    case exceedsReserve
    /// Prices of a book do not stand in order, or its sides meet.
    case unordered
    /// A share in parts per million is above the whole.
    case isAboveMillion(VenueInput)
    /// The result is a price below zero.
    case priceBelowZero
    /// An exact result, or a step to it, does not fit 256 bits.
    case overflow

    /// The failure in words.
    public var description: String {
        switch self {
        case .isZero(let input): "\(input.rawValue) is zero"
        case .isNegative(let input): "\(input.rawValue) is below zero"
        case .isNotPositive(let input): "\(input.rawValue) is not above zero"
        case .exceedsReserve: "the trade asks for all that the curve holds, or more"
        case .unordered: "the book's prices do not stand in order"
        case .isAboveMillion(let input): "\(input.rawValue) is above 1000000 ppm"
        case .priceBelowZero: "the price is below zero"
        case .overflow: "the exact result does not fit 256 bits"
        }
    }
}

/// The inputs that a formula can refuse.
public enum VenueInput: String, Hashable, Sendable {
    /// What a fraction is divided by.
    case divisor
    /// The size of a level of a book.
    case bookSize = "a level's size"
    /// A distance from the middle.
    case distance
    /// The amount of a trade.
    case tradeSize = "trade size"
    /// A reserve of a curve.
    case reserve
    /// The width of the band in which interest replaces the premium.
    case clampWidth = "clamp width"
    /// The bound of a funding rate.
    case cap
    /// The time between two fundings.
    case interval
    /// The average price at which a position was opened.
    case entryPrice = "entry price"
    /// The mark value less the bankruptcy value.
    case distanceToBankruptcy = "distance to bankruptcy"
    /// The mark value over the distance to bankruptcy.
    case effectiveLeverage = "effective leverage"
    /// A position's size.
    case positionSize = "position size"
    /// The size that auto-deleveraging has to close.
    case liquidatedSize = "liquidated size"
    /// The equity of a position.
    case equity
    /// The maintenance requirement of an account.
    case maintenanceMargin = "total maintenance margin"
    /// The initial margin of a liquidity tier.
    case initialMargin = "initial margin"
    /// The maintenance share of a liquidity tier's initial margin.
    case maintenanceFraction = "maintenance fraction"
}

import EthereumPrimitives
import WideIntegers

/// A position that stands at the genesis without a call having opened it; amounts in wad.
public struct PlacedPosition: Hashable, Sendable {
    /// Whose it is.
    public var trader: Address
    /// Base, negative for a short.
    public var sizeWad: Int256
    /// Its margin.
    public var marginWad: UInt256
    /// What it was opened for.
    public var openNotionalWad: UInt256

    /// A position by its parts.
    public init(
        trader: Address, sizeWad: Int256, marginWad: UInt256, openNotionalWad: UInt256
    ) {
        self.trader = trader
        self.sizeWad = sizeWad
        self.marginWad = marginWad
        self.openNotionalWad = openNotionalWad
    }
}

/// Why positions cannot be placed; nothing has changed then.
public enum PlacementRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The position of this number has no size.
    case sizeIsZero(Int)
    /// The position of this number is a trader's second one in its market.
    case placedTwice(Int)
    /// The position of this number has a figure of 2^128 or more.
    case tooLarge(Int)
    /// The curve would hold less than one unit of base if all of them were closed; net size in wad.
    case curveRunsDry(netSizeWad: Int256)
    /// Profit beyond the margins, which no vault could pay; what is short, in wad.
    case vaultIsNegative(shortWad: UInt256)
    /// The token cannot have so large a supply.
    case supplyTooLarge

    /// The reason in words.
    public var description: String {
        switch self {
        case .sizeIsZero: "size is 0"
        case .placedTwice: "a second position of the same trader in this market"
        case .tooLarge: "a figure of 2^128 wei or more"
        case .curveRunsDry(let net):
            "the curve has not enough base for a net size of \(net) wei"
        case .vaultIsNegative(let short):
            "profits are \(short) wei more than margins and losses together"
        case .supplyTooLarge: "the collateral's supply would pass 256 bits"
        }
    }
}

/// Why positions of one of several markets cannot be placed.
package struct PlacementFailure: Error {
    /// The market's place among them; zero where all of them together are the reason.
    package let book: Int
    /// What is wrong.
    package let reason: PlacementRefusal
}

/// What placed positions of one market add up to, wad.
struct PlacedSums {
    var longSize = Int256.zero
    var shortSize = Int256.zero
    var longNotional = Int256.zero
    var shortNotional = Int256.zero
    var margins = Int256.zero

    /// Adds them up; figures are below 2^128, so that no sum of fewer than 2^64 passes 255 bits.
    init(_ positions: [PlacedPosition]) throws(PlacementRefusal) {
        var traders = Set<Address>(minimumCapacity: positions.count)
        for (number, position) in positions.enumerated() {
            if position.sizeWad.isZero { throw .sizeIsZero(number) }
            guard traders.insert(position.trader).inserted else { throw .placedTwice(number) }
            let amount = position.sizeWad.magnitude
            for figure in [amount, position.marginWad, position.openNotionalWad]
            where figure >> 128 != .zero { throw .tooLarge(number) }
            let notional = Int256(bitPattern: position.openNotionalWad)
            if position.sizeWad.isNegative {
                shortSize = shortSize &+ Int256(bitPattern: amount)
                shortNotional = shortNotional &+ notional
            } else {
                longSize = longSize &+ Int256(bitPattern: amount)
                longNotional = longNotional &+ notional
            }
            margins = margins &+ Int256(bitPattern: position.marginWad)
        }
    }

    /// Base that traders hold together.
    var netSize: Int256 { longSize &- shortSize }
    /// What they have paid for it, received where it is negative.
    var paidIn: Int256 { longNotional &- shortNotional }
}

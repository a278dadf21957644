import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// What a trader asks of the clearing house.
public enum Trade {
    /// Opens, enlarges or reduces by collateral times leverage, in whole quote units.
    case open(isLong: Bool, collateral: UInt64, leverage: UInt64)
    /// Adds margin in whole quote units.
    case addMargin(UInt64)
    /// Removes margin in whole quote units.
    case removeMargin(UInt64)
    /// Liquidates another trader's position.
    case liquidate(Int)
    /// Serves another trader's claim.
    case claim(Int)
    /// Closes for at least, or at most, some whole quote units; zero for any.
    case close(limit: UInt64)
}

/// Call data of trades in one market.
struct TradeCalls {
    private let market: ABIValue
    private let open: ABIFunction
    private let add: ABIFunction
    private let close: ABIFunction
    private let remove: ABIFunction
    private let liquidate: ABIFunction
    private let claim: ABIFunction

    init(market: Address) throws {
        self.market = .address(market)
        func function(_ name: String) throws -> ABIFunction {
            guard let found = ReferencePerpABI.house.function(named: name) else {
                throw MissingDeclaration(name)
            }
            return found
        }
        open = try function("openPosition")
        add = try function("addMargin")
        close = try function("closePosition")
        remove = try function("removeMargin")
        liquidate = try function("liquidate")
        claim = try function("claim")
    }

    func data(_ trade: Trade) throws -> [UInt8] {
        func amount(_ whole: UInt64) throws -> ABIValue { .tuple([.uint(try wad(whole))]) }
        switch trade {
        case .open(let isLong, let collateral, let leverage):
            return try open.encodeCall([
                market, .uint(isLong ? 0 : 1), try amount(collateral), try amount(leverage),
                try amount(0),
            ])
        case .addMargin(let margin): return try add.encodeCall([market, try amount(margin)])
        case .removeMargin(let margin):
            return try remove.encodeCall([market, try amount(margin)])
        case .liquidate(let trader):
            return try liquidate.encodeCall([market, .address(TradingWorld.address(of: trader))])
        case .claim(let trader):
            return try claim.encodeCall([.address(TradingWorld.address(of: trader))])
        case .close(let limit): return try close.encodeCall([market, try amount(limit)])
        }
    }
}

/// A whole number in 18 decimals.
func wad(_ whole: UInt64) throws -> UInt256 { try UInt256(whole) * UInt256.wad }

/// A call that should have succeeded.
public struct FailedTrade: Error, CustomStringConvertible {
    private let name: String
    private let revert: Revert

    /// The failure of a named call.
    public init(_ name: String, _ revert: Revert) {
        self.name = name
        self.revert = revert
    }

    /// The call and why it failed.
    public var description: String { "\(name) reverted: \(revert)" }
}

/// A function or fork that the library should know.
struct MissingDeclaration: Error, CustomStringConvertible {
    private let name: String

    init(_ name: String) { self.name = name }

    var description: String { "no declaration of \(name)" }
}

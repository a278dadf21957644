import EthereumPrimitives
import VenueFormulas
import WideIntegers

/// Why a pool of concentrated liquidity cannot be placed, or be given its genesis.
public enum ConcentratedPoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Both tokens of a pool are one.
    case sameTokens(Address)
    /// A bound of moves below zero, in ticks.
    case negativeMove(Int32)
    /// A pool that has a price already.
    case hasPrice
    /// A ring of no places.
    case noObservations
    /// The mathematics refuses a price or a range.
    case formula(ConcentratedLiquidityError)
    /// A range that the pool's rules refuse, with the revert's text.
    case refused(String)
    /// An address that is no token whose balances can be set at genesis.
    case noGenesisToken(Address)
    /// The token does not take the balance.
    case token(TokenParameterError)
    /// The contract's own declaration is wrong.
    case declaration(ABIDeclarationError)

    /// Parameter, value and what is allowed.
    public var description: String {
        switch self {
        case .sameTokens(let token): "tokens are two, not \(token) twice"
        case .negativeMove(let ticks): "observedMoveMax is 0 or more, not \(ticks)"
        case .hasPrice: "the pool has a price already"
        case .noObservations: "observationCardinality is 1 to 65535, not 0"
        case .formula(let error): "\(error)"
        case .refused(let reason): "the pool refuses the range: \(reason)"
        case .noGenesisToken(let address): "\(address) is no token of the genesis"
        case .token(let error): "\(error)"
        case .declaration(let error): "\(error)"
        }
    }
}

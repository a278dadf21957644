import EthereumPrimitives
import WideIntegers

/// Why a pair or a registry of pairs cannot be placed, or be given reserves.
public enum SpotPoolParameterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Both tokens of a pair are one.
    case sameTokens(Address)
    /// A fee of all that goes in, or more, in parts of a thousand.
    case feeTooHigh(perMille: UInt64)
    /// Two pairs of one registry have the same tokens.
    case secondPair(Address, Address)
    /// A reserve at genesis that 112 bits do not hold, in base units.
    case reserveTooLarge(UInt256)
    /// Reserves at genesis whose shares do not exceed those that stay behind for good.
    case reservesTooSmall(UInt256, UInt256)
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
        case .feeTooHigh(let perMille): "feePerMille is 0 to 999, not \(perMille)"
        case .secondPair(let one, let other): "pairs has \(one) and \(other) twice"
        case .reserveTooLarge(let amount):
            "a reserve is at most \(SpotReserves.reserveMax), not \(amount)"
        case .reservesTooSmall(let one, let other):
            "the product of reserves is at least 1001 * 1001, not \(one) * \(other)"
        case .noGenesisToken(let address): "\(address) is no token of the genesis"
        case .token(let error): "\(error)"
        case .declaration(let error): "\(error)"
        }
    }
}

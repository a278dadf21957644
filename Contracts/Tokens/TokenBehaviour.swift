import EthereumPrimitives
import WideIntegers

/// How a token differs from a plain ERC-20.
///
/// Each switch is one that deployed tokens are known for, so that contracts which handle tokens can be
/// tried against all of them.
public struct TokenBehaviour: Hashable, Sendable {
    /// What a transfer or approval that is refused does.
    public enum Refusal: Hashable, Sendable {
        /// Reverts with OpenZeppelin's texts, zero addresses included.
        case reason
        /// Reverts without data, and knows no forbidden address.
        case silent
        /// Returns false and changes nothing.
        case returnsFalse
    }

    /// What is withheld from a receiver.
    public struct Fee: Hashable, Sendable {
        /// The withheld part of an amount, in 1/10000, rounded down.
        public var basisPoints: UInt16
        /// The most that is withheld of one transfer, in base units.
        public var maximumRaw: UInt256
        /// Who is paid.
        public var recipient: Address

        /// A fee by its parts.
        public init(basisPoints: UInt16, maximumRaw: UInt256, recipient: Address) {
            self.basisPoints = basisPoints
            self.maximumRaw = maximumRaw
            self.recipient = recipient
        }
    }

    /// What a refused transfer does.
    public var refusal: Refusal
    /// Whether transfers and approvals return nothing where the standard has a boolean.
    public var returnsNothing: Bool
    /// The fee on transfers as it is at first, which `setParams` changes; nil for a token without.
    public var feeOnTransfer: Fee?
    /// Whether an allowance must be zero before it can be set to another value than zero.
    public var approveRequiresZeroReset: Bool
    /// Whether `transferFrom` logs the allowance that it leaves.
    public var emitsApprovalOnTransferFrom: Bool
    /// Whether an allowance of 2^256 - 1 is never reduced.
    public var hasInfiniteAllowance: Bool
    /// Whether anyone may mint, or the owner alone.
    public var anyoneMayMint: Bool

    /// A behaviour by its parts; by default OpenZeppelin's.
    public init(
        refusal: Refusal = .reason, returnsNothing: Bool = false, feeOnTransfer: Fee? = nil,
        approveRequiresZeroReset: Bool = false, emitsApprovalOnTransferFrom: Bool = true,
        hasInfiniteAllowance: Bool = false, anyoneMayMint: Bool = false
    ) {
        self.refusal = refusal
        self.returnsNothing = returnsNothing
        self.feeOnTransfer = feeOnTransfer
        self.approveRequiresZeroReset = approveRequiresZeroReset
        self.emitsApprovalOnTransferFrom = emitsApprovalOnTransferFrom
        self.hasInfiniteAllowance = hasInfiniteAllowance
        self.anyoneMayMint = anyoneMayMint
    }

    /// An ordinary token.
    /// - Source: OpenZeppelin Contracts 3, `ERC20`.
    public static let openZeppelin = TokenBehaviour()

    /// The token of the recorded traces of Perpetual Protocol v1.
    public static let traceMock = TokenBehaviour(
        refusal: .silent, emitsApprovalOnTransferFrom: false, anyoneMayMint: true)

    /// A token with a fee that is off at first, no return values and approvals by way of zero.
    /// - Source: Tether USD on Ethereum, without its blacklist and pause.
    public static func tether(feeRecipient: Address) -> TokenBehaviour {
        TokenBehaviour(
            refusal: .silent, returnsNothing: true,
            feeOnTransfer: Fee(basisPoints: 0, maximumRaw: .zero, recipient: feeRecipient),
            approveRequiresZeroReset: true, emitsApprovalOnTransferFrom: false,
            hasInfiniteAllowance: true)
    }

    func validate() throws(TokenParameterError) {
        if returnsNothing && refusal == .returnsFalse { throw .falseCannotBeReturned }
        if let fee = feeOnTransfer, fee.basisPoints > 10_000 {
            throw .feeAboveAmount(basisPoints: fee.basisPoints)
        }
    }
}

/// Why a token cannot be placed.
public enum TokenParameterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A whole token of more base units than 256 bits can count.
    case tooManyDecimals(UInt8)
    /// A fee above the amount itself.
    case feeAboveAmount(basisPoints: UInt16)
    /// Returning false and returning nothing exclude each other.
    case falseCannotBeReturned
    /// A balance that brings the supply beyond 256 bits, in base units.
    case supplyTooLarge(balance: UInt256, others: UInt256)
    /// The contract's own declaration is wrong.
    case declaration(ABIDeclarationError)

    /// Parameter, value and what is allowed.
    public var description: String {
        switch self {
        case .tooManyDecimals(let count): "decimals are 0 to 77, not \(count)"
        case .feeAboveAmount(let points): "feeOnTransfer.basisPoints is 0 to 10000, not \(points)"
        case .supplyTooLarge(let balance, let others):
            "balances add up to less than 2^256, not \(balance) and \(others)"
        case .falseCannotBeReturned: "refusal returnsFalse needs returnsNothing off"
        case .declaration(let error): "\(error)"
        }
    }
}

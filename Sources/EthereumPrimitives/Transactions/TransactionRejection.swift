import WideIntegers

/// A field of a signed transaction's encoding.
public enum TransactionField: String, Hashable, Sendable {
    /// Chain id of types 1 and 2.
    case chainID = "chain id"
    /// Nonce.
    case nonce
    /// Gas price of types 0 and 1.
    case gasPrice = "gas price"
    /// Tip of type 2.
    case maxPriorityFeePerGas = "max priority fee per gas"
    /// Cap of type 2.
    case maxFeePerGas = "max fee per gas"
    /// Gas limit.
    case gasLimit = "gas limit"
    /// Recipient.
    case recipient
    /// Value.
    case value
    /// Call data or init code.
    case data
    /// The access list as a whole.
    case accessList = "access list"
    /// An address in the access list.
    case accessListAddress = "access list address"
    /// A storage key in the access list.
    case accessListKey = "access list storage key"
    /// v of type 0, y parity of types 1 and 2.
    case v
    /// r of the signature.
    case r
    /// s of the signature.
    case s
}

/// What is wrong with the encoding of one field.
public enum TransactionFieldFault: Hashable, Sendable, CustomStringConvertible {
    /// A list where bytes belong, or bytes where a list belongs.
    case wrongKind
    /// A number with zero bytes in front.
    case leadingZeros
    /// A number above what the field holds.
    case overflow
    /// Another number of bytes than the field has.
    case byteCount(Int)
    /// The item itself is not canonical RLP.
    case rlp(RLPError)

    /// The fault in words.
    public var description: String {
        switch self {
        case .wrongKind: "a list where bytes belong, or bytes where a list belongs"
        case .leadingZeros: "zero bytes in front of a number"
        case .overflow: "more than the field holds"
        case .byteCount(let count): "\(count) bytes are not the field's size"
        case .rlp(let error): "\(error)"
        }
    }
}

/// Why a node refuses a raw transaction without looking at any state.
///
/// - Source: yellow paper section 6.2; EIP-2, EIP-155, EIP-1559, EIP-2681, EIP-2718, EIP-2930,
///   EIP-3860, EIP-7825.
public enum TransactionRejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// An envelope type that the fork does not know.
    case typeNotSupported(UInt8)
    /// The frame is not one complete canonical RLP list.
    case rlp(RLPError)
    /// Fewer fields than the type has.
    case tooFewFields
    /// More fields than the type has.
    case tooManyFields
    /// One field's encoding.
    case field(TransactionField, TransactionFieldFault)
    /// A nonce of 2^64 - 1 can never be followed.
    case nonceTooBig
    /// Gas limit times the highest price passes 2^256 - 1.
    case gasLimitPriceProductOverflow
    /// The tip is above the cap.
    case priorityFeeAboveMaxFee
    /// Less gas than is charged before execution.
    case intrinsicGasTooLow(gasLimit: UInt64, required: UInt64)
    /// More gas than one transaction may ask for.
    case gasLimitTooHigh(gasLimit: UInt64, allowed: UInt64)
    /// Longer init code than a creation may have.
    case initCodeTooLarge(byteCount: Int, allowed: Int)
    /// v is neither 27 or 28 nor, where the fork knows them, of any chain; or no parity.
    case unknownV(UInt256)
    /// Signed for another chain.
    case wrongChainID(UInt64, expected: UInt64)
    /// r or s outside its range, or a high s.
    case invalidSignature(SignatureError)
    /// No key has this signature.
    case recoveryFailed

    /// The reason in words.
    public var description: String {
        switch self {
        case .typeNotSupported(let type): "transactions of type \(type) are not supported"
        case .rlp(let error): "no transaction: \(error)"
        case .tooFewFields: "fewer fields than the type has"
        case .tooManyFields: "more fields than the type has"
        case .field(let field, let fault): "\(field.rawValue): \(fault)"
        case .nonceTooBig: "the nonce 2^64 - 1 can never be followed"
        case .gasLimitPriceProductOverflow: "gas limit times price passes 256 bits"
        case .priorityFeeAboveMaxFee: "the max priority fee per gas is above the max fee per gas"
        case .intrinsicGasTooLow(let gasLimit, let required):
            "the gas limit is \(gasLimit), and \(required) is charged before execution"
        case .gasLimitTooHigh(let gasLimit, let allowed):
            "the gas limit is \(gasLimit), and at most \(allowed) is allowed"
        case .initCodeTooLarge(let count, let allowed):
            "the init code has \(count) bytes, and at most \(allowed) are allowed"
        case .unknownV(let v): "v = \(v) belongs to no chain that the fork knows"
        case .wrongChainID(let chainID, let expected):
            "signed for chain \(chainID), not for \(expected)"
        case .invalidSignature(let error): "\(error)"
        case .recoveryFailed: "no key has this signature"
        }
    }
}

/// What decides whether a transaction is acceptable: the rules of a fork on one chain.
public struct TransactionRules: Hashable, Sendable {
    /// The fork whose rules hold.
    public var fork: Hardfork
    /// The chain; nil accepts any.
    public var chainID: UInt64?

    /// Rules of a fork on a chain.
    public init(fork: Hardfork, chainID: UInt64?) {
        self.fork = fork
        self.chainID = chainID
    }
}

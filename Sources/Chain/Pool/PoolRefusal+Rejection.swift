import EthereumPrimitives

extension PoolRefusal {
    /// What a node says of bytes that the decoder, or the checks that go with it, reject.
    public init(_ rejection: TransactionRejection) {
        switch rejection {
        case .typeNotSupported(let type): self = .typeNotSupported(type)
        case .rlp, .tooFewFields, .tooManyFields, .field, .gasLimitPriceProductOverflow:
            self = .undecodable(rejection)
        case .nonceTooBig: self = .nonceMax
        case .priorityFeeAboveMaxFee: self = .tipAboveFeeCap
        case .intrinsicGasTooLow(let gasLimit, let required):
            self = .intrinsicGasTooLow(gasLimit: gasLimit, needed: required)
        case .gasLimitTooHigh(let gasLimit, let allowed):
            self = .gasLimitTooHigh(cap: allowed, gasLimit: gasLimit)
        case .initCodeTooLarge(let count, let allowed):
            self = .initCodeTooLarge(byteCount: count, allowed: allowed)
        case .unknownV: self = .invalidSender(.malformed)
        case .wrongChainID(let have, let want): self = .wrongChainID(have: have, want: want)
        case .invalidSignature(let error): self = .invalidSender(error)
        case .recoveryFailed: self = .invalidSender(.notRecoverable)
        }
    }
}

extension TransactionRejection {
    /// The reason as geth's decoder words it, with the field where there is one.
    var nodeText: String {
        switch self {
        case .rlp(let error): error.nodeText
        case .tooFewFields: "rlp: too few elements"
        case .tooManyFields: "rlp: input list has too many elements"
        case .field(let field, let fault): "\(fault.nodeText), decoding into \(field.rawValue)"
        // No balance pays for it, which is where a node with unbounded numbers stops.
        case .gasLimitPriceProductOverflow:
            "insufficient funds for gas * price + value: \(self)"
        default: description
        }
    }
}

extension RLPError {
    fileprivate var nodeText: String {
        switch self {
        case .truncated: "rlp: value size exceeds available input length"
        case .nonCanonicalLength, .nonCanonicalByte: "rlp: non-canonical size information"
        case .itemExceedsList: "rlp: element is larger than containing list"
        case .trailingBytes: "rlp: input contains more than one value"
        case .nestedTooDeep(let limit): "rlp: more than \(limit) lists are nested"
        case .expectedBytes: "rlp: expected input string or byte"
        case .expectedList: "rlp: expected input list"
        }
    }
}

extension TransactionFieldFault {
    fileprivate var nodeText: String {
        switch self {
        case .wrongKind: "rlp: unexpected kind of value"
        case .leadingZeros: "rlp: non-canonical integer (leading zero bytes)"
        case .overflow: "rlp: input string too long"
        case .byteCount(let count):
            "rlp: input string too \(count < 20 ? "short" : "long")"
        case .rlp(let error): error.nodeText
        }
    }
}

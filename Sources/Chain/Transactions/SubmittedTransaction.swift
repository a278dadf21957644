import EthereumPrimitives
import WideIntegers

/// A transaction on its way through the chain: decoded once, its sender known.
///
/// All pools, blocks and messages share the one object. Two submissions of equal contents are two
/// objects with different numbers, as two deliveries of the same bytes are one.
public final class SubmittedTransaction {
    /// The submission's number, by which ties are broken.
    public let id: TransactionID
    /// What was signed.
    public let transaction: Transaction
    /// Who signed.
    public let sender: Address
    /// Gas limit times the most that is paid per gas, and the value, in wei; 2^256 - 1 when that is
    /// passed.
    public let costMaxWei: UInt256
    /// Whether the transaction only uses up its nonce: nothing is sent, to the sender itself.
    public let isCancellation: Bool
    /// Whether the sender is taken on trust, and the signature is a filler.
    public let isElided: Bool
    /// The bytes that nodes exchange with their signature; nil where signatures are elided and nobody
    /// has asked.
    @exclusivity(unchecked) private var rawBytes: [UInt8]?
    let signature: Signature
    /// The digest that was signed; nil where signatures are elided.
    let signingHash: Hash256?
    @exclusivity(unchecked) private var knownHash: Hash256?

    /// What it is charged before execution, where that was worked out already.
    @exclusivity(unchecked) var intrinsicGas: IntrinsicGas?
    /// What has become of it.
    @exclusivity(unchecked) public internal(set) var fate = TransactionFate.pending
    /// Pools that hold it and messages that carry it; it is live while there are any.
    @exclusivity(unchecked) public internal(set) var copyCount = 0
    /// Whether it was taken out of all pools from outside, so that no copy under way comes back.
    @exclusivity(unchecked) var isWithdrawn = false
    /// Whether any node has taken it.
    @exclusivity(unchecked) var wasTaken = false
    /// What the last pool that let it go did with it; its fate, when it was the last copy.
    @exclusivity(unchecked) var lastDeparture: TransactionFate?

    /// A transaction that was decoded from signed bytes.
    init(
        id: TransactionID, signed: SignedTransaction, sender: Address, signingHash: Hash256
    ) {
        self.id = id
        transaction = signed.transaction
        self.sender = sender
        costMaxWei = signed.transaction.costMaxWei
        isCancellation = signed.transaction.isCancellation(of: sender)
        isElided = false
        rawBytes = signed.raw
        self.signingHash = signingHash
        signature = signed.signature
    }

    /// A transaction whose sender is taken on trust.
    init(id: TransactionID, elided transaction: Transaction, sender: Address) {
        self.id = id
        self.transaction = transaction
        self.sender = sender
        costMaxWei = transaction.costMaxWei
        isCancellation = transaction.isCancellation(of: sender)
        isElided = true
        signature = .filler(of: sender)
        signingHash = nil
    }

    /// Contents and signature; of an elided one a filler of the usual size.
    public var signed: SignedTransaction {
        SignedTransaction(transaction, signature: signature, raw: raw)
    }

    /// The bytes that nodes exchange, type byte first where there is one.
    public var raw: [UInt8] {
        if let rawBytes { return rawBytes }
        let made = SignedTransaction(transaction, signature: signature).raw
        rawBytes = made
        return made
    }

    /// The digest of the bytes that nodes exchange, worked out when it is first asked for.
    public var hash: Hash256 {
        if let knownHash { return knownHash }
        let made = Keccak256.hash(raw)
        knownHash = made
        return made
    }

    /// The size in bytes as nodes exchange it.
    public var byteCount: Int { raw.count }

    /// The size in bytes, or a bound of it that is within a limit; most are far from any limit, and
    /// need not be encoded to know it.
    func byteCount(within limit: Int) -> Int {
        let bound = transaction.byteCountBound
        return bound <= limit ? bound : byteCount
    }

    /// Whether two submissions are the same transaction.
    func isSame(as other: SubmittedTransaction) -> Bool {
        if self === other { return true }
        guard sender == other.sender && transaction.nonce == other.transaction.nonce else {
            return false
        }
        return isElided ? transaction == other.transaction : raw == other.raw
    }
}

extension Signature {
    /// Stands where signatures are elided: numbers of full size that nobody has signed.
    ///
    /// The low 160 bits of `r` are the sender, so that what two senders send alike are two
    /// transactions with two hashes, as it is when they sign.
    static func filler(of sender: Address) -> Signature {
        let ones: UInt64 = 0x1111_1111_1111_1111
        return Signature(
            r: UInt256(0, 0, ones << 32, ones) | sender.number,
            s: UInt256(ones, ones, ones, ones), yParity: 0)
    }
}

extension Transaction {
    fileprivate var costMaxWei: UInt256 {
        let (fee, isLarge) = envelope.maxFeePerGasWei.multipliedReportingOverflow(
            by: UInt256(gasLimit))
        let (cost, isLarger) = fee.addingReportingOverflow(valueWei)
        return isLarge || isLarger ? .max : cost
    }

    fileprivate func isCancellation(of sender: Address) -> Bool {
        recipient == sender && valueWei.isZero && data.isEmpty
    }
}

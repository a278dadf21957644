import EthereumPrimitives

/// Raw bytes as a node reads them: decoded, checked and with their sender, or refused.
///
/// What the bytes are depends on nothing but the chain's rules, so that it can be worked out before
/// they arrive, and for many at once.
public final class IncomingTransaction: Sendable {
    /// The bytes.
    public let raw: [UInt8]
    /// Contents with the account that signed, or why no node takes them.
    public let reading: Result<SenderAndContents, PoolRefusal>

    /// A transaction and who signed it.
    public struct SenderAndContents: Sendable {
        /// Contents, signature and hash.
        public let signed: SignedTransaction
        /// Who signed.
        public let sender: Address
        /// What was signed.
        public let signingHash: Hash256
        /// What it is charged before execution.
        public let intrinsicGas: IntrinsicGas
    }

    /// Reads raw bytes; the recovery of the sender is by far the most of the work.
    public init(_ raw: [UInt8], rules: AdmissionRules, limits: PoolLimits, blockGasLimit: UInt64) {
        self.raw = raw
        reading = Result { () throws(PoolRefusal) in
            let signed: SignedTransaction
            do throws(TransactionRejection) {
                signed = try SignedTransaction(decoding: raw, fork: rules.fork)
            } catch {
                throw PoolRefusal(error)
            }
            let gas = try rules.check(signed, blockGasLimit: blockGasLimit, limits: limits)
            do throws(TransactionRejection) {
                let digest = signed.signingHash
                return SenderAndContents(
                    signed: signed, sender: try signed.recoverSender(signingHash: digest),
                    signingHash: digest, intrinsicGas: gas)
            } catch {
                throw PoolRefusal(error)
            }
        }
    }

    /// Reads many, on two threads where it pays; the results do not depend on the threads.
    public static func read(
        _ batch: [[UInt8]], rules: AdmissionRules, limits: PoolLimits, blockGasLimit: UInt64
    ) -> [IncomingTransaction] {
        TwoThreads.map(batch) {
            IncomingTransaction($0, rules: rules, limits: limits, blockGasLimit: blockGasLimit)
        }
    }
}

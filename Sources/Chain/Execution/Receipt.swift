import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What came of a transaction in its block.
///
/// It never changes. It is an object because blocks, queries and notices share it, and a copy would
/// move 600 bytes.
public final class Receipt {
    /// The transaction.
    public let transaction: SubmittedTransaction
    /// Success or failure, gas by part, logs, and the rules that have bound.
    public let outcome: ExecutionOutcome
    /// Gas used by the block up to and with this transaction.
    public let cumulativeGasUsed: UInt64
    /// What was paid per gas, in wei.
    public let effectiveGasPriceWei: UInt256
    /// What of it went to the block's producer.
    public let tipPerGasWei: UInt256
    /// Emitters and topics of the logs.
    public let logsBloom: LogsBloom
    /// The place of the first log among all of the block.
    public let firstLogIndex: Int
    /// 128 bits that differ when the logs do.
    let logsFingerprint: (UInt64, UInt64)

    init(
        _ transaction: SubmittedTransaction, _ outcome: ExecutionOutcome,
        cumulativeGasUsed: UInt64, priceWei: UInt256, tipWei: UInt256, firstLogIndex: Int,
        in host: ContractHost
    ) {
        self.transaction = transaction
        self.outcome = outcome
        self.cumulativeGasUsed = cumulativeGasUsed
        effectiveGasPriceWei = priceWei
        tipPerGasWei = tipWei
        self.firstLogIndex = firstLogIndex
        logsBloom = outcome.logs.bloom(in: host)
        logsFingerprint = outcome.logs.fingerprint(in: host)
    }

    /// Whether the call's effects stand.
    public var isSuccess: Bool { outcome.isSuccess }
    /// Gas that was paid for.
    public var gasUsed: UInt64 { outcome.gasUsed }

    /// The receipt as Ethereum encodes it, type byte first where there is one.
    ///
    /// - Parameter state: the state that the block ran on, which knows the emitters.
    /// - Source: EIP-658, EIP-2718.
    public func consensusEncoding(in state: WorldState) -> [UInt8] {
        let type = transaction.transaction.envelope.type
        var writer = RLPWriter(prefix: type == 0 ? [] : [type], capacity: 1_024)
        writer.appendList { writer in
            writer.append(isSuccess ? 1 as UInt64 : 0)
            writer.append(cumulativeGasUsed)
            writer.append(bytes: logsBloom.bytes)
            writer.appendList { writer in
                for index in 0..<outcome.logs.count {
                    writer.append(outcome.logs.log(index, in: state))
                }
            }
        }
        return writer.bytes
    }
}

extension RLPWriter {
    fileprivate mutating func append(_ log: EventLog) {
        appendList { writer in
            writer.append(log.address as Address?)
            writer.appendList { writer in
                for topic in log.topics { writer.append(topic) }
            }
            writer.append(bytes: log.data)
        }
    }
}

import Chain
import EthereumPrimitives

/// Which transactions in a pool are after the same prize.
public struct RivalRule {
    /// Whether a transaction is a rival's; one's own are never asked for.
    public let matches: (SubmittedTransaction) -> Bool

    /// A rule of one's own.
    public init(_ matches: @escaping (SubmittedTransaction) -> Bool) {
        self.matches = matches
    }

    /// Those that call the same function of the same contract.
    public static func sameFunction(as intent: CallIntent) -> RivalRule {
        let selector = Selector(prefix: intent.data)
        return RivalRule { seen in
            seen.transaction.recipient == intent.recipient
                && Selector(prefix: seen.transaction.data) == selector
        }
    }

    /// Those that call the same contract with the very same data.
    public static func sameCall(as intent: CallIntent) -> RivalRule {
        RivalRule { seen in
            seen.transaction.recipient == intent.recipient
                && seen.transaction.data == intent.data
        }
    }
}

import Agents
import Chain
import EthereumPrimitives
import Simulation
import SimulationKernel
import WideIntegers

/// Keeps everything that is sent from the bot's account, whichever way.
///
/// Whoever carries a transaction to the chain notes it when it is sent; what nobody has noted is found
/// when its node files it, or when it comes to a fate.
final class SendingBook {
    private struct Entry {
        let submission: Submission?
        var transaction: SubmittedTransaction?
        let sentAt: SimulatedTime
        let sentHead: UInt64
        let isPrivate: Bool
        var endedAt: SimulatedTime?
    }

    private let bot: Address
    private let reader: HouseCallReader
    private var entries: [Entry] = []
    /// Places by submission. Only ever looked up.
    private var places: [TransactionID: Int] = [:]
    /// Refusals of bytes that never became a transaction, in the node's words.
    private(set) var otherRefusals: [String] = []

    init(_ world: SimulationWorld, bot: Address) {
        self.bot = bot
        reader = HouseCallReader(world)
    }

    /// Notes a submission, once.
    func note(_ submission: Submission, at time: SimulatedTime, head: UInt64, isPrivate: Bool) {
        let id = submission.transaction?.id ?? submission.id
        guard places[submission.id] == nil, places[id] == nil else { return }
        places[submission.id] = entries.count
        places[id] = entries.count
        entries.append(
            Entry(
                submission: submission, transaction: submission.transaction, sentAt: time,
                sentHead: head, isPrivate: isPrivate))
    }

    /// Notes a transaction that was found in a pool or with its fate.
    func find(_ transaction: SubmittedTransaction, at time: SimulatedTime, head: UInt64) {
        guard transaction.sender == bot, places[transaction.id] == nil else { return }
        places[transaction.id] = entries.count
        entries.append(
            Entry(
                submission: nil, transaction: transaction, sentAt: time, sentHead: head,
                isPrivate: false))
    }

    /// Notes a refusal without a transaction, such as of bytes that cannot be read.
    func note(refusal: String) { otherRefusals.append(refusal) }

    /// Takes note of a fate.
    func settle(_ transaction: SubmittedTransaction, at time: SimulatedTime, head: UInt64) {
        guard transaction.sender == bot else { return }
        find(transaction, at: time, head: head)
        guard let place = places[transaction.id] else { return }
        entries[place].endedAt = transaction.fate == .pending ? nil : time
    }

    /// Takes note of the end of a submission that nobody received.
    func end(_ submission: Submission, at time: SimulatedTime) {
        guard let place = places[submission.id] else { return }
        entries[place].endedAt = time
    }

    // MARK: - Reading

    /// All that was sent, in the order of sending, against the canonical blocks.
    func transactions(in blocks: [BlockFacts]) -> [OwnTransaction] {
        var mined: [UInt64: (BlockFacts, OwnReceipt)] = [:]
        for block in blocks {
            for receipt in block.own { mined[receipt.transaction] = (block, receipt) }
        }
        return entries.compactMap { entry in
            guard let submitted = entry.transaction ?? entry.submission?.transaction else {
                return nil
            }
            let body = submitted.transaction
            var own = OwnTransaction(
                id: submitted.id.rawValue, nonce: body.nonce,
                purpose: reader.purpose(
                    to: body.recipient, data: body.data,
                    isCancellation: submitted.isCancellation),
                sentAt: entry.sentAt, sentHead: entry.sentHead, fate: Self.fate(submitted.fate),
                endedAt: entry.endedAt, tipWei: body.envelope.maxPriorityFeePerGasWei,
                capWei: body.envelope.maxFeePerGasWei, gasLimit: body.gasLimit,
                isPrivate: entry.isPrivate)
            if let (block, receipt) = mined[submitted.id.rawValue] {
                own.fate = .mined(block: block.number, receipt)
                own.endedAt = block.sealedAt
            }
            return own
        }
    }

    private static func fate(_ fate: TransactionFate) -> OwnTransaction.Fate {
        switch fate {
        case .pending, .included: .pending
        case .replaced: .replaced
        case .cancelled: .cancelled
        case .evicted(let reason): .dropped(reason.rawValue)
        case .expired: .dropped("expired")
        case .lost: .dropped("lost on the way")
        case .refused(let refusal): .refused("\(refusal)")
        }
    }
}

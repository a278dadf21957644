import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A block while transactions are put into it, one after the other.
///
/// Each is charged up front for all of its gas, runs, gets back what it has not used, pays its tip to
/// the producer, and its base fee is burnt or goes where the chain says.
/// - Source: yellow paper, section 6; EIP-1559.
struct OpenBlock {
    let host: ContractHost
    let environment: BlockEnvironment
    /// Whether there is a base fee.
    let hasBaseFee: Bool
    /// Who is paid the base fee; nil where it is burnt.
    let baseFeeRecipient: Address?
    /// Books of the native asset up to here.
    private(set) var ledger: NativeLedger
    private(set) var receipts: [Receipt] = []
    private(set) var gasUsed: UInt64 = 0
    private(set) var logsBloom = LogsBloom()
    private(set) var logCount = 0
    private let coinbase: AccountID

    init(
        host: ContractHost, environment: BlockEnvironment, hasBaseFee: Bool,
        baseFeeRecipient: Address?, ledger: NativeLedger
    ) {
        self.host = host
        self.environment = environment
        self.hasBaseFee = hasBaseFee
        self.baseFeeRecipient = baseFeeRecipient
        self.ledger = ledger
        coinbase = host.state.account(environment.coinbase)
    }

    /// Gas that further transactions may ask for.
    var gasLeft: UInt64 { environment.gasLimit - gasUsed }

    // MARK: - Going back

    /// A place in the block to which it can go back.
    struct Mark {
        let checkpoint: WorldState.Checkpoint
        let ledger: NativeLedger
        let receiptCount: Int
        let gasUsed: UInt64
        let logsBloom: LogsBloom
        let logCount: Int
    }

    var mark: Mark {
        Mark(
            checkpoint: host.state.checkpoint, ledger: ledger, receiptCount: receipts.count,
            gasUsed: gasUsed, logsBloom: logsBloom, logCount: logCount)
    }

    /// Takes out everything that was put in after a mark.
    mutating func goBack(to mark: Mark) {
        host.state.revert(to: mark.checkpoint)
        ledger = mark.ledger
        receipts.removeLast(receipts.count - mark.receiptCount)
        gasUsed = mark.gasUsed
        logsBloom = mark.logsBloom
        logCount = mark.logCount
    }

    // MARK: - Including

    /// Runs a transaction at the end of what the block has.
    /// - Throws: `InclusionFailure`; nothing has changed then.
    mutating func include(_ submitted: SubmittedTransaction) throws(InclusionFailure) {
        let transaction = submitted.transaction
        let state = host.state
        guard transaction.gasLimit <= gasLeft else { throw .gasLimitReached(left: gasLeft) }
        let tip = try tipPerGas(of: transaction)
        let price = tip &+ environment.baseFeePerGasWei
        // A sender that nobody has heard of gets a name and a record here, which enter the digest.
        let point = state.checkpoint
        let native = state.nativeRecord(of: state.account(submitted.sender))
        let nonce = state.nonce(at: native)
        guard transaction.nonce == nonce else {
            state.revert(to: point)
            throw transaction.nonce < nonce ? .nonceTooLow(next: nonce) : .nonceTooHigh(next: nonce)
        }
        let balance = state.balanceWei(at: native)
        guard balance >= submitted.costMaxWei else {
            state.revert(to: point)
            throw .insufficientFunds(balanceWei: balance)
        }
        // The price is at most the fee cap, so that this is part of what was just compared.
        state.charge(UInt256(transaction.gasLimit) &* price, nonceTo: nonce + 1, at: native)
        let outcome = host.execute(
            Message(
                sender: submitted.sender, recipient: transaction.recipient ?? .zero,
                valueWei: transaction.valueWei, data: transaction.data,
                gasLimit: transaction.gasLimit, gasPriceWei: price,
                accessList: transaction.accessList),
            in: environment)
        settle(outcome, of: transaction, from: native, price: price, tip: tip)
        book(submitted, outcome, price: price, tip: tip)
    }

    private func tipPerGas(of transaction: Transaction) throws(InclusionFailure) -> UInt256 {
        let baseFee = hasBaseFee ? environment.baseFeePerGasWei : .zero
        guard
            let tip = transaction.envelope.priorityFeePerGasWei(baseFeePerGasWei: baseFee)
        else { throw .feeCapBelowBaseFee }
        return tip
    }

    /// Gives back what was not used, and pays out what was.
    private mutating func settle(
        _ outcome: ExecutionOutcome, of transaction: Transaction, from payer: NativeRecord,
        price: UInt256, tip: UInt256
    ) {
        let state = host.state
        let gasUsed = UInt256(outcome.gasUsed)
        let unused = UInt256(transaction.gasLimit) &- gasUsed
        if !unused.isZero { pay(unused &* price, to: payer) }
        if !tip.isZero { pay(gasUsed &* tip, to: state.nativeRecord(of: coinbase)) }
        let baseFee = environment.baseFeePerGasWei
        if baseFee.isZero { return }
        if let baseFeeRecipient {
            pay(
                gasUsed &* baseFee,
                to: state.nativeRecord(of: state.account(baseFeeRecipient)))
        } else {
            ledger.bookBurnt(gasUsed &* baseFee)
        }
    }

    /// Adds to a balance; what would pass 256 bits is burnt.
    private mutating func pay(_ amountWei: UInt256, to record: NativeRecord) {
        let (sum, overflow) = host.state.balanceWei(at: record)
            .addingReportingOverflow(amountWei)
        if overflow {
            ledger.bookBurnt(amountWei)
        } else {
            host.state.setBalanceWei(sum, at: record)
        }
    }

    private mutating func book(
        _ submitted: SubmittedTransaction, _ outcome: ExecutionOutcome, price: UInt256,
        tip: UInt256
    ) {
        ledger.bookTransaction()
        gasUsed += outcome.gasUsed
        let bloom = outcome.logs.bloom(in: host)
        if outcome.logs.count > 0 { logsBloom.formUnion(bloom) }
        receipts.append(
            Receipt(
                transaction: submitted, outcome: outcome, cumulativeGasUsed: gasUsed,
                effectiveGasPriceWei: price, tipPerGasWei: tip, logsBloom: bloom,
                firstLogIndex: logCount))
        logCount += outcome.logs.count
    }
}

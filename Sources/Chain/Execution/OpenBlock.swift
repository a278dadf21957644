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
    private let baseFee: UInt256

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
        baseFee = environment.baseFeePerGasWei
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
        let state = host.state
        let gasLimit = submitted.transaction.gasLimit
        guard gasLimit <= gasLeft else { throw .gasLimitReached(left: gasLeft) }
        guard let tip = submitted.tipPerGasWei(over: hasBaseFee ? baseFee : .zero) else {
            throw .feeCapBelowBaseFee
        }
        let price = tip &+ baseFee
        let nonce = submitted.transaction.nonce
        // A sender that nobody has heard of gets a name and a record here, which enter the digest.
        let point = state.checkpoint
        let payer = state.nativeRecord(of: state.account(submitted.sender))
        let next = state.nonce(at: payer)
        guard nonce == next else {
            state.revert(to: point)
            throw nonce < next ? .nonceTooLow(next: next) : .nonceTooHigh(next: next)
        }
        let balance = state.balanceWei(at: payer)
        // A cost of all 256 bits stands for any that passes them.
        guard balance >= submitted.costMaxWei && submitted.costMaxWei < .max else {
            state.revert(to: point)
            throw .insufficientFunds(balanceWei: balance)
        }
        // The price is at most the fee cap, so that this is part of what was just compared.
        state.charge(UInt256(gasLimit) &* price, nonceTo: nonce + 1, at: payer)
        let outcome = host.execute(
            submitted.message(gasPriceWei: price),
            intrinsic: submitted.intrinsicGas
                ?? submitted.transaction.intrinsicGas(fork: host.schedule.fork),
            in: environment)
        settle(
            gasUsed: UInt256(outcome.gasUsed), of: UInt256(gasLimit), from: payer, price: price,
            tip: tip)
        ledger.bookTransaction()
        gasUsed += outcome.gasUsed
        let receipt = Receipt(
            submitted, outcome, cumulativeGasUsed: gasUsed, priceWei: price, tipWei: tip,
            firstLogIndex: logCount, in: host)
        let logs = receipt.outcome.logs.count
        if logs > 0 { logsBloom.formUnion(receipt.logsBloom) }
        logCount += logs
        receipts.append(receipt)
    }

    /// Gives back what was not used, and pays out what was.
    private mutating func settle(
        gasUsed: UInt256, of gasLimit: UInt256, from payer: NativeRecord, price: UInt256,
        tip: UInt256
    ) {
        let state = host.state
        let unused = gasLimit &- gasUsed
        if !unused.isZero { pay(unused &* price, to: payer, state) }
        if !tip.isZero { pay(gasUsed &* tip, to: state.nativeRecord(of: coinbase), state) }
        if baseFee.isZero { return }
        if let baseFeeRecipient {
            let recipient = state.nativeRecord(of: state.account(baseFeeRecipient))
            pay(gasUsed &* baseFee, to: recipient, state)
        } else {
            ledger.bookBurnt(gasUsed &* baseFee)
        }
    }

    /// Adds to a balance; what would pass 256 bits is burnt.
    private mutating func pay(
        _ amountWei: UInt256, to record: NativeRecord, _ state: WorldState
    ) {
        let (sum, overflow) = state.balanceWei(at: record).addingReportingOverflow(amountWei)
        if overflow {
            ledger.bookBurnt(amountWei)
        } else {
            state.setBalanceWei(sum, at: record)
        }
    }
}

extension SubmittedTransaction {
    /// What is paid per gas beside the base fee, in wei; nil when the fee cap is below it.
    func tipPerGasWei(over baseFee: UInt256) -> UInt256? {
        transaction.envelope.priorityFeePerGasWei(baseFeePerGasWei: baseFee)
    }

    /// The call, once its fee is settled.
    fileprivate func message(gasPriceWei: UInt256) -> Message {
        Message(
            sender: sender, recipient: transaction.recipient ?? .zero,
            valueWei: transaction.valueWei, data: transaction.data,
            gasLimit: transaction.gasLimit, gasPriceWei: gasPriceWei,
            accessList: transaction.accessList)
    }
}

import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

/// One node's pool over a state of rich accounts, and a clock that the test moves.
final class MempoolFixture {
    let state = WorldState()
    var pool: Mempool
    var head = PoolHead(blockGasLimit: 30_000_000, nextBaseFeePerGasWei: 100)
    var now = SimulatedTime(seconds: 1_000)
    private var lastID: UInt64 = 0

    init(limits: PoolLimits = PoolLimits()) {
        pool = Mempool(limits: limits)
    }

    /// A funded account; each number is another one.
    func sender(_ number: UInt64, balanceWei: UInt256 = 1_000_000_000_000_000) -> Address {
        let address = Address(truncating: UInt256(0x5e4d_0000 + number))
        state.setBalanceWei(balanceWei, of: state.account(address))
        return address
    }

    func setNonce(_ nonce: UInt64, of sender: Address) {
        state.setNonce(nonce, of: state.account(sender))
    }

    /// A call that tips `tip` at most, under a cap of ten times as much unless told.
    func make(
        _ sender: Address, nonce: UInt64, tip: UInt256 = 10, feeCap: UInt256? = nil,
        gasLimit: UInt64 = 21_000, valueWei: UInt256 = 0, dataCount: Int = 0
    ) -> SubmittedTransaction {
        lastID += 1
        let envelope = TransactionEnvelope.dynamicFee(
            maxPriorityFeePerGasWei: tip, maxFeePerGasWei: feeCap ?? 100 &+ tip)
        let contents = Transaction(
            envelope: envelope, chainID: 1, nonce: nonce, gasLimit: gasLimit,
            recipient: Address(truncating: 0xca11), valueWei: valueWei,
            data: [UInt8](repeating: 1, count: dataCount))
        return SubmittedTransaction(
            id: TransactionID(rawValue: lastID), elided: contents, sender: sender)
    }

    @discardableResult
    func add(_ transaction: SubmittedTransaction) throws(PoolRefusal) -> PoolPlace {
        defer { expectSound() }
        return try pool.add(transaction, at: now, head: head, state: state)
    }

    /// Where a transaction is filed, or what the refusal says.
    func answer(_ transaction: SubmittedTransaction) -> String {
        do throws(PoolRefusal) {
            return "\(try add(transaction))"
        } catch {
            return error.description
        }
    }

    /// Adds a transaction that is made for it.
    @discardableResult
    func add(
        _ sender: Address, nonce: UInt64, tip: UInt256 = 10, feeCap: UInt256? = nil,
        gasLimit: UInt64 = 21_000, valueWei: UInt256 = 0, dataCount: Int = 0
    ) throws(PoolRefusal) -> SubmittedTransaction {
        let transaction = make(
            sender, nonce: nonce, tip: tip, feeCap: feeCap, gasLimit: gasLimit,
            valueWei: valueWei, dataCount: dataCount)
        try add(transaction)
        return transaction
    }

    @discardableResult
    func remove(_ transaction: SubmittedTransaction) -> Bool {
        defer { expectSound() }
        return pool.remove(transaction)
    }

    func expire() {
        pool.expireQueued(at: now)
        expectSound()
    }

    func reset() {
        pool.reset(head: head, state: state, at: now)
        expectSound()
    }

    func wait(micros: UInt64) {
        now = now + micros
    }

    func pending(_ sender: Address) -> [UInt64] {
        pool.pending(of: sender).map(\.transaction.nonce)
    }

    func queued(_ sender: Address) -> [UInt64] {
        pool.queued(of: sender).map(\.transaction.nonce)
    }

    /// What has left, in words.
    func departures() -> [String] {
        pool.drainDepartures().map(\.words)
    }

    func expectSound() {
        #expect(pool.checkInvariants() == [])
    }
}

/// What the pool says to a transaction that the test does not keep.
func refusal(_ attempt: () throws -> Void) -> String {
    do {
        try attempt()
        return "taken"
    } catch {
        return "\(error)"
    }
}

extension PoolDeparture {
    /// The submission's number and the cause.
    var words: String {
        let id = transaction.id.rawValue
        return switch cause {
        case .nonceUsed: "\(id) nonce used"
        case .replaced(let by): "\(id) replaced by \(by.id.rawValue)"
        case .evicted(let reason): "\(id) evicted: \(reason.rawValue)"
        case .expired: "\(id) expired"
        case .withdrawn: "\(id) withdrawn"
        }
    }
}

extension PoolLimits {
    /// A pool of so few that a test can fill it.
    static func small(
        globalSlots: Int = 4, globalQueue: Int = 2, accountSlots: Int = 16,
        accountQueue: Int = 64
    ) -> PoolLimits {
        var limits = PoolLimits()
        limits.globalSlots = globalSlots
        limits.globalQueue = globalQueue
        limits.accountSlots = accountSlots
        limits.accountQueue = accountQueue
        return limits
    }
}

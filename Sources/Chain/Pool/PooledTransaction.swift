import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What a pool compares of one of its transactions, apart from the shared object: to read an array of
/// plain values counts no references.
struct PooledTransaction {
    let nonce: UInt64
    let gasLimit: UInt64
    let costMaxWei: UInt256
    let feeCapWei: UInt256
    let tipCapWei: UInt256
    let arrival: SimulatedTime
    /// The number of its arrival in this pool, which no other one has.
    let sequence: UInt64
    /// How many slots it takes by its size.
    let slots: Int

    init(
        _ submitted: SubmittedTransaction, arrival: SimulatedTime, sequence: UInt64,
        slotBytes: Int
    ) {
        nonce = submitted.transaction.nonce
        gasLimit = submitted.transaction.gasLimit
        costMaxWei = submitted.costMaxWei
        switch submitted.transaction.envelope {
        case .legacy(let gasPrice), .accessList(let gasPrice):
            feeCapWei = gasPrice
            tipCapWei = gasPrice
        case .dynamicFee(let tipCap, let feeCap):
            feeCapWei = feeCap
            tipCapWei = tipCap
        }
        self.arrival = arrival
        self.sequence = sequence
        // Without an access list the bound is found from one number, and nothing is copied.
        let bound =
            submitted.transaction.accessList.isEmpty
            ? Transaction.byteCountBound(dataCount: submitted.transaction.data.count)
            : submitted.transaction.byteCountBound
        slots = bound <= slotBytes ? 1 : (submitted.byteCount + slotBytes - 1) / slotBytes
    }

    /// What a unit of gas would be paid at a base fee, tip and all; the fee cap where there is none.
    ///
    /// The effective tip and the base fee: in order of this all tips are in order, also those below
    /// zero of transactions that the base fee keeps out.
    func effectivePriceWei(baseFeePerGasWei baseFee: UInt256?) -> UInt256 {
        guard let baseFee else { return feeCapWei }
        let (price, overflow) = tipCapWei.addingReportingOverflow(baseFee)
        return overflow ? feeCapWei : min(price, feeCapWei)
    }

    /// Whether both fees are raised by as much as a replacement must.
    /// - Source: go-ethereum, core/txpool/legacypool/list.go, list.Add.
    func outbids(_ old: PooledTransaction, priceBumpPerMille bump: UInt64) -> Bool {
        feeCapWei.isRaised(over: old.feeCapWei, perMille: bump)
            && tipCapWei.isRaised(over: old.tipCapWei, perMille: bump)
    }
}

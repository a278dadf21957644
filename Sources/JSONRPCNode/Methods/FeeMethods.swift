import Chain
import JSONText
import WideIntegers

extension MethodTable {
    /// What to pay for gas.
    static var feeMethods: [Row] {
        [
            (
                RPCMethod("eth_gasPrice", "base fee of the head and suggested tip, wei per gas") {
                    (service, _, writer) throws(RPCError) in
                    writer.quantity(service.view.gasPriceWei())
                }, []
            ),
            (
                RPCMethod(
                    "eth_maxPriorityFeePerGas",
                    "the 60th percentile of the cheapest tips of the last 20 blocks, wei per gas"
                ) { (service, _, writer) throws(RPCError) in
                    writer.quantity(service.view.suggestedTipWei())
                }, []
            ),
            (
                RPCMethod("eth_baseFee", "the base fee of the next block, wei per gas; or null") {
                    (service, _, writer) throws(RPCError) in
                    let fee = service.view.nextBaseFeePerGasWei
                    if let fee { writer.quantity(fee) } else { writer.null() }
                }, []
            ),
            (
                RPCMethod("eth_blobBaseFee", "one wei: there are no blobs") {
                    (_, _, writer) throws(RPCError) in
                    writer.quantity(1)
                }, []
            ),
            (
                RPCMethod(
                    "eth_feeHistory", ["blockCount", "newestBlock", "percentiles?"],
                    "base fees, fullness and tips of at most 1,024 blocks"
                ) { (service, parameters, writer) throws(RPCError) in
                    let count = try parameters.number(0)
                    let newest = try parameters.block(1)
                    let percentiles = try parameters.percentiles(2)
                    let history = try service.feeHistory(count, newest, percentiles)
                    writer.feeHistory(history, hasRewards: !percentiles.isEmpty)
                }, []
            ),
        ]
    }
}

extension NodeService {
    fileprivate func feeHistory(
        _ count: UInt64, _ newest: BlockTag, _ percentiles: [Double]
    ) throws(RPCError) -> FeeHistory {
        let view = view
        if case .number(let number) = newest, number > view.head.number {
            throw .refused(
                "request beyond head block: requested \(number), head \(view.head.number)")
        }
        return try ask { () throws(QueryError) in
            try view.feeHistory(blocks: count, to: newest, percentiles: percentiles)
        }
    }
}

extension NodeView {
    /// The base fee of the block after the node's head, in wei per gas; nil where there is none.
    var nextBaseFeePerGasWei: UInt256? {
        (try? feeHistory(blocks: 1))?.baseFeesPerGasWei.last.flatMap {
            head.header.baseFeePerGasWei == nil ? nil : $0
        }
    }
}

extension Parameters {
    fileprivate func percentiles(_ place: Int) throws(RPCError) -> [Double] {
        guard let view = self[place] else { return [] }
        guard view.kind == .list else {
            throw .invalidArgument(
                place, "json: cannot unmarshal \(view.kindName) into Go value of type []float64")
        }
        var values: [Double] = []
        for element in view.elements {
            guard let digits = element.numberText, let value = Double(digits) else {
                throw .invalidArgument(
                    place,
                    "json: cannot unmarshal \(element.kindName) into Go value of type float64")
            }
            values.append(value)
        }
        return values
    }
}

extension JSONWriter {
    fileprivate mutating func feeHistory(_ history: FeeHistory, hasRewards: Bool) {
        beginObject()
        member("oldestBlock", quantity: history.oldestBlock)
        name("baseFeePerGas")
        beginList()
        for fee in history.baseFeesPerGasWei { quantity(fee) }
        endList()
        name("gasUsedRatio")
        beginList()
        for ratio in history.gasUsedRatios { number(ratio) }
        endList()
        if hasRewards {
            name("reward")
            beginList()
            for row in history.rewardsWei {
                beginList()
                for tip in row { quantity(tip) }
                endList()
            }
            endList()
        }
        endObject()
    }
}

import Chain
import EthereumPrimitives
import PriceOracles
import WideIntegers

/// What sendings have cost, read from the blocks that the node has shown.
///
/// Bills of transactions are made anew from the receipts whenever they are asked for, so that what a
/// reorg has undone is not paid.
extension ManipulationBill {
    /// Books the gas of a sending; nothing as long as it is in no block.
    mutating func bookGas(of task: SendingTask) throws(ArithmeticPanic) {
        guard let receipt = task.settling, task.hasSent(receipt) else { return }
        try bookGas(
            used: receipt.gasUsed, priceWei: receipt.effectiveGasPriceWei,
            tipWei: receipt.tipPerGasWei)
    }

    /// Books the swaps at a pair that a sending's transaction has made, the pair's fee apart.
    mutating func bookSwaps(
        of task: SendingTask, on route: SpotSwapRoute
    ) throws(ArithmeticPanic) {
        guard let receipt = task.settling, receipt.isSuccess, task.hasSent(receipt) else { return }
        let state = task.wallet.view().chain.host.state
        for index in 0..<receipt.outcome.logs.count {
            let log = receipt.outcome.logs.log(index, in: state)
            guard let swap = route.swap(in: log) else { continue }
            let fee = route.fee(on: swap.amountIn)
            let assets: (paid: BillAsset, received: BillAsset) =
                swap.side == .buy ? (.quote, .base) : (.base, .quote)
            try book(.trade, assets.paid, paid: swap.amountIn &- fee, note: "pair")
            try book(.venueFee, assets.paid, paid: fee, note: "pair")
            try book(.trade, assets.received, received: swap.amountOut, note: "pair")
        }
    }
}

extension SendingTask {
    /// Whether a receipt is of a transaction that this task has sent.
    fileprivate func hasSent(_ receipt: Receipt) -> Bool {
        attempts.contains { $0.submission.transaction === receipt.transaction }
    }
}

import EthereumPrimitives
import WideIntegers

extension PoolRefusal: CustomStringConvertible {
    /// The reason as an answer to `eth_sendRawTransaction` says it.
    ///
    /// Clients search for the words before the colon; they are geth's to the letter.
    public var description: String {
        switch self {
        case .alreadyKnown: "already known"
        case .nonceTooLow(let next, let nonce):
            "nonce too low: next nonce \(next), tx nonce \(nonce)"
        case .nonceTooHigh(let next, let nonce):
            "nonce too high: tx nonce \(nonce), gapped nonce \(next)"
        case .replacementUnderpriced: "replacement transaction underpriced"
        case .underpriced: "transaction underpriced"
        case .tipBelowMinimum(let tipCap, let minimum):
            "transaction gas price below minimum: gas tip cap \(tipCap), minimum needed \(minimum)"
        case .insufficientFunds(let balance, let cost):
            fundsText(balance, "tx cost \(cost)", needed: cost)
        case .overdraft(let balance, let queued, let cost):
            fundsText(
                balance, "queued cost \(queued), tx cost \(cost)", needed: queued.plus(cost))
        case .bumpOverdraft(let balance, let queued, let bump):
            fundsText(
                balance, "queued cost \(queued), tx bumped \(bump)", needed: queued.plus(bump))
        case .intrinsicGasTooLow(let gasLimit, let needed):
            "intrinsic gas too low: gas \(gasLimit), minimum needed \(needed)"
        case .floorGasTooLow(let gasLimit, let needed):
            "insufficient gas for floor data gas cost: gas \(gasLimit), minimum needed \(needed)"
        case .exceedsBlockGasLimit: "exceeds block gas limit"
        case .gasLimitTooHigh(let cap, let gasLimit):
            "transaction gas limit too high (cap: \(cap), tx: \(gasLimit))"
        case .tipAboveFeeCap: "max priority fee per gas higher than max fee per gas"
        case .feeCapBelowBaseFee(let sender, let feeCap, let baseFee):
            "max fee per gas less than block base fee: address \(sender.checksummed), "
                + "maxFeePerGas: \(feeCap), baseFee: \(baseFee)"
        case .invalidSender(let error): senderText(error)
        case .wrongChainID(let have, let want):
            "invalid chain id for signer: have \(have) want \(want)"
        case .notReplayProtected:
            "only replay-protected (EIP-155) transactions allowed over RPC"
        case .typeNotSupported(let type): typeText(type)
        case .undecodable(let rejection): rejection.nodeText
        case .poolIsFull: "txpool is full"
        case .accountLimitExceeded(let pooled): "account limit exceeded: pooled \(pooled) txs"
        case .futureReplacesPending: "future transaction tries to replace pending"
        case .initCodeTooLarge(let count, let allowed):
            "max initcode size exceeded: code size \(count) limit \(allowed)"
        case .nonceMax: "nonce has max value"
        case .oversized(let count, let allowed):
            "oversized data: transaction size \(count), limit \(allowed)"
        case .creationNotSupported:
            "contract creation not supported: the contracts of this chain are native"
        case .deadlineExceeded: "context deadline exceeded"
        case .privateLaneMissing: "private transactions are not taken"
        case .sequencerDown: "sequencer is down"
        }
    }

    private func fundsText(_ balance: UInt256, _ costs: String, needed: UInt256) -> String {
        "insufficient funds for gas * price + value: balance \(balance), \(costs), "
            + "overshot \(needed &- min(needed, balance))"
    }

    private func senderText(_ error: SignatureError?) -> String {
        switch error {
        case nil: "invalid sender"
        case .notRecoverable: "invalid sender: recovery failed"
        default: "invalid sender: invalid transaction v, r, s values"
        }
    }

    private func typeText(_ type: UInt8) -> String {
        let words = "transaction type not supported"
        return switch type {
        case 1: "\(words): type 1 rejected, pool not yet in Berlin"
        case 2: "\(words): type 2 rejected, pool not yet in London"
        case 3, 4: "\(words): tx type \(type) not supported by this pool"
        default: words
        }
    }
}

extension UInt256 {
    /// The sum, or the largest number where it is passed.
    fileprivate func plus(_ other: UInt256) -> UInt256 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The sum, or the nearest number where there is none.
    fileprivate func plus(_ other: Int256) -> UInt256 {
        other.isNegative ? self &- min(self, other.magnitude) : plus(other.magnitude)
    }
}

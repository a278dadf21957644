import EthereumPrimitives
import Testing
import WideIntegers

@testable import Chain

/// The words that bots search for, letter by letter.
@Suite struct PoolRefusalTests {
    static let texts: [(PoolRefusal, String)] = [
        (.alreadyKnown, "already known"),
        (.nonceTooLow(next: 7, transaction: 5), "nonce too low: next nonce 7, tx nonce 5"),
        (.nonceTooHigh(next: 5, transaction: 7), "nonce too high: tx nonce 7, gapped nonce 5"),
        (.replacementUnderpriced, "replacement transaction underpriced"),
        (.underpriced, "transaction underpriced"),
        (
            .tipBelowMinimum(tipCapWei: 0, minimumWei: 1),
            "transaction gas price below minimum: gas tip cap 0, minimum needed 1"
        ),
        (
            .insufficientFunds(balanceWei: 5, costWei: 12),
            "insufficient funds for gas * price + value: balance 5, tx cost 12, overshot 7"
        ),
        (
            .overdraft(balanceWei: 15, queuedWei: 12, costWei: 13),
            "insufficient funds for gas * price + value: balance 15, queued cost 12, tx cost 13, "
                + "overshot 10"
        ),
        (
            .overdraft(balanceWei: 15, queuedWei: .max, costWei: 13),
            "insufficient funds for gas * price + value: balance 15, queued cost \(UInt256.max), "
                + "tx cost 13, overshot \(UInt256.max &- 15)"
        ),
        (
            .bumpOverdraft(balanceWei: 15, queuedWei: 12, bumpWei: 4),
            "insufficient funds for gas * price + value: balance 15, queued cost 12, tx bumped 4, "
                + "overshot 1"
        ),
        (
            .bumpOverdraft(balanceWei: 5, queuedWei: 12, bumpWei: -4),
            "insufficient funds for gas * price + value: balance 5, queued cost 12, tx bumped -4, "
                + "overshot 3"
        ),
        (
            .intrinsicGasTooLow(gasLimit: 20_999, needed: 21_000),
            "intrinsic gas too low: gas 20999, minimum needed 21000"
        ),
        (
            .floorGasTooLow(gasLimit: 20_999, needed: 21_040),
            "insufficient gas for floor data gas cost: gas 20999, minimum needed 21040"
        ),
        (.exceedsBlockGasLimit, "exceeds block gas limit"),
        (
            .gasLimitTooHigh(cap: 16_777_216, gasLimit: 16_777_217),
            "transaction gas limit too high (cap: 16777216, tx: 16777217)"
        ),
        (.tipAboveFeeCap, "max priority fee per gas higher than max fee per gas"),
        (
            .feeCapBelowBaseFee(
                sender: Address(truncating: 0xab), feeCapWei: 3, baseFeeWei: 4),
            "max fee per gas less than block base fee: "
                + "address 0x00000000000000000000000000000000000000AB, maxFeePerGas: 3, baseFee: 4"
        ),
        (.invalidSender(nil), "invalid sender"),
        (.invalidSender(.highS), "invalid sender: invalid transaction v, r, s values"),
        (.invalidSender(.notRecoverable), "invalid sender: recovery failed"),
        (.wrongChainID(have: 5, want: 1), "invalid chain id for signer: have 5 want 1"),
        (
            .notReplayProtected,
            "only replay-protected (EIP-155) transactions allowed over RPC"
        ),
        (
            .typeNotSupported(1),
            "transaction type not supported: type 1 rejected, pool not yet in Berlin"
        ),
        (
            .typeNotSupported(2),
            "transaction type not supported: type 2 rejected, pool not yet in London"
        ),
        (
            .typeNotSupported(3),
            "transaction type not supported: tx type 3 not supported by this pool"
        ),
        (.typeNotSupported(0x7f), "transaction type not supported"),
        (.poolIsFull, "txpool is full"),
        (.accountLimitExceeded(pooled: 16), "account limit exceeded: pooled 16 txs"),
        (.futureReplacesPending, "future transaction tries to replace pending"),
        (
            .initCodeTooLarge(byteCount: 49_153, allowed: 49_152),
            "max initcode size exceeded: code size 49153 limit 49152"
        ),
        (.nonceMax, "nonce has max value"),
        (
            .oversized(byteCount: 131_073, allowed: 131_072),
            "oversized data: transaction size 131073, limit 131072"
        ),
        (
            .creationNotSupported,
            "contract creation not supported: the contracts of this chain are native"
        ),
        (.deadlineExceeded, "context deadline exceeded"),
        (.sequencerDown, "sequencer is down"),
    ]

    @Test("says what geth says", arguments: texts)
    func text(refusal: PoolRefusal, text: String) {
        #expect(refusal.description == text)
    }

    static let rejections: [(TransactionRejection, String)] = [
        (
            .typeNotSupported(4),
            "transaction type not supported: tx type 4 not supported by this pool"
        ),
        (.rlp(.truncated(offset: 3)), "rlp: value size exceeds available input length"),
        (.rlp(.nonCanonicalByte(offset: 3)), "rlp: non-canonical size information"),
        (.rlp(.nonCanonicalLength(offset: 3)), "rlp: non-canonical size information"),
        (.rlp(.itemExceedsList(offset: 3)), "rlp: element is larger than containing list"),
        (.rlp(.trailingBytes(count: 1)), "rlp: input contains more than one value"),
        (.rlp(.expectedList(offset: 0)), "rlp: expected input list"),
        (.tooFewFields, "rlp: too few elements"),
        (.tooManyFields, "rlp: input list has too many elements"),
        (
            .field(.nonce, .leadingZeros),
            "rlp: non-canonical integer (leading zero bytes), decoding into nonce"
        ),
        (.field(.value, .overflow), "rlp: input string too long, decoding into value"),
        (
            .field(.recipient, .byteCount(19)),
            "rlp: input string too short, decoding into recipient"
        ),
        (.field(.recipient, .byteCount(21)), "rlp: input string too long, decoding into recipient"),
        (.nonceTooBig, "nonce has max value"),
        (
            .gasLimitPriceProductOverflow,
            "insufficient funds for gas * price + value: gas limit times price passes 256 bits"
        ),
        (.priorityFeeAboveMaxFee, "max priority fee per gas higher than max fee per gas"),
        (
            .intrinsicGasTooLow(gasLimit: 1, required: 2),
            "intrinsic gas too low: gas 1, minimum needed 2"
        ),
        (
            .gasLimitTooHigh(gasLimit: 3, allowed: 2),
            "transaction gas limit too high (cap: 2, tx: 3)"
        ),
        (
            .initCodeTooLarge(byteCount: 4, allowed: 3),
            "max initcode size exceeded: code size 4 limit 3"
        ),
        (.unknownV(29), "invalid sender: invalid transaction v, r, s values"),
        (.wrongChainID(5, expected: 1), "invalid chain id for signer: have 5 want 1"),
        (.invalidSignature(.outOfRange), "invalid sender: invalid transaction v, r, s values"),
        (.recoveryFailed, "invalid sender: recovery failed"),
    ]

    @Test("words what the decoder rejects as geth's decoder and pool do", arguments: rejections)
    func rejection(rejection: TransactionRejection, text: String) {
        #expect(PoolRefusal(rejection).description == text)
    }
}

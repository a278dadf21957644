import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension CallContext {
    /// The first words that a view of a pool returns.
    /// - Throws: what the call throws; `Revert.empty` for fewer words.
    func words<let count: Int>(
        of contract: AccountID, _ input: [UInt8]
    ) throws(Revert) -> InlineArray<count, UInt256> {
        let output = try call(contract, input, .view)
        guard output.count >= 32 * count else { throw .empty }
        return InlineArray { UInt256(bigEndian: output.span.bytes, at: 32 * $0) }
    }
}

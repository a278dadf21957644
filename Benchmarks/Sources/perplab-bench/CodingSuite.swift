import EthereumPrimitives
import WideIntegers

extension Suite {
    /// Encodings of a call of `openPosition` and of the transaction that carries it.
    static func coding() throws -> Suite {
        var operands = Operands(seed: 3)
        let calls = operands.numbers(256, bits: 80).map { OpenPosition(quoteAmountWad: $0) }
        let function = try OpenPosition.function()
        let encodedCalls = calls.map { $0.encoded(function) }
        let key = try PrivateKey(UInt256(77))
        let raws = encodedCalls.enumerated().map { index, data in
            OpenPosition.transaction(nonce: UInt64(index), data: data).signed(by: key).raw
        }
        let rules = TransactionRules(fork: .london, chainID: 1)
        return Suite(
            name: "coding",
            operations: [
                single("ABI encode openPosition", calls.count) {
                    calls.reduce(0) { $0 ^ UInt64($1.encoded(function).count) }
                },
                single("ABI decode openPosition", encodedCalls.count) {
                    try encodedCalls.reduce(0) {
                        $0 ^ (try OpenPosition(decoding: $1, function).quoteAmountWad.w0)
                    }
                },
                single("ABI decode to values", encodedCalls.count) {
                    try encodedCalls.reduce(0) {
                        let values = try function.decodeCall($1, rules: .solidity)
                        return $0 ^ UInt64(values.count)
                    }
                },
                single("RLP decode transaction", raws.count) {
                    try raws.reduce(0) {
                        let signed = try SignedTransaction(decoding: $1, rules: rules)
                        return $0 ^ signed.transaction.nonce
                    }
                },
                single("RLP decode to tree", raws.count) {
                    try raws.reduce(0) {
                        guard case .list(let items) = try RLPItem(decoding: $1) else { return $0 }
                        return $0 ^ UInt64(items.count)
                    }
                },
            ])
    }

    private static func single(
        _ name: String, _ count: Int, _ run: @escaping () throws -> UInt64
    ) -> Operation {
        Operation(name: name, count: count, subject: Contender("perplab", run: run), references: [])
    }
}

/// The arguments of Perpetual Protocol v1's `openPosition`, all of them static.
private struct OpenPosition {
    var amm = Address(truncating: UInt256(0x1234_5678, 0x9abc_def0, 0x55, 0))
    var side: UInt64 = 0
    var quoteAmountWad: UInt256
    var leverageWad = UInt256(3_000_000_000_000_000_000 as UInt64)
    var baseLimitWad = UInt256.zero

    init(quoteAmountWad: UInt256) {
        self.quoteAmountWad = quoteAmountWad
    }

    static func function() throws -> ABIFunction {
        try ABIFunction(
            parsing: "openPosition(address amm, uint8 side, (uint256 d) quoteAssetAmount, "
                + "(uint256 d) leverage, (uint256 d) baseAssetAmountLimit)")
    }

    static func transaction(nonce: UInt64, data: [UInt8]) -> Transaction {
        Transaction(
            envelope: .legacy(gasPriceWei: 1_000_000_000), chainID: 1, nonce: nonce,
            gasLimit: 1_500_000, recipient: Address(truncating: UInt256(0x1234)), data: data)
    }

    func encoded(_ function: ABIFunction) -> [UInt8] {
        var writer = function.callWriter()
        writer.append(amm)
        writer.append(side)
        writer.append(quoteAmountWad)
        writer.append(leverageWad)
        writer.append(baseLimitWad)
        return writer.bytes
    }

    init(decoding data: [UInt8], _ function: ABIFunction) throws {
        var reader = try function.reader(ofCall: data, rules: .solidity)
        amm = try reader.address()
        side = try reader.uint(bits: 8).w0
        quoteAmountWad = try reader.uint256()
        leverageWad = try reader.uint256()
        baseLimitWad = try reader.uint256()
    }
}

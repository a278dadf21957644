import EthereumPrimitives
import WideIntegers

/// Known answers from public sources, few enough to run in a moment.
public enum SelfTest {
    /// One known answer and whether it was found.
    public struct Check: Hashable, Sendable, Encodable {
        /// What was computed, with its source.
        public let name: String
        /// What went wrong; nil when nothing did.
        public let failure: String?
    }

    /// Computes every known answer.
    public static func run() -> [Check] {
        [
            check("Keccak-256 of nothing (yellow paper)") { check in
                check.equal(
                    "digest",
                    expected: "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
                    got: Keccak256.hash([UInt8]()).description)
            },
            check("checksummed address (EIP-55)") { check in
                let text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
                check.equal("address", expected: text) { try Address(text).checksummed }
            },
            check("deterministic signature (EIP-155)") { check in
                check.equal("transaction", expected: eip155Raw) {
                    let key = try PrivateKey(bytes: [UInt8](repeating: 0x46, count: 32))
                    return try eip155Transaction().signed(by: key).raw.hex
                }
            },
            check("sender recovery (EIP-155)") { check in
                check.equal("sender", expected: "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F") {
                    let rules = TransactionRules(fork: .london, chainID: 1)
                    let raw = try [UInt8](hex: eip155Raw)
                    return try SignedTransaction(decoding: raw, rules: rules)
                        .recoverSender().checksummed
                }
            },
            check("CREATE2 address (EIP-1014)") { check in
                check.equal("address", expected: "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38") {
                    Address.created(
                        by: .zero, salt: .zero, initCodeHash: Keccak256.hash([0x00] as [UInt8])
                    ).checksummed
                }
            },
            check("call data (Solidity ABI specification)") { check in
                let data =
                    "0xcdcd77c0" + String(repeating: "0", count: 62) + "45"
                    + String(repeating: "0", count: 63) + "1"
                check.equal("data", expected: data) {
                    let function = try ABIFunction(parsing: "baz(uint32 x, bool y)")
                    return try function.encodeCall([.uint(69), .bool(true)]).hex
                }
            },
            check("base fee of a full block (EIP-1559)") { check in
                let next = BaseFeeRule.ethereum.next(
                    parentBaseFeePerGasWei: 1_000_000_000, parentGasUsed: 30_000_000,
                    parentGasLimit: 30_000_000)
                check.equal("base fee", expected: 1_125_000_000, got: next)
            },
            check("head of a small chain (pinned)") { check in
                check.equal("hash", expected: SmallChain.pinnedHead) {
                    var chain = try SmallChain()
                    return chain.run().description
                }
            },
            check("512-bit product divided (identity)") { check in
                check.equal("quotient", expected: UInt256.max) {
                    try UInt256.max.mulDivDown(.max, .max)
                }
            },
        ]
    }

    private static func check(_ name: String, _ body: (inout CaseCheck) -> Void) -> Check {
        var check = CaseCheck()
        body(&check)
        let failure = check.mismatches.first.map {
            "\($0.what): expected \($0.expected), got \($0.got)"
        }
        return Check(name: name, failure: failure)
    }

    /// The signed example of EIP-155.
    private static let eip155Raw =
        "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
        + "8025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f76"
        + "1aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"

    private static func eip155Transaction() throws -> Transaction {
        Transaction(
            envelope: .legacy(gasPriceWei: 20_000_000_000), chainID: 1, nonce: 9,
            gasLimit: 21_000,
            recipient: try Address("0x3535353535353535353535353535353535353535"),
            valueWei: UInt256(1_000_000_000_000_000_000 as UInt64))
    }
}

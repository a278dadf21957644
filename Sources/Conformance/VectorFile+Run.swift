extension VectorFile {
    /// The files that this version can run, by family and, inside it, by kind.
    private static let ethereumKinds: [String: any VectorCase.Type] = [
        "abi_decode": ABIDecodeCase.self,
        "abi_encode": ABIEncodeCase.self,
        "abi_packed": ABIPackedCase.self,
        "addresses": AddressCase.self,
        "base_fee": BaseFeeCase.self,
        "base_fee_series": BaseFeeSeriesCase.self,
        "create_address": CreateAddressCase.self,
        "ecdsa_recover": ECDSARecoverCase.self,
        "ecdsa_sign": ECDSASignCase.self,
        "ecdsa_verify": ECDSAVerifyCase.self,
        "eip191": EIP191Case.self,
        "eip712": EIP712Case.self,
        "event_logs": EventLogCase.self,
        "intrinsic_gas": IntrinsicGasCase.self,
        "keccak256": Keccak256Case.self,
        "revert_data": RevertDataCase.self,
        "rlp": RLPCase.self,
        "selectors": SelectorCase.self,
        "transaction_signing": TransactionSigningCase.self,
        "transactions": TransactionCase.self,
        "uint256_arith": UInt256ArithmeticCase.self,
    ]

    private var caseType: any VectorCase.Type {
        switch header.family {
        case "eth-vectors/1": Self.ethereumKinds[header.kind ?? ""] ?? UnknownCase.self
        case "perp-v1-case/1": PerpV1Case.self
        default: UnknownCase.self
        }
    }

    /// Runs the cases that a filter lets through; nil when it lets none through.
    ///
    /// - Parameter kind: a file's kind, area, set or design, or a case's operation; nil for all.
    /// - Throws: `VectorFileError` when a case does not have the fields of its kind.
    public func run(kind: String? = nil) throws -> VectorFileReport? {
        let results = try run(caseType, kind: kind)
        if results.isEmpty && kind != nil { return nil }
        return VectorFileReport(path: path, results: results)
    }

    private func run<Case: VectorCase>(
        _ type: Case.Type, kind: String?
    ) throws -> [CaseResult] {
        let isWhole = kind.map { header.topics.contains($0) } ?? true
        let cases = try decode(Cases<Case>.self).cases
        return cases.filter { isWhole || $0.operation == kind }.map { vectorCase in
            var check = CaseCheck()
            vectorCase.run(&check)
            let outcome: CaseOutcome =
                check.mismatches.isEmpty ? .passed : .failed(check.mismatches)
            return CaseResult(id: vectorCase.id, outcome: outcome, erratum: check.erratum)
        }
    }

    /// The words that narrow a run of this file: those of the file and those of its cases.
    public func kinds() throws -> [String] {
        let operations = try decode(Cases<UnknownCase>.self).cases.compactMap(\.operation)
        return header.topics + operations
    }
}

private struct Cases<Case: VectorCase>: Decodable {
    let cases: [Case]
}

/// A case of a family or kind that this version does not know.
struct UnknownCase: VectorCase {
    let id: String
    let op: String?

    var operation: String? { op }

    func run(_ check: inout CaseCheck) {
        check.fail("case", expected: "a result", got: "its family or kind is not implemented")
    }
}

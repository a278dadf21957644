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

    /// The cases' type; nil for a family or kind that this version does not know.
    private var caseType: (any VectorCase.Type)? {
        switch header.family {
        case "eth-vectors/1": Self.ethereumKinds[header.kind ?? ""]
        case "perp-v1-case/1": PerpV1Case.self
        default: nil
        }
    }

    /// Runs the cases that a filter lets through; nil when it lets none through.
    ///
    /// - Parameter kind: a file's kind, area, set or design, or a case's operation; nil for all.
    /// - Throws: `VectorFileError` when the file has no cases where its family has them.
    public func run(kind: String? = nil) throws -> VectorFileReport? {
        let isWhole = kind.map { header.topics.contains($0) } ?? true
        // Decided by the operations alone, so that a file of another kind need not be sound.
        guard isWhole || operations.contains(kind) else { return nil }
        let results = try caseType.map { try run($0) { isWhole || $0 == kind } } ?? unknownResults()
        return VectorFileReport(path: path, results: results)
    }

    private func run<Case: VectorCase>(
        _ type: Case.Type, where isWanted: (String?) -> Bool
    ) throws -> [CaseResult] {
        let list = try decode(CaseList<CaseEntry<Case>>.self)
        try list.checkCount()
        var ids: Set<String> = []
        return list.cases.filter { isWanted($0.operation) }.map { entry in
            var check = CaseCheck()
            switch entry.content {
            case .success(let vectorCase): vectorCase.run(&check)
            case .failure(let error):
                check.fail(error.place, expected: "a readable case", got: error.reason)
            }
            if !ids.insert(entry.id).inserted {
                check.fail("id", expected: "one case of this id", got: "another")
            }
            let mismatches = check.verdict
            return CaseResult(
                id: entry.id, outcome: mismatches.isEmpty ? .passed : .failed(mismatches),
                erratum: check.erratum)
        }
    }

    /// The words that narrow a run of this file: those of the file and those of its cases.
    public var kinds: [String] { header.topics + operations.compactMap { $0 } }

    /// The operations of the cases; none where there is no list of cases.
    private var operations: [String?] {
        (try? decode(CaseList<CaseName>.self))?.cases.map(\.operation) ?? []
    }
}

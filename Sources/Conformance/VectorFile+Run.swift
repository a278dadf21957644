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

    private var documentType: any VectorDocument.Type {
        switch header.family {
        case "eth-vectors/1":
            (Self.ethereumKinds[header.kind ?? ""] ?? UnknownCase.self).listType
        case "perp-v1-case/1": PerpV1CaseFile.self
        case "perp-v1-trace/1": PerpV1TraceFile.self
        case "perp-v1-gas/1": PerpV1GasFile.self
        default: CaseList<UnknownCase>.self
        }
    }

    /// Runs the cases that a filter lets through; nil when it lets none through.
    ///
    /// - Parameter kind: a file's kind, area, set or design, or a case's operation; nil for all.
    /// - Throws: `VectorFileError` when a case does not have the fields of its kind.
    public func run(kind: String? = nil) throws -> VectorFileReport? {
        let isWhole = kind.map { header.topics.contains($0) } ?? true
        let entries = try decode(documentType).entries
            .filter { isWhole || $0.operation == kind }
        if entries.isEmpty && kind != nil { return nil }
        return VectorFileReport(path: path, results: entries.flatMap { $0.run() })
    }

    /// The words that narrow a run of this file: those of the file and those of its cases.
    public func kinds() throws -> [String] {
        header.topics + (try decode(documentType).entries.compactMap(\.operation))
    }

    /// Expected and used gas of every operation of a trace or gas file, as rows of CSV with a head;
    /// empty for other files.
    ///
    /// Compute charges are calibrated with them.
    public func gasRows() throws -> [String] {
        guard let document = try decode(documentType) as? any GasRowDocument else { return [] }
        return GasRow.table(document.gasRows())
    }
}

extension VectorCase {
    fileprivate static var listType: any VectorDocument.Type { CaseList<Self>.self }
}

/// A file that is a list of cases which need nothing else of it.
private struct CaseList<Case: VectorCase>: VectorDocument {
    let cases: [Case]

    var entries: [VectorEntry] {
        cases.map { vectorCase in
            VectorEntry(id: vectorCase.id, operation: vectorCase.operation) {
                var check = CaseCheck()
                vectorCase.run(&check)
                return [check.result(id: vectorCase.id)]
            }
        }
    }
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

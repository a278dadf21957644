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

    /// The designs of the curve vectors that this version can run.
    private static let curveDesigns: [String: any VectorCase.Type] = ["venues": VenueCase.self]

    /// The layout of the families whose entries share more of a file than a list.
    private var documentType: (any VectorDocument.Type)? {
        switch header.family {
        case "perp-v1-case/1": PerpV1CaseFile.self
        case "perp-v1-trace/1": PerpV1TraceFile.self
        case "perp-v1-gas/1": PerpV1GasFile.self
        case "reference-perp-case/1": ReferencePerpCaseFile.self
        case "perplab-oracle-cases/1": OracleCaseFile.self
        case "perplab-incident/1": IncidentFile.self
        case "perplab-orderbook-matching": OrderBookCaseFile.self
        case "perplab-orderbook-replay": OrderBookReplayFile.self
        case "perplab-slippage": SlippageCaseFile.self
        default: nil
        }
    }

    /// The cases' type of a file that is a list of cases; nil for one that this version does not know.
    private var caseType: (any VectorCase.Type)? {
        switch header.family {
        case "eth-vectors/1": Self.ethereumKinds[header.kind ?? ""]
        case "perplab-curve-vectors/1": Self.curveDesigns[header.design ?? ""]
        default: nil
        }
    }

    /// Runs the cases that a filter lets through; nil when it lets none through.
    ///
    /// - Parameters:
    ///   - kind: a file's kind, area, set or design, or a case's operation; nil for all.
    ///   - files: market data that cases name.
    /// - Throws: `VectorFileError` when the file has no cases where its family has them.
    public func run(kind: String? = nil, data files: DataFiles = .none) throws
        -> VectorFileReport?
    {
        let isWhole = kind.map { header.topics.contains($0) } ?? true
        // Decided by the operations alone, so that a file of another kind need not be sound.
        guard isWhole || operations.contains(kind) else { return nil }
        return VectorFileReport(path: path, results: try results(files) { isWhole || $0 == kind })
    }

    private func results(
        _ files: DataFiles, where isWanted: (String?) -> Bool
    ) throws -> [CaseResult] {
        if let documentType {
            return try decode(documentType).entries.filter { isWanted($0.operation) }
                .flatMap { $0.run(files) }
        }
        guard let caseType else { return try unknownResults() }
        return try run(caseType, where: isWanted)
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
            return check.result(id: entry.id)
        }
    }

    /// The words that narrow a run of this file: those of the file and those of its cases.
    public var kinds: [String] { header.topics + operations.compactMap { $0 } }

    /// The operations of the cases; none where the file has none to tell.
    private var operations: [String?] {
        if let documentType {
            return (try? decode(documentType))?.entries.map(\.operation) ?? []
        }
        return (try? decode(CaseList<CaseName>.self))?.cases.map(\.operation) ?? []
    }

    /// Expected and used gas of every operation of a trace or gas file, as rows of CSV with a head;
    /// empty for other files.
    ///
    /// Compute charges are calibrated with them.
    public func gasRows() throws -> [String] {
        guard let documentType = documentType as? any GasRowDocument.Type else { return [] }
        return GasRow.table(try decode(documentType).gasRows())
    }
}

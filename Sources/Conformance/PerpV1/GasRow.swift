import ContractRuntime

/// A file of operations whose gas was measured.
protocol GasRowDocument: VectorDocument {
    /// Runs all of them and counts their computing steps.
    func gasRows() -> [GasRow]
}

/// The gas of one transaction.
struct GasFigures {
    /// All of it, the refund taken off.
    let gas: UInt64
    let refund: UInt64
    /// Intrinsic, storage, access, logs, memory and compute; nil where only the whole is known.
    let parts: [UInt64]?
    /// The part that was spent in frames of tokens and feeds; nil where it was not measured.
    let mocks: UInt64?

    init(gas: UInt64, refund: UInt64, parts: [UInt64]?, mocks: UInt64?) {
        self.gas = gas
        self.refund = refund
        self.parts = parts
        self.mocks = mocks
    }

    /// What a step of a trace has; nil when it has no gas.
    init?(_ step: PerpV1Trace.Step) throws(VectorFileError) {
        guard let gas = step.gas else { return nil }
        self.gas = try gas.uint64("gas")
        refund = try step.refund?.uint64("refund") ?? 0
        parts = step.gasParts
        // Mocks were measured with the parts alone; there, none means that there were no frames.
        mocks = parts == nil ? nil : try step.gasMocks?.uint64("gas_mocks") ?? 0
        guard parts.map({ $0.count == GasPart.allCases.count }) ?? true else {
            throw VectorFileError(place: "gas_parts", reason: "\(step.gasParts ?? []) are not six")
        }
    }

    /// What a call has used.
    init(_ outcome: ExecutionOutcome) {
        gas = outcome.gasUsed
        refund = outcome.gasRefund
        parts = GasPart.allCases.map { outcome.gasParts[$0] }
        mocks = outcome.gasApart.total
    }
}

/// Expected and used gas of one operation.
struct GasRow {
    let id: String
    let step: String
    let contract: String
    let call: String
    let isSuccess: Bool
    let expected: GasFigures
    let got: GasFigures
    let computeSteps: [Int]

    /// Whether it is an operation of the protocol itself, not of a mock.
    var isMeasured: Bool { ["clearing_house", "amm", "insurance_fund"].contains(contract) }

    /// Expected and used gas without frames of mocks, or with them where they are not known apart.
    var compared: (expected: Int64, got: Int64) {
        guard let expectedMocks = expected.mocks, let gotMocks = got.mocks else {
            return (Int64(expected.gas), Int64(got.gas))
        }
        return (Int64(expected.gas) - Int64(expectedMocks), Int64(got.gas) - Int64(gotMocks))
    }

    /// How far the gas is from the expected, in parts of the expected.
    var deviation: Double {
        let (expected, got) = compared
        return Double(got - expected) / Double(max(expected, 1))
    }
}

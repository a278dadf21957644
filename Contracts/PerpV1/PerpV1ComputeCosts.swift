/// What the steps of the contracts' paths cost besides storage, calls, logs and walks.
public enum PerpV1ComputeCosts {
    /// Gas by `PerpV1Step`, to be given to the host that runs the contracts.
    public static let table: [UInt64] = PerpV1Step.allCases.map { costs[$0] ?? 0 }

    private static let costs: [PerpV1Step: UInt64] = [:]
}

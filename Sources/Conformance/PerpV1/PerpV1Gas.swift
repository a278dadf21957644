/// A file of `perp-v1-gas/1`: the gas of operation classes by the number of snapshots walked.
struct PerpV1GasFile: VectorDocument, GasRowDocument {
    let entries: [VectorEntry] = []

    init(from decoder: any Decoder) throws {}

    func gasRows() -> [GasRow] { [] }
}

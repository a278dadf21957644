/// A file of `perp-v1-gas/1`: the gas of operation classes by the number of snapshots walked.
struct PerpV1GasFile: GasRowDocument {
    private let rows: [PerpV1GasCase]

    private static let columns = [
        "gas", "refund", "gas_mocks", "intrinsic", "storage", "access", "logs", "memory", "compute",
    ]

    private enum CodingKeys: String, CodingKey {
        case columns, classes
    }

    /// The figures of a variant by the number of snapshots, or a remark on the class.
    private enum Member: Decodable {
        case figures([String: [UInt64]])
        case remark

        init(from decoder: any Decoder) throws {
            let figures = try? [String: [UInt64]](from: decoder)
            self = figures.map(Member.figures) ?? .remark
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let columns = try container.decode([String].self, forKey: .columns)
        guard columns == Self.columns else {
            throw DecodingError.dataCorruptedError(
                forKey: .columns, in: container, debugDescription: "\(columns) are not known")
        }
        let classes = try container.decode([String: [String: Member]].self, forKey: .classes)
        var rows: [PerpV1GasCase] = []
        for (name, variants) in sorted(classes) {
            for (variant, member) in sorted(variants) {
                guard case .figures(let figures) = member else { continue }
                for (key, row) in figures.sorted(by: { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }) {
                    guard row.count == columns.count, key == "all_n" || Int(key) != nil else {
                        throw DecodingError.dataCorruptedError(
                            forKey: .classes, in: container,
                            debugDescription: "\(name) \(variant) \(key): \(row) is no row")
                    }
                    rows.append(
                        PerpV1GasCase(name: name, variant: variant, snapshots: key, row: row))
                }
            }
        }
        self.rows = rows
    }

    var entries: [VectorEntry] {
        rows.map { row in
            VectorEntry(id: row.id, operation: row.name) { _ in
                var check = CaseCheck()
                do throws(VectorFileError) {
                    try row.measure(countsSteps: false).compare(&check)
                } catch {
                    check.fail("situation", expected: "gas", got: "\(error)")
                }
                return [check.result(id: row.id)]
            }
        }
    }

    func gasRows() -> [GasRow] {
        rows.compactMap { try? $0.measure(countsSteps: true) }
    }
}

/// One class of operations in one variant, with a number of snapshots to walk.
struct PerpV1GasCase {
    let name: String
    let variant: String
    /// The number, or `all_n` where it has no influence.
    let snapshots: String
    let row: [UInt64]

    var id: String { "\(name) \(variant) \(snapshots)" }

    /// Brings about the class's situation and measures its operation.
    func measure(countsSteps: Bool) throws(VectorFileError) -> GasRow {
        guard let situation = PerpV1GasSituation.of(name) else {
            throw VectorFileError(place: name, reason: "this class of operations is not known")
        }
        let market = try PerpV1GasMarket(
            situation, hasToll: variant.hasSuffix("_toll"),
            isProxied: variant.hasPrefix("proxied"))
        let outcome = try market.measure(
            snapshots: Int(snapshots) ?? 0, countsSteps: countsSteps)
        let last = situation.measured
        // A call of a mock itself is all mock; it is compared as it is.
        let isMock = last.contract == "usd" || last.contract == "price_feed"
        return GasRow(
            id: name, step: "\(variant) \(snapshots)", contract: last.contract, call: last.call,
            isSuccess: true,
            expected: GasFigures(
                gas: row[0], refund: row[1], parts: Array(row[3...]), mocks: isMock ? 0 : row[2]),
            got: GasFigures(outcome), computeSteps: outcome.computeSteps)
    }
}

import EthereumPrimitives
import Results
import Simulation
import TestSupport
import WideIntegers

/// Rows of every table with edge values, the same for the same seed.
struct SampleRows {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// So many rows of each table, table after table.
    mutating func everyTable(rows: Int) -> [MetricRecord] {
        RunTable.allCases.flatMap { table in (0..<rows).map { _ in row(of: table) } }
    }

    /// A row with values of the columns' kinds.
    mutating func row(of table: RunTable) -> MetricRecord {
        MetricRecord(
            table,
            table.schema.columns.map { column in
                if generator.below(8) == 0 { return .null }
                switch column.kind {
                case .integer: return .integer(Int64(bitPattern: generator.next()))
                case .text: return .text(SampleRows.texts[generator.below(8)])
                case .real:
                    return .real(Double(Int64(bitPattern: generator.next())) / 1_048_576)
                case .amount:
                    return .amount(generator.signedWide())
                }
            })
    }

    private static let texts = [
        "", "alice", "a,b", "say \"no\"", "two\r\nlines", "käfer 🐞", "<script>", "nul\u{0}inside",
    ]
}

extension RunIdentity {
    /// An identity of tests.
    static func sample(seed: UInt64 = 7) -> RunIdentity {
        RunIdentity(
            scenario: "calm", seed: seed, version: "0.1.0", chain: "ideal", signatures: "verified",
            startedMicros: 1_600_000_000_000_000)
    }
}

extension RunEnding {
    /// An outcome of tests.
    static let sample = RunEnding(
        status: .complete, endedMicros: 1_600_000_100_000_000,
        headHash: Keccak256.hash([1]), stateDigest: Keccak256.hash([2]))
}

import EthereumPrimitives
import Results
import Simulation
import Testing
import WideIntegers

@Suite struct RowsDigestTests {
    private func digest(_ records: [MetricRecord]) -> RowsDigest {
        var digest = RowsDigest()
        for record in records { digest.append(record) }
        return digest
    }

    @Test("the canonical form is the documented one")
    func canonicalForm() throws {
        let record = MetricRecord(
            .waterfall,
            [.text("é"), .null, .amount(Int256(bitPattern: .zero &- UInt256(5, 1, 0, 0)))])
        let bytes: [UInt8] =
            [2, 2, 0, 0, 0, 0xc3, 0xa9, 0, 16 + 2 + 8]
            + [5, 0, 0, 0, 0, 0, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0]
        let table = try #require(digest([record]).byTable().first { $0.table == .waterfall })
        #expect(table.rows == 1)
        #expect(table.digest == Keccak256.hash(bytes))
        #expect(table.hashes == nil)
        let reorg = MetricRecord(
            .reorganizations, [.integer(-2), .integer(3), .null, .text("0xab")])
        let other = try #require(digest([reorg]).byTable().last)
        #expect(
            other.digest
                == Keccak256.hash(
                    [1, 0xfe] + [UInt8](repeating: 0xff, count: 7)
                        + [1, 3, 0, 0, 0, 0, 0, 0, 0, 0]))
        #expect(other.hashes == Keccak256.hash([2, 4, 0, 0, 0] + Array("0xab".utf8)))
    }

    @Test("the order of tables does not count, that of a table's rows does")
    func order() {
        var sample = SampleRows(seed: 1)
        let records = sample.everyTable(rows: 30)
        let whole = digest(records).total(includingHashes: true)
        let byTable = records.enumerated().sorted {
            ($0.offset % 30, $0.offset) < ($1.offset % 30, $1.offset)
        }
        #expect(digest(byTable.map(\.element)).total(includingHashes: true) == whole)
        #expect(digest(records.reversed()).total(includingHashes: true) != whole)
        #expect(digest(Array(records.dropLast())).total(includingHashes: true) != whole)
    }

    @Test("hashes apart, runs that differ in hashes only have one digest")
    func hashesApart() {
        var sample = SampleRows(seed: 2)
        let records = sample.everyTable(rows: 20)
        func changed(_ isChanged: (RecordColumn) -> Bool) -> [MetricRecord] {
            records.map { record in
                MetricRecord(
                    record.table,
                    zip(record.table.schema.columns, record.values).map {
                        isChanged($0) ? .text("0xother") : $1
                    })
            }
        }
        let base = digest(records)
        let hashes = digest(changed { $0.name == "hash" })
        #expect(hashes.total(includingHashes: false) == base.total(includingHashes: false))
        #expect(hashes.total(includingHashes: true) != base.total(includingHashes: true))
        let digests = digest(changed { $0.name == "state_digest" })
        #expect(digests.total(includingHashes: false) != base.total(includingHashes: false))
    }

    @Test("minus zero and reals that are not finite count as the store keeps them")
    func reals() {
        func total(_ value: RecordValue) -> Hash256 {
            digest([MetricRecord(.figures, [.text("x"), .null, value, .null])])
                .total(includingHashes: true)
        }
        #expect(total(.real(-0.0)) == total(.real(0)))
        #expect(total(.real(.nan)) == total(.null))
        #expect(total(.real(.infinity)) == total(.null))
        #expect(total(.real(1)) != total(.real(1.0.nextUp)))
    }
}

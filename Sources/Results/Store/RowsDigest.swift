import EthereumPrimitives
import Simulation
import WideIntegers

/// The number and the digest of a table's rows.
public struct TableDigest: Hashable, Sendable {
    /// The table.
    public let table: RunTable
    /// How many rows it has.
    public let rows: Int
    /// Keccak-256 of the rows' canonical form without columns that hold hashes.
    public let digest: Hash256
    /// Keccak-256 of the columns that hold hashes; nil where there are none.
    public let hashes: Hash256?
}

/// What the rows of a run are, apart from the bytes of a database: tables in the order of
/// `RunTable`, rows in the order in which they came, values in one canonical form.
///
/// A value is a byte that tells its kind, and its content, integers with the least byte first:
/// 0 null; 1 integer, 8 bytes; 2 text, its length in 4 bytes, UTF-8; 3 real, the 8 bytes of its bit
/// pattern; 16 + count of limbs, + 8 below zero, amount: the limbs of its magnitude, 8 bytes each.
/// A real that is not finite is null, and minus zero is zero, as SQLite keeps them. Columns that
/// hold hashes go into a digest of their own, since they differ when signatures are elided.
public struct RowsDigest: Sendable {
    fileprivate struct Table {
        var rows = 0
        var values = Keccak256()
        var hashes = Keccak256()
        var valueBytes: [UInt8] = []
        var hashBytes: [UInt8] = []
        let isHash: [Bool]
    }

    /// Bytes that are gathered before they are hashed.
    fileprivate static let chunk = 4_096

    private var tables: [Table]

    /// The digest of no rows.
    public init() {
        tables = RunTable.allCases.map { Table(isHash: $0.schema.columns.map(\.isHash)) }
    }

    /// Appends a row.
    public mutating func append(_ record: MetricRecord) {
        append(record.values, of: record.table.place)
    }

    /// Appends a row to the table with a place in `RunTable.allCases`.
    mutating func append(_ values: [RecordValue], of place: Int) {
        tables[place].append(values)
    }

    /// Numbers and digests of all tables, in the order of `RunTable`.
    public func byTable() -> [TableDigest] {
        zip(RunTable.allCases, tables).map { table, state in
            var values = state.values
            values.update(state.valueBytes)
            var hashes = state.hashes
            hashes.update(state.hashBytes)
            return TableDigest(
                table: table, rows: state.rows, digest: values.finalize(),
                hashes: state.isHash.contains(true) ? hashes.finalize() : nil)
        }
    }

    /// One digest of all rows: names, numbers of rows and digests of the tables.
    /// - Parameter includingHashes: Whether hashes of blocks and transactions count.
    public func total(includingHashes: Bool) -> Hash256 {
        RowsDigest.total(of: byTable(), includingHashes: includingHashes)
    }

    /// The digest of rows of any table, none of whose columns holds hashes of blocks or transactions.
    static func digest(of rows: [[RecordValue]]) -> Hash256 {
        var table = Table(isHash: Array(repeating: false, count: rows.first?.count ?? 0))
        for row in rows { table.append(row) }
        table.values.update(table.valueBytes)
        return table.values.finalize()
    }

    /// One digest of the digests of tables.
    static func total(of tables: [TableDigest], includingHashes: Bool) -> Hash256 {
        var bytes: [UInt8] = []
        for table in tables {
            bytes.append(text: table.table.rawValue)
            bytes.append(littleEndian: UInt64(table.rows))
            table.digest.append(to: &bytes)
            if includingHashes, let hashes = table.hashes { hashes.append(to: &bytes) }
        }
        return Keccak256.hash(bytes)
    }
}

extension RowsDigest.Table {
    fileprivate mutating func append(_ row: [RecordValue]) {
        rows += 1
        // All values between two texts are gathered on the stack and appended at once.
        let bytesMax = CanonicalValue.bytesMax * row.count
        withUnsafeTemporaryAllocation(byteCount: bytesMax, alignment: 1) { scratch in
            var used = 0
            for index in row.indices {
                if isHash[index] {
                    hashBytes.append(canonical: row[index])
                } else if case .text(let text) = row[index] {
                    valueBytes.append(contentsOf: scratch[..<used])
                    used = 0
                    valueBytes.append(canonical: text)
                } else {
                    used = CanonicalValue.write(row[index], to: scratch, at: used)
                }
            }
            valueBytes.append(contentsOf: scratch[..<used])
        }
        if valueBytes.count >= RowsDigest.chunk {
            values.update(valueBytes)
            valueBytes.removeAll(keepingCapacity: true)
        }
        if hashBytes.count >= RowsDigest.chunk {
            hashes.update(hashBytes)
            hashBytes.removeAll(keepingCapacity: true)
        }
    }
}

extension RunTable {
    /// Its place in `allCases`.
    var place: Int { RunTable.placeByTable[self] ?? 0 }

    private static let placeByTable = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

extension RecordValue {
    /// The value as SQLite keeps it: a real is finite, and has no minus zero.
    @inline(__always)
    static func storedReal(_ value: Double) -> Double? {
        value.isFinite ? (value == 0 ? 0 : value) : nil
    }
}

/// The canonical form of values that are no text.
private enum CanonicalValue {
    /// Bytes of an amount of four limbs, the longest.
    static let bytesMax = 33

    /// Writes a value and gives the place behind it.
    @inline(__always)
    static func write(
        _ value: RecordValue, to bytes: UnsafeMutableRawBufferPointer, at place: Int
    ) -> Int {
        switch value {
        case .integer(let number):
            bytes[place] = 1
            return write(UInt64(bitPattern: number), to: bytes, at: place + 1)
        case .amount(let amount): return write(amount, to: bytes, at: place)
        case .real(let number):
            if let stored = RecordValue.storedReal(number) {
                bytes[place] = 3
                return write(stored.bitPattern, to: bytes, at: place + 1)
            }
            bytes[place] = 0
            return place + 1
        case .null, .text:
            bytes[place] = 0
            return place + 1
        }
    }

    @inline(__always)
    private static func write(
        _ amount: Int256, to bytes: UnsafeMutableRawBufferPointer, at place: Int
    ) -> Int {
        let magnitude = amount.magnitude
        var end = write(magnitude.w0, to: bytes, at: place + 1)
        var limbs: UInt8 = magnitude.w0 == 0 ? 0 : 1
        if magnitude.w1 | magnitude.w2 | magnitude.w3 != 0 {
            limbs = magnitude.w3 != 0 ? 4 : magnitude.w2 != 0 ? 3 : 2
            end = write(magnitude.w1, to: bytes, at: end)
            end = write(magnitude.w2, to: bytes, at: end)
            _ = write(magnitude.w3, to: bytes, at: end)
        }
        bytes[place] = 16 + limbs + (amount.isNegative ? 8 : 0)
        return place + 1 + 8 * Int(limbs)
    }

    @inline(__always)
    private static func write(
        _ value: UInt64, to bytes: UnsafeMutableRawBufferPointer, at place: Int
    ) -> Int {
        bytes.storeBytes(of: value.littleEndian, toByteOffset: place, as: UInt64.self)
        return place + 8
    }
}

extension [UInt8] {
    fileprivate mutating func append(canonical value: RecordValue) {
        if case .text(let text) = value { return append(canonical: text) }
        withUnsafeTemporaryAllocation(byteCount: CanonicalValue.bytesMax, alignment: 1) { scratch in
            append(contentsOf: scratch[..<CanonicalValue.write(value, to: scratch, at: 0)])
        }
    }

    fileprivate mutating func append(canonical text: String) {
        append(2)
        append(text: text)
    }

    fileprivate mutating func append(text: String) {
        Swift.withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.utf8.count).littleEndian) {
            append(contentsOf: $0)
        }
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func append(littleEndian value: UInt64) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

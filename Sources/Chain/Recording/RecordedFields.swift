import EthereumPrimitives
import WideIntegers

/// Reads the fields of a recorded list one after the other, and names the one that is at fault.
struct RecordedFields {
    private var reader: RLPReader

    init(_ reader: RLPReader) {
        self.reader = reader
    }

    /// Whether every field has been read.
    var isAtEnd: Bool { reader.isAtEnd }

    /// The next field of either kind.
    mutating func item() throws(RecordingFault) -> RLPReader.Item {
        do throws(RLPError) {
            return try reader.next()
        } catch {
            throw .rlp(error)
        }
    }

    /// The fields of a list.
    mutating func list() throws(RecordingFault) -> RecordedFields {
        do throws(RLPError) {
            return RecordedFields(try reader.nextList())
        } catch {
            throw .rlp(error)
        }
    }

    /// The fields of a list whose place is known.
    func list(in payload: Range<Int>) -> RecordedFields {
        RecordedFields(RLPReader(reader.bytes, in: payload))
    }

    /// The bytes at a place.
    func bytes(in range: Range<Int>) -> [UInt8] { Array(reader.bytes[range]) }

    /// Any bytes.
    mutating func bytes() throws(RecordingFault) -> [UInt8] { bytes(in: try range()) }

    /// A number without leading zeros.
    mutating func uint256(_ name: String) throws(RecordingFault) -> UInt256 {
        let range = try range()
        let hasZeros = !range.isEmpty && reader.bytes[range.lowerBound] == 0
        guard range.count <= 32 && !hasZeros else {
            throw .field(name, allowed: "a number of at most 32 bytes without leading zeros")
        }
        return UInt256(shortBigEndian: reader.bytes.span.bytes.extracting(range))
    }

    /// A number of at most 64 bits.
    mutating func uint64(_ name: String) throws(RecordingFault) -> UInt64 {
        guard let number = UInt64(exactly: try uint256(name)) else {
            throw .field(name, allowed: "below 2^64")
        }
        return number
    }

    /// Zero or one.
    mutating func flag(_ name: String) throws(RecordingFault) -> Bool {
        switch try uint64(name) {
        case 0: return false
        case 1: return true
        default: throw .field(name, allowed: "0 or 1")
        }
    }

    mutating func hash(_ name: String) throws(RecordingFault) -> Hash256 {
        guard let hash = Hash256(bytes: reader.bytes[try range()]) else {
            throw .field(name, allowed: "32 bytes")
        }
        return hash
    }

    mutating func address(_ name: String) throws(RecordingFault) -> Address {
        guard let address = try addressOrNone(name) else {
            throw .field(name, allowed: "20 bytes")
        }
        return address
    }

    /// 20 bytes, or none.
    mutating func addressOrNone(_ name: String) throws(RecordingFault) -> Address? {
        let range = try range()
        if range.isEmpty { return nil }
        guard let address = Address(bytes: reader.bytes[range]) else {
            throw .field(name, allowed: "20 bytes")
        }
        return address
    }

    /// The name of a case.
    mutating func name<Name: RawRepresentable & CaseIterable>(
        _ field: String
    ) throws(RecordingFault) -> Name where Name.RawValue == String {
        let text = String(decoding: try bytes(), as: UTF8.self)
        guard let name = Name(rawValue: text) else {
            let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw .field(field, allowed: "one of \(known)")
        }
        return name
    }

    /// Bytes that are always the same.
    mutating func expect(_ expected: [UInt8], _ name: String) throws(RecordingFault) {
        if try bytes() != expected { throw .field(name, allowed: expected.hex) }
    }

    /// Checks that nothing is left.
    func finish() throws(RecordingFault) {
        if !reader.isAtEnd { throw .tooManyFields }
    }

    private mutating func range() throws(RecordingFault) -> Range<Int> {
        do throws(RLPError) {
            return try reader.nextBytes()
        } catch {
            throw .rlp(error)
        }
    }
}

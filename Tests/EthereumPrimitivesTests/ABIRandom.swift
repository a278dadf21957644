import EthereumPrimitives
import TestSupport
import WideIntegers

extension SeededGenerator {
    /// A type of the ABI with at most `depth` levels below it.
    mutating func abiType(depth: Int) -> ABIType {
        switch below(depth > 0 ? 12 : 8) {
        case 0: .uint(bits: 8 * (1 + below(32)))
        case 1: .int(bits: 8 * (1 + below(32)))
        case 2: .address
        case 3: .bool
        case 4: .fixedBytes(count: 1 + below(32))
        case 5: .bytes
        case 6: .string
        case 7: .function
        case 8: .array(of: abiType(depth: depth - 1))
        case 9: .fixedArray(of: abiType(depth: depth - 1), count: below(4))
        default: .tuple(abiParameters(below(4), depth: depth - 1))
        }
    }

    mutating func abiParameters(_ count: Int, depth: Int) -> [ABIParameter] {
        (0..<count).map { ABIParameter("p\($0)", abiType(depth: depth)) }
    }

    mutating func abiValue(of type: ABIType) -> ABIValue {
        switch type {
        case .uint(let bits): return .uint(wide() >> (256 - bits))
        case .int(let bits):
            let magnitude = wide() >> (257 - bits)
            return .int(Int256(bitPattern: below(2) == 0 ? magnitude : ~magnitude))
        case .address: return .address(Address(truncating: wide()))
        case .bool: return .bool(below(2) == 0)
        case .fixedBytes(let count): return .fixedBytes(bytes(count))
        case .function: return .fixedBytes(bytes(24))
        case .bytes: return .bytes(bytes(below(70)))
        case .string:
            return .text(
                String(
                    (0..<below(40)).map { _ in "aZ é€🚀\u{0}".randomElement(using: &self) ?? "x" }
                )
            )
        case .array(let element): return .array((0..<below(4)).map { _ in abiValue(of: element) })
        case .fixedArray(let element, let count):
            return .array((0..<count).map { _ in abiValue(of: element) })
        case .tuple(let parameters): return .tuple(parameters.map { abiValue(of: $0.type) })
        }
    }

    /// The data with one to three faults: bytes flipped, words replaced, the end cut off or grown.
    mutating func damaged(_ data: [UInt8]) -> [UInt8] {
        var data = data
        for _ in 0...below(3) where !data.isEmpty {
            switch below(4) {
            case 0:
                data[below(data.count)] ^= 1 << UInt8(below(8))
            case 1:
                let words: [UInt256] = [
                    .zero, .one, 31, 32, 33, 64, 96, 0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff,
                    UInt256(0, 1, 0, 0), .max, UInt256(0, 0, 0, 1 << 63),
                    UInt256(UInt64(data.count)),
                    0x7fff_ffff_ffff_ffe0, 0x0400_0000_0000_0000,
                    UInt256(UInt64(below(data.count))),
                ]
                let start = below(data.count) & ~31
                let word = words[below(words.count)].bigEndianBytes
                for index in start..<min(start + 32, data.count) {
                    data[index] = word[index - start]
                }
            case 2:
                data.removeLast(1 + below(data.count))
            default:
                data += bytes(1 + below(40))
            }
        }
        return data
    }
}

/// The error that a statement throws; nil when it throws none or another type.
func failure<Failure: Error>(_ type: Failure.Type = Failure.self, _ body: () throws -> some Any)
    -> Failure?
{
    do {
        _ = try body()
        return nil
    } catch {
        return error as? Failure
    }
}

/// The bytes of rows of hexadecimal words; a word without 64 digits is padded on the left.
func words(_ words: String...) -> [UInt8] {
    words.flatMap { word -> [UInt8] in
        (try? UInt256(hex: word).bigEndianBytes) ?? []
    }
}

/// One byte many times, as files write long inputs: `{"byte": "0x00", "count": 49152}`.
struct RepeatedByte: Decodable, Hashable {
    let bytes: [UInt8]

    /// The most bytes that a file can ask for, 64 MiB.
    static let countMax = 64 << 20

    enum CodingKeys: String, CodingKey {
        case byte, count
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let byte = try container.decode(HexBytes.self, forKey: .byte).bytes
        guard byte.count == 1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .byte, in: container, debugDescription: "\(byte.count) bytes, not one")
        }
        let count = try container.decode(Int.self, forKey: .count)
        guard (0...RepeatedByte.countMax).contains(count) else {
            throw DecodingError.dataCorruptedError(
                forKey: .count, in: container,
                debugDescription: "\(count) is not from 0 to \(RepeatedByte.countMax)")
        }
        bytes = Array(repeating: byte[0], count: count)
    }
}

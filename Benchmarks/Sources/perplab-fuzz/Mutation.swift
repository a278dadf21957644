import SeededRandom

extension SeededRandom {
    /// Bytes changed in up to four places; one in sixteen stays as it is.
    mutating func mutated(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        if below(16) == 0 { return bytes }
        for _ in 0...below(4) { mutateOnce(&bytes) }
        return bytes
    }

    private mutating func mutateOnce(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = self.bytes(below(40))
            return
        }
        let place = below(bytes.count)
        switch below(8) {
        case 0: bytes[place] = byte()
        case 1: bytes[place] ^= 1 << UInt8(below(8))
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes.insert(contentsOf: self.bytes(1 + below(3)), at: place)
        case 4: bytes.remove(at: place)
        case 5: bytes.append(contentsOf: bytes[place...].prefix(64))
        case 6:
            // A word of an extreme value, where lengths and offsets are.
            let word = place & ~31
            let extremes: [UInt8] = [0x00, 0x7f, 0x80, 0xff]
            let fill = pick(extremes)
            for index in word..<min(word + 32, bytes.count) { bytes[index] = fill }
        default:
            // A long RLP header with a lying length, or a small offset in an ABI word.
            bytes[place] = pick([0xb8, 0xbf, 0xf8, 0xff, 0x20, 0x40, 0x1f, 0x00])
        }
    }
}

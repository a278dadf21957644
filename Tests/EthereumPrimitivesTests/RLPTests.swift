import EthereumPrimitives
import Foundation
import TestSupport
import Testing
import WideIntegers

@Suite struct RLPTests {
    private func randomItem(_ random: inout SeededGenerator, depth: Int) -> RLPItem {
        if depth == 0 || random.below(3) > 0 {
            // Lengths around the change from short to long form come up often.
            let lengths = [0, 1, 1, 2, 20, 32, 54, 55, 56, 57, 255, 256, 300]
            return .bytes(random.bytes(lengths[random.below(lengths.count)]))
        }
        return .list((0..<random.below(6)).map { _ in randomItem(&random, depth: depth - 1) })
    }

    @Test("trees survive encoding and decoding")
    func roundTrip() throws {
        let seed: UInt64 = 0x726c_70
        var random = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let item = randomItem(&random, depth: 5)
            #expect(try RLPItem(decoding: item.encoded) == item, "seed \(seed), round \(round)")
        }
    }

    @Test("whatever decodes is the only encoding of itself")
    func canonical() {
        let seed: UInt64 = 0x726c_71
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for round in 0..<20_000 {
            var bytes = randomItem(&random, depth: 3).encoded
            for _ in 0...random.below(3) where !bytes.isEmpty {
                bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let item = try? RLPItem(decoding: bytes) else { continue }
            accepted += 1
            #expect(item.encoded == bytes, "seed \(seed), round \(round)")
        }
        #expect(accepted > 1_000)
    }

    @Test("every strict prefix of an encoding is refused")
    func truncation() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let bytes = RLPItem.list([randomItem(&random, depth: 2), .bytes([1, 2])]).encoded
            for count in 0..<bytes.count {
                #expect(throws: RLPError.self) { try RLPItem(decoding: Array(bytes[..<count])) }
            }
            #expect(throws: RLPError.trailingBytes(count: 1)) {
                try RLPItem(decoding: bytes + [0])
            }
        }
    }

    @Test(
        "refuses what is not canonical, with the reason",
        arguments: [
            ([], RLPError.truncated(offset: 0)),
            ([0x81, 0x7f], .nonCanonicalByte(offset: 0)),
            ([0xb8, 0x01, 0xff], .nonCanonicalLength(offset: 0)),
            ([0xb9, 0x00, 0x40], .nonCanonicalLength(offset: 0)),
            ([0xf8, 0x00], .nonCanonicalLength(offset: 0)),
            ([0xc2, 0x81, 0x01], .nonCanonicalByte(offset: 1)),
            ([0xc1, 0x82, 0x01, 0x02], .itemExceedsList(offset: 1)),
            ([0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .truncated(offset: 0)),
            ([0xff, 0x80, 0, 0, 0, 0, 0, 0, 0], .truncated(offset: 0)),
        ] as [([UInt8], RLPError)])
    func refused(bytes: [UInt8], error: RLPError) {
        #expect(throws: error) { try RLPItem(decoding: bytes) }
    }

    @Test("lists nest to the limit and no deeper")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            var item = RLPItem.list([])
            for _ in 1..<depth { item = .list([item]) }
            return item.encoded
        }
        let atLimit = nested(RLPItem.depthMax)
        #expect(try RLPItem(decoding: atLimit).encoded == atLimit)
        #expect(throws: RLPError.nestedTooDeep(limit: RLPItem.depthMax)) {
            try RLPItem(decoding: nested(RLPItem.depthMax + 1))
        }
        #expect(throws: RLPError.nestedTooDeep(limit: 0)) {
            try RLPItem(decoding: [0xc0], depthMax: 0)
        }
    }

    @Test("a tree at the limit is read, compared, hashed and written on a small stack")
    func smallStack() async {
        let text = await withCheckedContinuation { continuation in
            let thread = Thread {
                var item = RLPItem.list([])
                for _ in 1..<RLPItem.depthMax { item = .list([item]) }
                let read = try? RLPItem(decoding: item.encoded)
                let isSame = read == item && Set([read, item]).count == 1
                continuation.resume(returning: isSame ? item.description : "")
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(text.hasPrefix("0xf9"))
        #expect(text.hasSuffix("c2c1c0"))
    }

    @Test("items and errors describe themselves")
    func descriptions() {
        #expect(RLPItem.list([.bytes([1]), .list([])]).description == "0xc201c0")
        #expect(
            RLPError.truncated(offset: 3).description
                == "the data ends inside the item at offset 3")
    }

    @Test("numbers are written as their shortest bytes")
    func numbers() throws {
        var random = SeededGenerator(seed: 5)
        for number in [0, 1, 0x7f, 0x80, 0xff, 0x100, UInt256(.max), .max]
            + (0..<200).map({ _ in random.wide() })
        {
            var writer = RLPWriter()
            writer.append(number)
            let item = RLPItem.bytes(number.minimalBigEndianBytes)
            #expect(writer.bytes == item.encoded)
            if let small = UInt64(exactly: number) {
                var writer64 = RLPWriter()
                writer64.append(small)
                #expect(writer64.bytes == writer.bytes)
            }
        }
    }
}

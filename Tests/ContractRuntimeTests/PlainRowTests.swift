import ContractRuntime
import TestSupport
import Testing

@Suite struct PlainRowTests {
    @Test("does what an array does, whatever it is asked", arguments: [1, 2, 3] as [UInt64])
    func twin(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var row = PlainRow<UInt32>(capacity: 0)
        var array: ContiguousArray<UInt32> = []
        for _ in 0..<20_000 {
            let element = UInt32(truncatingIfNeeded: random.next())
            switch random.below(8) {
            case 0...2:
                row.append(element)
                array.append(element)
            case 3:
                let count = random.below(5)
                row.append(repeating: element, count: count)
                array.append(contentsOf: repeatElement(element, count: count))
            case 4:
                row.append(contentsOf: ContiguousArray(array.prefix(3)))
                array.append(contentsOf: array.prefix(3))
            case 5 where !array.isEmpty:
                let index = random.below(array.count)
                row[index] = element
                array[index] = element
            case 6 where !array.isEmpty:
                #expect(row.removeLast() == array.removeLast())
            case 7:
                let count = random.below(array.count + 1) / 2
                row.removeLast(count)
                array.removeLast(count)
            default: break
            }
            if random.below(1_000) == 0 {
                row.removeAll(keeping: random.below(3) * 8)
                array.removeAll()
            }
            guard row.count == array.count, row.array == array else {
                Issue.record("differs after seed \(seed): \(row.count) of \(array.count)")
                return
            }
        }
        let bytes = array.flatMap { element in
            (0..<4).map { UInt8(truncatingIfNeeded: element >> (8 * $0)) }
        }
        row.withBytes { span in
            #expect(span.byteCount == bytes.count)
            for index in bytes.indices {
                #expect(span.unsafeLoad(fromByteOffset: index, as: UInt8.self) == bytes[index])
            }
        }
    }
}

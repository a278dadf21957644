import PriceOracles
import SimulationKernel
import Testing

@Suite struct WeightedMedianTests {
    @Test("is the element at the lower half of the values written out as often as they weigh")
    func writtenOut() {
        var stream = chance.stream("weighted")
        for _ in 0..<500 {
            let values = (0..<(1 + stream.index(below: 6))).map { _ in
                (value: Int(stream.below(9)), weight: stream.below(5))
            }
            let written = values.flatMap { Array(repeating: $0.value, count: Int($0.weight)) }
                .sorted()
            let expected = written.isEmpty ? -1 : written[(written.count - 1) / 2]
            #expect(WeightedMedian.of(values) ?? -1 == expected, "\(values)")
        }
    }

    @Test("weights that pass 64 bits in their sum are no matter")
    func wide() {
        let values = [(value: 3, weight: UInt64.max), (5, .max), (7, .max)]
        #expect(WeightedMedian.of(values) ?? 0 == 5)
        #expect(WeightedMedian.of([(value: 3, weight: UInt64(0))]) == nil)
    }
}

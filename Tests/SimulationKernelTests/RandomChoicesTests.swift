import SimulationKernel
import Testing

@Suite struct RandomChoicesTests {
    // Bounds on chi-square are exceeded by a fair generator once in 1,000 seeds; the seeds are fixed.

    @Test("numbers below a bound are equally likely")
    func belowIsUniform() {
        var stream = RandomStream(seed: 1, name: "below")
        var counts = [Int](repeating: 0, count: 100)
        for _ in 0..<100_000 { counts[Int(stream.below(100))] += 1 }
        #expect(chiSquare(counts) < 148.2)
    }

    @Test("a bound of 3/4 of all words is met without preferring every third number")
    func belowRejects() {
        var stream = RandomStream(seed: 2, name: "below")
        var counts = [0, 0, 0]
        for _ in 0..<100_000 {
            let number = stream.below(3 << 62)
            #expect(number < 3 << 62)
            counts[Int(number % 3)] += 1
        }
        #expect(chiSquare(counts) < 13.8)
    }

    @Test("rejected draws are skipped as in the reference")
    func belowKnownAnswer() {
        var stream = RandomStream(seed: 0, name: "a")
        let expected: [UInt64] = [
            0xb253_e0c1_6dc8_d50b, 0x0d2e_562b_dd3d_9456, 0xb6eb_5a8a_7e60_6c87,
            0xb64a_c800_bc54_bd54, 0x8551_e227_c829_a249, 0x1807_e221_23e5_9ced,
        ]
        #expect(expected.map { _ in stream.below(3 << 62) } == expected)
    }

    @Test("the smallest and largest bounds")
    func belowEdges() {
        var stream = RandomStream(seed: 3, name: "below")
        for _ in 0..<100 {
            #expect(stream.below(1) == 0)
            #expect(stream.index(below: 1) == 0)
            #expect(stream.below(.max) < .max)
            #expect((0..<7).contains(stream.index(below: 7)))
        }
    }

    @Test("indices are the numbers below the count")
    func indexIsBelow() {
        var a = RandomStream(seed: 4, name: "index")
        var b = a
        for count in 1..<200 { #expect(a.index(below: count) == Int(b.below(UInt64(count)))) }
    }

    @Test("a bound of zero stops the run")
    func belowZero() async {
        await #expect(processExitsWith: .failure) {
            var stream = RandomStream(seed: 0, name: "")
            _ = stream.below(0)
        }
        await #expect(processExitsWith: .failure) {
            var stream = RandomStream(seed: 0, name: "")
            _ = stream.index(below: -1)
        }
    }

    @Test("a chance comes true as often as its ratio says")
    func chanceFrequency() throws {
        var stream = RandomStream(seed: 5, name: "chance")
        for (numerator, denominator) in [(1, 2), (1, 3), (76, 10_000), (999, 1000)]
            as [(UInt64, UInt64)]
        {
            let ratio = try #require(Ratio(numerator, denominator))
            var counts = [0, 0]
            for _ in 0..<100_000 { counts[stream.chance(ratio) ? 0 : 1] += 1 }
            let weights = [Double(numerator), Double(denominator - numerator)]
            #expect(chiSquare(counts, weights: weights) < 10.8, "\(ratio)")
        }
    }

    @Test("certain answers are certain and take one draw all the same")
    func chanceEdges() throws {
        var stream = RandomStream(seed: 6, name: "chance")
        var twin = stream
        for _ in 0..<1000 {
            #expect(stream.chance(.never) == false)
            #expect(stream.chance(.always) == true)
            _ = (twin.next(), twin.next())
        }
        #expect(stream.next() == twin.next())
    }

    @Test("units are multiples of 2^-53 below one, open units odd ones")
    func unitGrid() {
        var stream = RandomStream(seed: 7, name: "unit")
        var counts = [Int](repeating: 0, count: 100)
        for _ in 0..<100_000 {
            let unit = stream.unit()
            #expect(unit >= 0 && unit < 1)
            counts[Int(unit * 100)] += 1
            let open = stream.openUnit()
            #expect(open > 0 && open < 1)
            #expect(UInt64(open * 0x1p53) & 1 == 1)
            #expect(open * 0x1p53 == (open * 0x1p53).rounded())
        }
        #expect(chiSquare(counts) < 148.2)
    }

    @Test("each order of four elements is equally likely")
    func shuffleIsUniform() {
        var stream = RandomStream(seed: 8, name: "shuffle")
        var counts: [[Int]: Int] = [:]
        for _ in 0..<48_000 {
            var elements = [0, 1, 2, 3]
            stream.shuffle(&elements)
            counts[elements, default: 0] += 1
        }
        #expect(counts.count == 24)
        #expect(chiSquare(Array(counts.values)) < 49.7)
    }

    @Test("shuffles and picks follow the reference")
    func shuffleKnownAnswer() {
        var stream = RandomStream(seed: 1, name: "agent/keeper-3/latency")
        for _ in 0..<6 { _ = stream.next() }
        var elements = Array(0..<10)
        stream.shuffle(&elements)
        #expect(elements == [3, 1, 4, 9, 7, 6, 5, 8, 0, 2])
        #expect(stream.pick(weights: [5, 0, 3, 2]) == 3)
        #expect(stream.pick(weights: [5, 0, 3, 2]) == 3)
    }

    @Test("arrays of one element or none are left alone and take no draw")
    func shuffleEdges() {
        var stream = RandomStream(seed: 9, name: "shuffle")
        var twin = stream
        var none: [Int] = []
        var one = [1]
        stream.shuffle(&none)
        stream.shuffle(&one)
        #expect(none.isEmpty && one == [1])
        #expect(stream.next() == twin.next())
    }

    @Test("picks follow the weights, and a weight of zero is never picked")
    func pickFrequency() {
        var stream = RandomStream(seed: 10, name: "pick")
        var counts = [Int](repeating: 0, count: 5)
        for _ in 0..<100_000 { counts[stream.pick(weights: [0, 5, 0, 3, 2])] += 1 }
        #expect(counts[0] == 0 && counts[2] == 0)
        #expect(chiSquare([counts[1], counts[3], counts[4]], weights: [5, 3, 2]) < 13.8)
        #expect(stream.pick(weights: [7]) == 0)
        #expect((0...1).contains(stream.pick(weights: [.max - 1, 1])))
    }

    @Test("weights without a sum, or with one beyond 64 bits, stop the run")
    func pickEdges() async {
        await #expect(processExitsWith: .failure) {
            var stream = RandomStream(seed: 0, name: "")
            _ = stream.pick(weights: [0, 0])
        }
        await #expect(processExitsWith: .failure) {
            var stream = RandomStream(seed: 0, name: "")
            _ = stream.pick(weights: [.max, 2])
        }
    }
}

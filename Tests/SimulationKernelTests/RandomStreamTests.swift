import SimulationKernel
import Testing

@Suite struct RandomStreamTests {
    /// What a stream gives from its beginning.
    ///
    /// From a reference in Python, written after the papers and checked against the published outputs
    /// of SplitMix64 (seed 1234567), xoshiro256** (state 1, 2, 3, 4) and FNV-1a ("foobar").
    struct KnownAnswer: Sendable {
        let seed: UInt64
        let name: String
        let words: [UInt64]
        let belowThousand: [UInt64]
        let units: [UInt64]
        let openUnits: [UInt64]
    }

    static let knownAnswers = [
        KnownAnswer(
            seed: 0, name: "",
            words: [
                0xee8e_4cae_ac74_3bdf, 0x2543_3d3b_5ff5_1db0, 0x9a39_c887_ad08_347a,
                0xee5e_3444_2b22_90d1, 0x8a5e_d521_219b_a273, 0xd8a6_2de7_6110_a8d4,
            ],
            belowThousand: [931, 145, 602, 931, 540, 846],
            units: [0x3fed_d1c9_95d5_8e87, 0x3fc2_a19e_9daf_fa8c, 0x3fe3_4739_10f5_a106],
            openUnits: [0x3fed_cbc6_8885_6453, 0x3fe1_4bda_a424_3375, 0x3feb_14c5_bcec_2215]),
        KnownAnswer(
            seed: 0, name: "a",
            words: [
                0x6f94_ecb7_b811_3f84, 0xedc5_2bac_9261_1c0f, 0x1193_1d8f_d1a7_7073,
                0x79d2_0969_9d37_2114, 0xf3e4_78b8_a880_90b5, 0xf7ff_75fd_4940_3da8,
            ],
            belowThousand: [435, 928, 68, 475, 952, 968],
            units: [0x3fdb_e53b_2dee_044e, 0x3fed_b8a5_7592_4c23, 0x3fb1_931d_8fd1_a770],
            openUnits: [0x3fde_7482_5a67_4dca, 0x3fee_7c8f_1715_1013, 0x3fee_ffee_bfa9_2807]),
        KnownAnswer(
            seed: 1, name: "agent/keeper-3/latency",
            words: [
                0x6c78_44e9_c95f_9b96, 0x2c51_d272_4daa_a8c5, 0x6157_5699_826d_2aa1,
                0xf421_47f9_1aa9_4904, 0x9499_8493_6715_e25a, 0x6a83_6ff6_3791_5c96,
            ],
            belowThousand: [423, 173, 380, 953, 580, 416],
            units: [0x3fdb_1e11_3a72_57e6, 0x3fc6_28e9_3926_d554, 0x3fd8_55d5_a660_9b4a],
            openUnits: [0x3fee_8428_ff23_5529, 0x3fe2_9330_926c_e2bd, 0x3fda_a0db_fd8d_e456]),
        KnownAnswer(
            seed: .max, name: "r\u{e9}seau",
            words: [
                0x8f01_05c7_5b27_5bfc, 0x0b6c_fc7d_755a_d113, 0x107a_2a72_e6ef_b4e3,
                0x642a_72e5_db55_d168, 0x0ff9_8992_cd60_67d5, 0x6be1_71f6_6251_7dea,
            ],
            belowThousand: [558, 44, 64, 391, 62, 421],
            units: [0x3fe1_e020_b8eb_64eb, 0x3fa6_d9f8_faea_b5a0, 0x3fb0_7a2a_72e6_efb0],
            openUnits: [0x3fd9_0a9c_b976_d576, 0x3faf_f313_259a_c0d0, 0x3fda_f85c_7d98_945e]),
        KnownAnswer(
            seed: 20_260_101, name: "chain/mempool",
            words: [
                0xb3bc_59c9_6f6f_bab2, 0x8ad8_42f6_51be_b3ae, 0x0e59_00e4_d48c_4250,
                0x814d_00cc_aea6_4c13, 0x477c_a779_801b_af1d, 0x066e_f17e_3002_ea71,
            ],
            belowThousand: [702, 542, 56, 505, 279, 25],
            units: [0x3fe6_778b_392d_edf7, 0x3fe1_5b08_5eca_37d6, 0x3fac_b201_c9a9_1880],
            openUnits: [0x3fe0_29a0_1995_d4c9, 0x3fd1_df29_de60_06ea, 0x3f99_bbc5_f8c0_0ba0]),
    ]

    @Test("a seed and a name fix a stream's words, numbers and units", arguments: knownAnswers)
    func knownAnswer(_ answer: KnownAnswer) {
        var stream = RandomSource(seed: answer.seed).stream(answer.name)
        #expect(answer.words.map { _ in stream.next() } == answer.words)
        stream = RandomStream(seed: answer.seed, name: answer.name)
        #expect(answer.belowThousand.map { _ in stream.below(1000) } == answer.belowThousand)
        stream = RandomStream(seed: answer.seed, name: answer.name)
        #expect(answer.units.map { _ in stream.unit().bitPattern } == answer.units)
        #expect(answer.openUnits.map { _ in stream.openUnit().bitPattern } == answer.openUnits)
    }

    @Test("asking for a stream again gives it from its beginning, and no other stream changes")
    func streamsAreIndependent() {
        let source = RandomSource(seed: 9)
        #expect(source.seed == 9)
        var first = source.stream("agent/1")
        let expected = (0..<4).map { _ in first.next() }
        var other = source.stream("agent/2")
        _ = (0..<100).map { _ in other.next() }
        var again = source.stream("agent/1")
        #expect((0..<4).map { _ in again.next() } == expected)
    }

    @Test("names that are equal as text but not in UTF-8 name different streams")
    func namesAreBytes() {
        var composed = RandomStream(seed: 0, name: "r\u{e9}seau")
        var decomposed = RandomStream(seed: 0, name: "re\u{301}seau")
        #expect(composed.next() != decomposed.next())
    }

    @Test("100,000 streams of 100 seeds and 1,000 names all differ")
    func streamsAreDistinct() {
        var firstWords: Set<UInt64> = []
        for seed in 0..<100 {
            let source = RandomSource(seed: UInt64(seed))
            for name in 0..<1000 {
                var stream = source.stream("agent/\(name)")
                firstWords.insert(stream.next())
            }
        }
        // Two of 100,000 random words agree once in 4 * 10^9 trials.
        #expect(firstWords.count == 100_000)
    }

    @Test("streams of neighbouring names and seeds agree in half of their bits")
    func neighboursAreUnrelated() {
        var agreeing = (names: 0, seeds: 0)
        for number in 0..<10_000 {
            var a = RandomStream(seed: 1, name: "agent/\(number)")
            var b = RandomStream(seed: 1, name: "agent/\(number + 1)")
            agreeing.names += (~(a.next() ^ b.next())).nonzeroBitCount
            var c = RandomStream(seed: UInt64(number), name: "agent")
            var d = RandomStream(seed: UInt64(number + 1), name: "agent")
            agreeing.seeds += (~(c.next() ^ d.next())).nonzeroBitCount
        }
        // 320,000 expected with a standard deviation of 400; within four of them.
        #expect((318_400...321_600).contains(agreeing.names))
        #expect((318_400...321_600).contains(agreeing.seeds))
    }

    @Test("each bit of the words is set half of the time")
    func bitsAreFair() {
        var stream = RandomStream(seed: 2, name: "bits")
        var counts = [Int](repeating: 0, count: 64)
        for _ in 0..<100_000 {
            let word = stream.next()
            for bit in 0..<64 { counts[bit] += Int(word >> bit & 1) }
        }
        // 50,000 expected with a standard deviation of 158; within four of them.
        for (bit, count) in counts.enumerated() {
            #expect((49_368...50_632).contains(count), "bit \(bit)")
        }
    }
}

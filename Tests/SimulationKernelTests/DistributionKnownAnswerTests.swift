import SimulationKernel
import Testing

/// The bits of draws are part of the format of results.
///
/// All values agree to 2 * 10^-16 with the law's formula, evaluated to 300 bits by Python's mpmath over
/// the stream's words. The digest, FNV-1a over the bit patterns of 1,000 draws, sees what six do not.
@Suite struct DistributionKnownAnswerTests {
    struct KnownAnswer: Sendable {
        let distribution: Distribution
        let values: [UInt64]
        let digest: UInt64
    }

    static let knownAnswers: [KnownAnswer] = [
        KnownAnswer(
            distribution: .constant(2.5),
            values: [
                0x4004_0000_0000_0000, 0x4004_0000_0000_0000, 0x4004_0000_0000_0000,
                0x4004_0000_0000_0000, 0x4004_0000_0000_0000, 0x4004_0000_0000_0000,
            ],
            digest: 0x743c_50e7_a1f3_4a25),
        KnownAnswer(
            distribution: .uniform(low: -1, high: 3),
            values: [
                0x3ffa_a8c7_eba7_2f08, 0x3ff0_53d0_2b68_031a, 0x3ff0_6c11_552a_b4c0,
                0x4000_6cb2_b9e8_818b, 0x4003_0b90_5823_3cfa, 0xbfd7_ccea_401d_39c0,
            ],
            digest: 0x1c24_6547_d695_83e5),
        KnownAnswer(
            distribution: .exponential(mean: 12),
            values: [
                0x4013_787a_1474_52cf, 0x4020_6427_e1f8_a13a, 0x4020_522c_ea22_dbec,
                0x4009_ef15_57a0_86bd, 0x4000_265b_70da_2096, 0x4036_3742_91f4_bcb1,
            ],
            digest: 0x17bd_a1ef_d39b_2aa8),
        KnownAnswer(
            distribution: .normal(mean: 5, deviation: 2),
            values: [
                0x4017_717b_3475_63e7, 0x4014_1a43_03af_d8d4, 0x4014_21dc_bbac_d09e,
                0x4019_bc1f_7f78_faf1, 0x401c_2090_69f4_def8, 0x4007_e462_f8cc_1bf9,
            ],
            digest: 0x4e25_1c29_80cf_3ac7),
        KnownAnswer(
            distribution: .logNormal(shift: 20_000, median: 60_000, sigma: 0.6),
            values: [
                0x40f7_d8f7_8d9e_8665, 0x40f3_a4f6_9c78_0fe0, 0x40f3_ad63_26dd_3732,
                0x40fb_675f_b90b_5125, 0x40ff_d472_11cd_bd8d, 0x40e9_c778_bb8a_7d49,
            ],
            digest: 0x59df_aa12_8a9e_fff8),
        KnownAnswer(
            distribution: .poisson(mean: 3.5),
            values: [
                0x4010_0000_0000_0000, 0x4008_0000_0000_0000, 0x4008_0000_0000_0000,
                0x4014_0000_0000_0000, 0x4014_0000_0000_0000, 0x4000_0000_0000_0000,
            ],
            digest: 0x5a08_46d8_e775_24df),
        KnownAnswer(
            distribution: .poisson(mean: 100.25),
            values: [
                0x4057_4000_0000_0000, 0x4060_0000_0000_0000, 0x4059_4000_0000_0000,
                0x4056_8000_0000_0000, 0x4056_4000_0000_0000, 0x4058_c000_0000_0000,
            ],
            digest: 0x34ab_ab44_a8f2_9e2d),
        KnownAnswer(
            distribution: .pareto(scale: 2, shape: 1.5),
            values: [
                0x4004_f7e5_6e52_5656, 0x4009_3a05_6338_aa69, 0x4009_2d6f_0c29_d66c,
                0x4003_2846_bf49_7110, 0x4001_e61f_93de_7e6e, 0x401b_7c44_fc43_c444,
            ],
            digest: 0x1afc_2cc6_f805_fc9e),
    ]

    @Test("draws keep their bits", arguments: knownAnswers)
    func knownAnswer(_ answer: KnownAnswer) {
        var stream = RandomSource(seed: 7).stream("distribution/known-answers")
        let bits = (0..<1000).map { _ in answer.distribution.sample(&stream).bitPattern }
        #expect(Array(bits.prefix(6)) == answer.values)
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in bits {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                digest = (digest ^ word >> shift & 0xff) &* 0x0000_0100_0000_01b3
            }
        }
        #expect(digest == answer.digest)
    }
}

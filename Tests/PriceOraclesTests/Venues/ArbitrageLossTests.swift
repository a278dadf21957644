import SimulationKernel
import Testing

@testable import PriceOracles

@Suite struct ArbitrageLossTests {
    @Test("the constant is the square root of two pi over that of zeta at one half")
    func constant() {
        #expect(abs(ArbitrageLoss.discreteTimeFactor - 1.716_451_9) < 5e-8)
        // zeta(1/2) from its alternating series: eta(s) / (1 - 2^(1-s)), averaged to converge.
        var (sum, terms) = (0.0, [Double]())
        for index in 1...4_000 {
            sum += (index % 2 == 1 ? 1 : -1) / Double(index).squareRoot()
            if index > 3_960 { terms.append(sum) }
        }
        while terms.count > 1 { terms = zip(terms, terms.dropFirst()).map { ($0 + $1) / 2 } }
        let zeta = terms[0] / (1 - 2.0.squareRoot())
        let expected = (2 * 3.141_592_653_589_793).squareRoot() / -zeta
        #expect(abs(ArbitrageLoss.discreteTimeFactor - expected) < 1e-12)
    }

    @Test("the closed form is near what was published for simulations of two million blocks")
    func published() {
        for (sigma, fee, loss) in [
            (0.001, 0.0, 1.248e-7), (0.001, 0.0005, 6.74e-8), (0.001, 0.003, 2.03e-8),
            (0.0005, 0.003, 2.75e-9), (0.002, 0.001, 2.69e-7),
        ] {
            #expect(abs(ArbitrageLoss.closedForm(sigma: sigma, fee: fee) / loss - 1) < 0.011)
        }
    }

    @Test(
        "the simulated loss is the closed form's within its error",
        arguments: [(0.001, 0), (0.002, 1), (0.002, 2)] as [(Double, UInt64)])
    func simulation(sigma: Double, feePerMille: UInt64) throws {
        let estimate = try ArbitrageLoss.simulate(
            sigma: sigma, fee: #require(Ratio(feePerMille, 1000)), blocks: 300_000,
            stream: RandomStream(seed: 4, name: "loss"))
        let expected = ArbitrageLoss.closedForm(sigma: sigma, fee: Double(feePerMille) / 1000)
        #expect(estimate.blockCount == 300_000)
        #expect(estimate.standardError < 0.02 * expected)
        #expect(
            abs(estimate.lossPerBlock - expected) < 3 * estimate.standardError + 0.01 * expected)
        #expect((estimate.tradeCount < 300_000) == (feePerMille > 0))
    }

    @Test("runs of any length and step stay within the integers")
    func extremes() throws {
        for fee in [Ratio.never, try #require(Ratio(1, 2)), try #require(Ratio(999, 1000))] {
            let estimate = try ArbitrageLoss.simulate(
                sigma: 0.5, fee: fee, blocks: 20_000, stream: RandomStream(seed: 8, name: "loss"))
            #expect(estimate.tradeCount > 0)
            #expect(estimate.lossPerBlock > 0 && estimate.lossPerBlock < 0.1)
        }
    }

    @Test("refuses what it cannot simulate")
    func refusals() {
        let stream = RandomStream(seed: 1, name: "loss")
        #expect(throws: ArbitrageLossError.fee(.always)) {
            try ArbitrageLoss.simulate(sigma: 0.1, fee: .always, blocks: 100, stream: stream)
        }
        for blocks: UInt64 in [99, 100_000_001] {
            #expect(throws: ArbitrageLossError.blocks(blocks)) {
                try ArbitrageLoss.simulate(sigma: 0.1, fee: .never, blocks: blocks, stream: stream)
            }
        }
        for sigma in [0, -1, 0.6, .nan, .infinity] {
            #expect(throws: ArbitrageLossError.self) {
                try ArbitrageLoss.simulate(
                    sigma: sigma, fee: .never, blocks: 100, stream: stream)
            }
        }
    }
}

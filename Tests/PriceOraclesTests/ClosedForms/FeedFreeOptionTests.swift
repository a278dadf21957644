import PriceOracles
import Testing

@Suite struct FeedFreeOptionTests {
    @Test("a known move is worth what it leaves after fees, whichever way it goes")
    func move() {
        for move in [0.005, -0.005] {
            let gain = FeedFreeOption.gain(notional: 1_000_000, move: move, fees: 0.002)
            #expect(abs(gain - 3_000) < 1e-9)
        }
        #expect(FeedFreeOption.gain(notional: 1_000_000, move: 0.002, fees: 0.002) == 0)
        #expect(FeedFreeOption.gain(notional: 1_000_000, move: -0.001, fees: 0.002) == 0)
    }

    @Test("the choice among updates grows with the root of the window")
    func choice() {
        let minute = FeedFreeOption.selectiveUpdateGain(volatility: 1e-4, windowSeconds: 60)
        let hour = FeedFreeOption.selectiveUpdateGain(volatility: 1e-4, windowSeconds: 3_600)
        // sqrt(2 / pi) = 0.79788...
        #expect(abs(minute - 0.797_884_560_8 * 1e-4 * 7.745_966_692_4) < 1e-13)
        #expect(abs(hour / minute - 60.0.squareRoot()) < 1e-12)
        #expect(FeedFreeOption.selectiveUpdateGain(volatility: 0, windowSeconds: 60) == 0)
    }
}

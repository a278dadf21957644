import Testing

@testable import Simulation

@Suite struct SampleStatisticsTests {
    @Test("quantiles of type 7 against values worked by hand")
    func quantiles() {
        // h = 4 p: 0.05 lies a fifth of the way from the first to the second value.
        let five = SampleStatistics([50, 10, 40, 20, 35])
        #expect(five.quantile05 == 12)
        #expect(five.quantile25 == 20)
        #expect(five.median == 35)
        #expect(five.quantile75 == 40)
        #expect(five.quantile95 == 48)
        // h = 3 p: 0.25 lies three quarters of the way from 1 to 2.
        let four = SampleStatistics([4, 1, 3, 2])
        #expect(four.quantile25 == 1.75)
        #expect(four.median == 2.5)
        #expect(four.quantile75 == 3.25)
    }

    @Test("mean, standard error and extremes against values worked by hand")
    func moments() {
        // Deviations -3 -1 -1 -1 0 0 2 4, squares add up to 32; 32 / 7 / 8 = 4 / 7.
        let sample = SampleStatistics([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(sample.count == 8)
        #expect(sample.mean == 5)
        #expect(sample.standardError == (4.0 / 7).squareRoot())
        #expect(sample.minimum == 2)
        #expect(sample.maximum == 9)
    }

    @Test("the spread of close values far from zero does not cancel")
    func cancellation() {
        let sample = SampleStatistics([1e9 + 1, 1e9 + 2, 1e9 + 3])
        #expect(sample.standardError == (1.0 / 3).squareRoot())
    }

    @Test("what a small sample cannot say is nil")
    func smallSamples() {
        let none = SampleStatistics([])
        #expect(none.count == 0)
        #expect(none.mean == nil && none.median == nil && none.minimum == nil)
        let one = SampleStatistics([3])
        #expect(one.mean == 3 && one.quantile05 == 3 && one.quantile95 == 3)
        #expect(one.standardError == nil)
    }

    @Test("what leaves the range of numbers is nil")
    func overflow() {
        let huge = SampleStatistics([1.7e308, 1.7e308, -1.7e308, -1.7e308])
        #expect(huge.mean == nil)
        #expect(huge.median == nil)
        #expect(huge.maximum == 1.7e308)
    }
}

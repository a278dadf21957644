import Testing

@testable import Results

@Suite struct SizeChartTests {
    private func chart(
        _ values: [Double?], low: [Double?] = [], high: [Double?] = [],
        isLogarithmic: Bool = true
    ) -> String {
        SizeChart(
            frame: ChartFrame(id: "c", title: "T", note: "N"), axis: "size",
            places: [1, 10, 100],
            series: [
                .init(name: "a", tone: .first, values: values, low: low, high: high)
            ], prefersLogarithmic: isLogarithmic
        ).html.text
    }

    @Test("equal factors are equally far apart")
    func across() throws {
        let text = chart([1, 2, 4])
        // The air at both ends is the same, so that the middle one of three factors is the middle.
        #expect(text.contains("\"at\":[0.03703703704,0.5,0.962962963]"))
    }

    @Test("a line breaks where there is no value, and one value alone is a point")
    func gaps() {
        #expect(chart([1, nil, 4]).contains("class=\"l t-first\""))
        #expect(chart([nil, 2, nil]).contains("class=\"p t-first\""))
        #expect(!chart([1, 2, nil]).contains("class=\"p t-first\""))
    }

    @Test("a band that reaches below zero is cut off where factors are shown")
    func belowZero() {
        let text = chart([1, 2, 4], low: [-5, 1, 2], high: [2, 3, 8])
        #expect(text.contains("class=\"band t-first\""))
        #expect(!text.contains("nan") && !text.contains("inf"))
    }

    @Test("a band that nearly reaches zero does not press the lines together")
    func nearZero() {
        let text = chart([1, 2, 4], low: [0.000_1, 1, 2], high: [2, 3, 8])
        #expect(text.contains(">1</span>") || text.contains(">1.0</span>"))
        #expect(!text.contains(">0.001"))
    }

    @Test("lines below zero are shown on an even scale")
    func negative() {
        let text = chart([-1, 2, 4])
        #expect(text.contains(">0</span>"))
        #expect(!text.contains("nan") && !text.contains("inf"))
    }

    @Test("lines that are hardly apart are shown from zero")
    func flat() {
        let text = chart([4.920360, 4.920365, 4.920360])
        #expect(text.contains(">0</span>"))
        #expect(!text.contains(">4.9203"))
    }

    @Test("a crossing has its interval and its legend")
    func marks() {
        let text = SizeChart(
            frame: ChartFrame(id: "c", title: "T", note: "N"), axis: "size",
            places: [1, 10, 100], series: [.init(name: "a", tone: .first, values: [1, 2, 3])],
            marks: [.init(at: 10, low: 5, high: 1_000, tone: .second, label: "crosses at 10")]
        ).html.text
        #expect(text.contains("class=\"l dash t-second\" d=\"M500 0V260\""))
        #expect(text.contains("class=\"band t-second\""))
        #expect(text.contains("crosses at 10</li>"))
    }
}

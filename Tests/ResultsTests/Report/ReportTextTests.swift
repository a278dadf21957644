import Simulation
import Testing
import WideIntegers

@testable import Results

@Suite struct ReportTextTests {
    private func amount(_ text: String, _ unit: AmountUnit = .quote) throws -> ReportAmount {
        ReportAmount(try Int256(decimal: text), unit)
    }

    @Test(
        "amounts round half away from zero on their digits",
        arguments: [
            ("1234567499999999999999999", 0, "1,234,567"),
            ("1234567500000000000000000", 0, "1,234,568"),
            ("-1234567500000000000000000", 0, "\u{2212}1,234,568"),
            ("999999999999999999", 2, "1.00"),
            ("4999999999999999", 2, "0.00"), ("-4999999999999999", 2, "0.00"),
            ("5000000000000000", 2, "0.01"), ("1", 18, "0.000000000000000001"), ("0", 3, "0.000"),
        ])
    func rounding(digits: String, places: Int, text: String) throws {
        #expect(try amount(digits).text(places: places) == text)
    }

    @Test("exact text has all digits, and a gas price nine of them")
    func exact() throws {
        #expect(try amount("-1500000000000000000").exact == "-1.5")
        #expect(try amount("1").exact == "0.000000000000000001")
        #expect(try amount("2000000000000000000").exact == "2")
        #expect(try amount("18250000000", .gasPrice).exact == "18.25")
        let greatest = ReportAmount(.max, .quote).exact
        #expect(greatest.hasPrefix("57896044618658097711785492504343953926634992332820282019728."))
    }

    @Test("sums stop at the greatest amount instead of wrapping")
    func saturation() throws {
        let greatest = ReportAmount(.max, .quote)
        let one = ReportAmount(.one, .quote)
        #expect((greatest + one).value == .max)
        #expect((ReportAmount(.min, .quote) - one).value == .min)
    }

    @Test(
        "compact numbers",
        arguments: [
            (0, "0"), (870.5, "870.5"), (8_450.36, "8,450"), (121.21, "121.2"), (12_345, "12.3k"),
            (1_200_000, "1.20M"), (3.05e9, "3.05B"),
            (-0.0123456, "\u{2212}0.0123"), (999_960, "1.00M"), (42, "42"), (9_999, "9,999"),
        ])
    func compact(value: Double, text: String) {
        #expect(ReportNumber.compact(value) == text)
    }

    @Test("numbers of data blocks are JSON with ten digits")
    func data() {
        #expect(ReportNumber.data(1_999.123456789012) == "1999.123457")
        #expect(ReportNumber.data(-0.25) == "-0.25")
        #expect(ReportNumber.data(3e6) == "3000000")
        #expect(ReportNumber.data(nil) == "null")
        #expect(ReportNumber.data(.nan) == "null")
        #expect(ReportNumber.data(.infinity) == "null")
        #expect(ReportNumber.data(1e-9) == "1e-09")
    }

    @Test("times are UTC by the Gregorian calendar")
    func times() {
        #expect(UTCTime(0).text == "1970-01-01 00:00:00")
        #expect(UTCTime(1_618_714_805_000_000).text == "2021-04-18 03:00:05")
        #expect(UTCTime(951_782_400_000_000).text == "2000-02-29 00:00:00")
        #expect(UTCTime(4_107_542_400_000_000).text == "2100-03-01 00:00:00")
        #expect(UTCTime(-1_000_000).text == "1969-12-31 23:59:59")
        #expect(UTCTime.span(micros: 7_500_000_000) == "2 h 5 min")
        #expect(UTCTime.span(micros: 500_000) == "0.5 s")
        #expect(UTCTime.span(micros: 86_400_000_000) == "1 d")
    }

    @Test("what strangers wrote is escaped on its way into markup and data")
    func escaping() {
        let hostile = "<img src=x onerror='alert(1)'>\"&\u{202e}\u{0}"
        let html: HTML = "<b title=\"\(hostile)\">\(hostile)</b>"
        let safe = "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;\u{fffd}\u{fffd}"
        #expect(html.text == "<b title=\"\(safe)\">\(safe)</b>")
        #expect(JSONText.string("</script>\u{2028}\"\\") == #""\u003c/script\u003e\u2028\"\\""#)
    }

    @Test("a command quotes names that a shell would take apart")
    func commands() {
        var identity = ReportIdentity()
        identity.scenario = "calm-market"
        identity.seed = "7"
        #expect(identity.command == "perplab run calm-market --seed 7")
        identity.scenario = "it's; rm -rf /"
        #expect(identity.command == "perplab run 'it'\\''s; rm -rf /' --seed 7")
    }
}

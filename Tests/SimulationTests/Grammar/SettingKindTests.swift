import Simulation
import SimulationKernel
import Testing
import WideIntegers

@Suite struct SettingKindTests {
    private func read(_ entries: KeyValuePairs<String, SourceValue>) throws -> SampleSection {
        try SettingReader.read(sample(entries))
    }

    @Test("values of every kind are read")
    func good() throws {
        let section = try read([
            "whole": "1_0", "flag": "yes", "text": "true", "name": "A-b_9", "file": "/x/y",
            "colour": "dark-blue", "amount": "1_0.000000000000000001", "ratio": "5%",
            "signed": "-2.5%", "fee": "0.05%", "tip": "0.02 gwei", "chance": "12.5%",
            "real": "-1e-3",
        ])
        #expect(section.whole == 10)
        #expect(section.flag)
        #expect(section.text == "true")
        #expect(section.name == "A-b_9")
        #expect(section.file == "/x/y")
        #expect(section.colour == .darkBlue)
        #expect(section.amountWad == .wad &* 10 &+ 1)
        #expect(section.ratioWad == .share(1, 20))
        #expect(section.signedWad == Int256(bitPattern: .zero &- .share(25, 1_000)))
        #expect(section.feePpm == 500)
        #expect(section.tipWei == 20_000_000)
        #expect(section.chance == Ratio(1, 8))
        #expect(section.real == -0.001)
    }

    @Test(
        "durations have units",
        arguments: [
            ("0", 0), ("250ms", 250_000), ("12s", 12_000_000), ("5m", 300_000_000),
            ("1.5h", 5_400_000_000), ("7d", 604_800_000_000), ("3us", 3), ("0.001ms", 1),
            ("12 s", 12_000_000),
        ] as [(String, UInt64)])
    func durations(text: String, micros: UInt64) throws {
        #expect(try read(["pause": .plain(text)]).pauseMicros == micros)
    }

    @Test("moments are of the calendar or count from the start")
    func moments() throws {
        let section = try read([
            "start": "2021-04-18T03:00:00Z", "at": "2021-04-18T03:01:30Z", "moment": "+90s",
        ])
        #expect(section.start.seconds == 1_618_714_800)
        #expect(section.atMicros == 90_000_000)
        #expect(section.moment?.seconds == 1_618_714_890)
        #expect(try read(["at": "2h"]).atMicros == 7_200_000_000)
        #expect(try read(["moment": "null"]).moment == nil)
    }

    @Test(
        "the calendar knows leap years and the ends of months",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2024-12-31T12:00:00Z", 1_735_646_400), ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, UInt64)])
    func calendar(text: String, seconds: UInt64) throws {
        let section = try read(["start": .plain(text)])
        #expect(section.start.micros == seconds * 1_000_000)
        #expect(section.source["start"]?.content == .scalar(text, isQuoted: true))
    }

    @Test("fractions of seconds are kept")
    func fractions() throws {
        let text = "2021-04-18T03:00:00.25Z"
        let section = try read(["start": .plain(text)])
        #expect(section.start.micros == 1_618_714_800_250_000)
        #expect(section.source["start"]?.content == .scalar(text, isQuoted: true))
    }

    @Test("distributions are constants or laws with parameters")
    func distributions() throws {
        #expect(try read(["law": "2.5"]).law == .constant(2.5))
        #expect(
            try read(["law": ["law": "lognormal", "median": "3", "sigma": "50%"]]).law
                == .logNormal(shift: 0, median: 3, sigma: 0.5))
        #expect(
            try read(["law": ["law": "pareto", "scale": "3", "shape": "2"]]).law
                == .pareto(scale: 3, shape: 2))
        #expect(
            try read(["delay": ["law": "uniform", "low": "0.5s", "high": "1m"]]).delayMillis
                == .uniform(low: 500, high: 60_000))
        #expect(try read(["delay": "10us"]).delayMillis == .constant(0.01))
    }

    @Test("free keys keep their order, and maps under them join keys by dots")
    func words() throws {
        let section = try read(["words": ["b": "1", "a": ["x": "2", "y": "3"]]])
        #expect(
            section.words == [
                SettingOverride("b", "1"), SettingOverride("a.x", "2"), SettingOverride("a.y", "3"),
            ])
    }

    @Test("nothing stands for what its kind says")
    func nothing() throws {
        #expect(try read(["cap": "null"]).capWei == .max)
        #expect(try read(["cap": "1 ether"]).capWei == .wad)
        #expect(try read(["items": "~"]).items.isEmpty)
        #expect(try read(["direction": "down"]).isUp == false)
    }

    /// What is refused, and why.
    static let refusals: [(String, SourceValue, String)] = [
        ("whole", "0", "'0' is out of range; it must be an integer from 1 to 31"),
        ("whole", "32", "'32' is out of range; it must be an integer from 1 to 31"),
        ("whole", "-1", "'-1' is out of range; it must be an integer from 1 to 31"),
        ("whole", "2.0", "'2.0' is not a whole number; it must be an integer from 1 to 31"),
        ("whole", "two", "'two' is not a number; it must be an integer from 1 to 31"),
        ("whole", "1__0", "'1__0' is not a number; it must be an integer from 1 to 31"),
        ("whole", "", "nothing stands here; it must be an integer from 1 to 31"),
        ("whole", ["1"], "a list stands here; it must be an integer from 1 to 31"),
        ("flag", "maybe", "'maybe' is neither yes nor no; it must be true or false"),
        ("text", ["a": "b"], "a map stands here; it must be a text"),
        (
            "name", "a b",
            "'a b' is not a name; it must be 1 to 64 letters, digits, dashes or underscores"
        ),
        (
            "colour", "darkblue",
            "'darkblue' is none of them; did you mean dark-blue?; it must be one of red, dark-blue"
        ),
        ("amount", "100.1", "'100.1' is out of range; it must be a decimal from 0 to 100"),
        ("amount", "5%", "'5%' is a percentage; it must be a decimal from 0 to 100"),
        (
            "amount", "0.0000000000000000001",
            "'0.0000000000000000001' has more than 18 decimals; it must be a decimal from 0 to 100"
        ),
        ("amount", "1e3", "'1e3' is not a number; it must be a decimal from 0 to 100"),
        (
            "amount", .plain(String(repeating: "9", count: 90)),
            "'999999999999999999999999999999999999999999999999999999999...' is out of range; "
                + "it must be a decimal from 0 to 100"
        ),
        (
            "ratio", "101%",
            "'101%' is out of range; it must be a decimal from 0 to 1, as 0.05 or 5%"
        ),
        (
            "signed", "-1_000_000_000_000_000_000.1",
            "'-1_000_000_000_000_000_000.1' is out of range; it must be a decimal from -10^18 to "
                + "10^18, as -0.05 or -5%"
        ),
        (
            "fee", "0.00001%",
            "'0.00001%' has more than 4 decimals; it must be a decimal from 0 to 1 with at most 6 "
                + "places, as 0.05 or 5%"
        ),
        (
            "tip", "3",
            "'3' has no unit; it must be whole wei up to 10^18 ether, as 5 wei, 0.02 gwei or 1 ether"
        ),
        ("chance", "1.1", "'1.1' is out of range; it must be a decimal from 0 to 1, as 0.05 or 5%"),
        ("real", "nan", "'nan' is not a number; it must be a number from -1 to 1000000"),
        ("real", "1e400", "'1e400' is out of range; it must be a number from -1 to 1000000"),
        (
            "pause", "12",
            "'12' has no unit; it must be a duration from 0s to 3650d, as 250ms, 12s, 5m, 1h or 7d"
        ),
        (
            "pause", "1min",
            "'1min' has no known unit; it must be a duration from 0s to 3650d, as 250ms, 12s, 5m, "
                + "1h or 7d"
        ),
        (
            "pause", "0.5us",
            "'0.5us' has a fraction of a microsecond; it must be a duration from 0s to 3650d, as "
                + "250ms, 12s, 5m, 1h or 7d"
        ),
        (
            "age", "500ms",
            "'500ms' has a fraction of a second; it must be a duration from 0s to 3650d in whole "
                + "seconds, as 12s, 5m, 1h or 7d"
        ),
        (
            "at", "2000-01-01T00:00:00Z",
            "'2000-01-01T00:00:00Z' is before the start, 2001-09-09T01:46:40Z; it must be a "
                + "duration from the start on, or a moment in UTC not before it, as 90s, 2h or "
                + "2021-04-18T03:00:00Z"
        ),
        (
            "start", "2021-02-29T00:00:00Z",
            "'2021-02-29T00:00:00Z' is no moment of the calendar from 1970 on; it must be a moment "
                + "in UTC, as 2021-04-18T03:00:00Z"
        ),
        (
            "start", "2021-04-18",
            "'2021-04-18' is not a moment; it must be a moment in UTC, as 2021-04-18T03:00:00Z"
        ),
        ("law", "-1", "'-1' is out of range; it must be a number of zero or more"),
        ("names", "a", "'a' stands here; it must be a list"),
        (
            "items", [["name": "a"], ["name": "b"], ["name": "c"], ["name": "d"]],
            "the list has 4 elements; it must be a list of 0 to 3"
        ),
        ("single", "x", "'x' stands here; it must be a map of keys"),
        (
            "direction", "left",
            "'left' is none of them; did you mean up?; it must be one of up, down"
        ),
    ]

    @Test("what is not allowed is refused with the reason", arguments: refusals)
    func refused(key: String, value: SourceValue, message: String) {
        #expect(problems(sample([key: value])) == "1: \(key): \(message)")
    }

    @Test("laws are refused by key")
    func laws() {
        #expect(
            problems(sample(["law": ["law": "gauss", "mean": "1"]]))
                == "1: law.law: 'gauss' is none of them; did you mean poisson?; it must be one of "
                + "constant, uniform, exponential, normal, lognormal, poisson, pareto, loguniform")
        #expect(
            problems(sample(["law": ["law": "normal", "mean": "1", "sigma": "2"]]))
                == """
                1: law.sigma: there is no such key; did you mean law?
                1: law.deviation: the key is missing
                """)
        #expect(
            problems(sample(["law": ["law": "uniform", "low": "2", "high": "1"]]))
                == "1: law: high is 1.0; it must be at least low, which is 2.0")
    }
}

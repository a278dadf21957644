import Simulation
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct SettingReaderTests {
    @Test("all problems come at once, in the order of the lines")
    func all() {
        let value = sample([
            "real": "x", "whole": "0", "colur": "red", "items": [["name": "a", "count": "9"]],
        ])
        #expect(
            problems(value) == """
                1: real: 'x' is not a number; it must be a number from -1 to 1000000
                2: whole: '0' is out of range; it must be an integer from 1 to 31
                3: colur: there is no such key; did you mean colour?
                4: items[0].count: '9' is out of range; it must be an integer from -5 to 5
                """)
    }

    @Test("a key that comes twice is refused, and so is a name")
    func twice() {
        #expect(
            problems(sample(["flag": "yes", "flag": "no"]))
                == "2: flag: the key stands here twice")
        #expect(
            problems(sample(["items": [["name": "a"], ["name": "b"], ["name": "a"]]]))
                == "1: items[2].name: 'a' is the name of element 0 as well")
        #expect(
            problems(sample(["words": ["a.b": "1", "a": ["b": "2"]]]))
                == "1: words.a.b: the key stands here twice")
    }

    @Test("what is required must stand there")
    func required() {
        #expect(
            problems(sample(["items": [["count": "1"]]]))
                == "1: items[0].name: the key is missing; it must be 1 to 64 letters, digits, "
                + "dashes or underscores")
        #expect(
            problems(sample([:], kind: nil))
                == "1: kind: the key is missing; it must be one of dog, fish")
    }

    @Test("a variant has its own keys beside those of the section")
    func variants() throws {
        let dog: SampleSection = try SettingReader.read(sample(["legs": "3"]))
        #expect(dog.animal == .dog(SampleSection.Dog(legs: 3)))
        let fish: SampleSection = try SettingReader.read(sample(["depth": "3"], kind: "fish"))
        #expect(fish.animal == .fish(SampleSection.Fish(depthWad: .wad &* 3)))
        #expect(
            problems(sample(["legs": "3"], kind: "fish"))
                == "1: legs: kind fish has no such key; it is one of dog")
        #expect(
            problems(sample(["legs": "3"], kind: "dig"))
                == "2: kind: 'dig' is none of them; did you mean dog?; it must be one of dog, fish")
        #expect(problems(sample(["legs": "9"])).hasPrefix("1: legs: '9' is out of range"))
    }

    @Test("a text in the place of the whole is refused")
    func root() {
        #expect(problems("x") == "'x' stands here; it must be a map of keys")
    }

    @Test("no more than a hundred problems are noted")
    func bounded() {
        let names = (0..<300).map { _ in SourceValue.plain("a b") }
        let value = sample(["names": SourceValue(.list(names))])
        #expect(problems(value).split(separator: "\n").count == 100)
    }

    @Test("defaults are written and read as themselves")
    func defaults() throws {
        let section = SampleSection()
        let read: SampleSection = try SettingReader.read(section.source)
        #expect(read == section)
    }

    @Test("what was written is read as the same again", arguments: 1...200)
    func roundTrip(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let section = SampleSection(random: &generator)
        let read: SampleSection = try SettingReader.read(section.source)
        #expect(read == section)
    }
}

extension SampleSection {
    /// Values of every kind by chance.
    fileprivate init(random generator: inout SeededGenerator) {
        func below(_ bound: UInt64) -> UInt64 { generator.next() % bound }
        func wad(_ units: UInt64) -> UInt256 {
            UInt256(below(units)) &* .wad &+ UInt256(below(1_000_000_000_000_000_000))
        }
        self.init()
        start = SimulatedTime(micros: below(4_000_000_000_000_000))
        whole = 1 + below(31)
        flag = below(2) == 0
        text = ["", "null", "~", "a\nb", " x", "- y", "'\"\\", "ü"][Int(below(8))]
        colour = below(2) == 0 ? .red : .darkBlue
        amountWad = wad(100)
        ratioWad = wad(1)
        signedWad = Int256(bitPattern: below(2) == 0 ? wad(1 << 40) : .zero &- wad(1 << 40))
        feePpm = below(1_000_001)
        tipWei = UInt256(generator.next() >> below(64))
        chance = Ratio(below(1_001), 1_000) ?? .never
        real = Double(below(1 << 53)) / 0x1p53
        pauseMicros = below(300_000_000_000_000)
        ageSeconds = below(300_000_000)
        atMicros = below(300_000_000_000_000)
        moment = below(2) == 0 ? nil : SimulatedTime(micros: below(4_000_000_000_000_000))
        let (low, high) = (Double(below(1_000)) / 7, 200 + Double(below(1_000)) / 3)
        law =
            [
                .constant(low), .uniform(low: low, high: high), .exponential(mean: high),
                .normal(mean: low, deviation: high),
                .logNormal(shift: low, median: high, sigma: 0.3),
                .poisson(mean: high), .pareto(scale: high, shape: 1.5),
            ][Int(below(7))]
        delayMillis = below(2) == 0 ? .constant(high) : .exponential(mean: low + 0.001)
        words = (0..<below(4)).map { SettingOverride("k\($0).x", "\($0)") }
        items = (0..<below(4)).map { Item(name: "i\($0)", count: Int($0) - 2) }
        names = (0..<below(4)).map { "n\($0)" }
        single = below(2) == 0 ? Item() : Item(name: "s", count: 2)
        capWei = below(2) == 0 ? .max : wad(5)
        isUp = below(2) == 0
        animal = below(2) == 0 ? .dog(Dog(legs: below(5))) : .fish(Fish(depthWad: wad(9)))
    }
}

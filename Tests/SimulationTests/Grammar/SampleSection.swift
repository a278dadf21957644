import Simulation
import SimulationKernel
import WideIntegers

/// A section with a field of every kind.
struct SampleSection: SettingSection {
    enum Colour: String, CaseIterable {
        case red
        case darkBlue
    }

    enum Animal: Hashable {
        case dog(Dog)
        case fish(Fish)
    }

    struct Dog: SettingSection {
        var legs: UInt64 = 4
        static var fields: [SettingField<Self>] {
            [SettingField("legs", \.legs, .integer(0...4), "Legs.")]
        }
    }

    struct Fish: SettingSection {
        var depthWad: UInt256 = .wad
        static var fields: [SettingField<Self>] {
            [SettingField("depth", \.depthWad, .decimal(), "Depth.")]
        }
    }

    struct Item: SettingSection {
        var name = ""
        var count = 1
        static var fields: [SettingField<Self>] {
            [
                SettingField("name", \.name, .name, "Name.", isRequired: true),
                SettingField("count", \.count, .integer(-5...5), "Count."),
            ]
        }
    }

    var start = SimulatedTime(seconds: 1_000_000_000)
    var whole: UInt64 = 3
    var flag = false
    var text = "a: b"
    var name = "n-1"
    var file = "x.csv"
    var colour = Colour.red
    var amountWad: UInt256 = .wad
    var ratioWad: UInt256 = .share(1, 20)
    var signedWad = Int256(bitPattern: .zero &- .wad)
    var feePpm: UInt64 = 500
    var tipWei: UInt256 = 2_000_000_000
    var chance = Ratio.never
    var real = 0.5
    var pauseMicros: UInt64 = 1_500_000
    var ageSeconds: UInt64 = 90
    var atMicros: UInt64 = 0
    var moment: SimulatedTime?
    var law = Distribution.constant(1)
    var delayMillis = Distribution.uniform(low: 1, high: 2.5)
    var words: [SettingOverride] = []
    var items: [Item] = []
    var names: [String] = []
    var single = Item()
    var capWei: UInt256 = .max
    var isUp = true
    var animal = Animal.dog(Dog())

    static var fields: [SettingField<Self>] {
        [
            SettingField("start", \.start, .start, "Start."),
            SettingField("whole", \.whole, .integer(1...31), "Whole."),
            SettingField("flag", \.flag, .flag, "Flag."),
            SettingField("text", \.text, .text, "Text."),
            SettingField("name", \.name, .name, "Name."),
            SettingField("file", \.file, .file, "File."),
            SettingField("colour", \.colour, .choice, "Colour."),
            SettingField("amount", \.amountWad, .decimal(.zero...(.wad &* 100)), "Amount."),
            SettingField("ratio", \.ratioWad, .ratio(), "Ratio."),
            SettingField("signed", \.signedWad, .decimal(), "Signed."),
            SettingField("fee", \.feePpm, .parts(places: 6), "Fee."),
            SettingField("tip", \.tipWei, .wei(), "Tip."),
            SettingField("chance", \.chance, .probability, "Chance."),
            SettingField("real", \.real, .real(-1...1e6), "Real."),
            SettingField("pause", \.pauseMicros, .duration(), "Pause."),
            SettingField("age", \.ageSeconds, .seconds(), "Age."),
            SettingField("at", \.atMicros, .offset, "At."),
            SettingField("moment", \.moment, .optional(.moment), "Moment."),
            SettingField("law", \.law, .distribution(), "Law."),
            SettingField("delay", \.delayMillis, .distribution(of: .millis), "Delay."),
            SettingField("words", \.words, .overrides, "Words."),
            SettingField("items", \.items, .named(by: \.name, count: 0...3), "Items."),
            SettingField("names", \.names, .list(.name), "Names."),
            SettingField("single", \.single, .optionalItem, "Single."),
            SettingField("cap", \.capWei, .nothing(as: .max, .wei()), "Cap."),
            SettingField("direction", \.isUp, .either("up", "down"), "Direction."),
            SettingField(
                "kind", \.animal,
                oneOf: [
                    SettingVariant("dog", "A dog.", Animal.dog) {
                        if case .dog(let it) = $0 { it } else { nil }
                    },
                    SettingVariant("fish", "A fish.", Animal.fish) {
                        if case .fish(let it) = $0 { it } else { nil }
                    },
                ], "Animal."),
        ]
    }
}

extension SettingKind where Value == SampleSection.Item {
    /// An item, or nothing for one without a name.
    static var optionalItem: Self { .nothing(as: SampleSection.Item(), .section()) }
}

/// A map whose entries stand on lines of their own, from the first on, after `kind: dog`.
func sample(_ entries: KeyValuePairs<String, SourceValue>, kind: String? = "dog") -> SourceValue {
    var rows = entries.map { ($0.key, $0.value) }
    if let kind { rows.append(("kind", .plain(kind))) }
    return SourceValue(
        .map(
            rows.enumerated().map { index, row in
                let place = SourcePlace.text(line: index + 1, column: 1)
                return SourceEntry(row.0, row.1.placed(at: place), at: place)
            }), at: .text(line: 1, column: 1))
}

extension SourceValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// A plain text.
    public init(stringLiteral text: String) { self = .plain(text) }
    /// A list.
    public init(arrayLiteral elements: SourceValue...) { self.init(.list(elements)) }
    /// A map.
    public init(dictionaryLiteral entries: (String, SourceValue)...) {
        self.init(.map(entries.map { SourceEntry($0.0, $0.1) }))
    }
}

/// The problems of reading a sample, one line each; empty when it is read.
func problems(_ value: SourceValue) -> String {
    do throws(SettingProblems) {
        let _: SampleSection = try SettingReader.read(value)
        return ""
    } catch {
        return error.description
    }
}

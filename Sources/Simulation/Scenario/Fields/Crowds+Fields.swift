import EthereumPrimitives
import WideIntegers

extension CrowdSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "name", \.name, .name,
                "Its name; its traders are called by it and a number, `name-1`.", isRequired: true),
            AgentField.market(\.market),
            SettingField("count", \.count, .integer(0...100_000), "How many positions."),
            SettingField(
                "notional", \.notional, .distribution(), "What a position is worth at its entry."),
            SettingField(
                "leverage", \.leverage, .distribution(), "Notional over margin at the entry."),
            SettingField(
                "long_share", \.longShareWad, .ratio(),
                "Share of longs, which stand evenly among the others."),
            SettingField(
                "entry", \.entry, .distribution(),
                "Price of the entry, as a ratio of the market's price at the start."),
            SettingField(
                "seen_within", \.seenWithinMicros, .duration(),
                "Time from the start in which each of them, one after the other, adds one quote to "
                    + "its position, so that logs name it; 0s for never."),
        ]
    }
}

extension AccountSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "Its name in records.", isRequired: true),
            SettingField("address", \.address, .address, "Its address.", isRequired: true),
            SettingField("native", \.nativeWei, .decimal(), "Native asset."),
            SettingField(
                "collateral", \.collateralWad, .decimal(),
                "Collateral, which all markets may draw on."),
            SettingField(
                "backstop", \.isBackstop, .flag,
                "Whether it may close positions with bad debt where only backstops may."),
        ]
    }
}

extension SettingKind where Value == Address {
    /// An address: 0x and forty digits.
    package static var address: Self {
        .scalar(
            ScalarShape(
                "address", "an address of 0x and 40 digits, with its checksum if in mixed case"),
            parse: { text throws(SettingRefusal) in
                do throws(AddressError) {
                    return try Address(text)
                } catch {
                    throw SettingRefusal("is no address")
                }
            }, text: { "\($0)" })
    }
}

import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// How a value of a setting is written.
struct SettingGrammar<Value>: Sendable {
    /// What is allowed, to follow "it must be".
    let allowed: String
    /// The value of a text; nil when the text is not allowed.
    let parse: @Sendable (String) -> Value?
}

/// Bounds of what settings may say, so that no run is asked for what cannot be held or counted.
enum SettingBound {
    /// A year.
    static let durationMaxMicros: UInt64 = 8_760 * 3_600 * 1_000_000
    /// Gas of a block: from the protocol's least limit to 2^53, which JSON numbers and doubles hold
    /// exactly.
    /// - Source: go-ethereum, params/protocol_params.go (MinGasLimit).
    static let blockGas: ClosedRange<UInt64> = 5_000...9_007_199_254_740_992
    /// Gas of a transaction: at least that of a plain transfer.
    static let transactionGas: ClosedRange<UInt64> = 21_000...9_007_199_254_740_992
    /// The largest number that legacy signatures leave room for.
    /// - Source: EIP-2294.
    static let chainIDMax: UInt64 = 9_223_372_036_854_775_771
    /// The first fork whose gas rules are modelled.
    static let firstFork = Hardfork.istanbul
    /// Nodes that answer agents.
    static let rpcNodes = 0...128
    /// Nodes that propose blocks.
    static let proposers = 1...128
    /// Peers of a node.
    static let peers: ClosedRange<UInt64> = 1...10_000
    /// Accounts of background demand.
    static let accounts = 1...65_536
    /// Background transactions that are demanded in a block interval, on average.
    static let demandedMax: UInt64 = 1_000_000
    /// Ten ether per gas: far above any price, and half of what 64 bits hold in wei.
    static let gasPriceMaxWei: UInt64 = 10_000_000_000_000_000_000
    /// Entries of a list.
    static let entriesMax = 64
    /// The largest weight; that many of them still add up in 64 bits.
    static let weightMax: UInt64 = 1_000_000_000
    /// A standard deviation of logarithms.
    static let sigmaMax = 10.0
}

// MARK: - Numbers

extension SettingGrammar where Value == UInt64 {
    /// A plain integer.
    static func integer(_ range: ClosedRange<UInt64>) -> Self {
        Self(allowed: "an integer from \(range.lowerBound) to \(range.upperBound)") { text in
            text.plainDecimal(places: 0)?.within(range)
        }
    }

    /// Gas: an integer, or a decimal with `k` or `M` that gives one.
    static func gas(_ range: ClosedRange<UInt64>) -> Self {
        Self(
            allowed: "gas from \(range.lowerBound) to \(range.upperBound), as 21000, 500k or 30M"
        ) { text in
            switch text.last {
            case "M": text.dropLast().plainDecimal(places: 6)?.within(range)
            case "k": text.dropLast().plainDecimal(places: 3)?.within(range)
            default: text.plainDecimal(places: 0)?.within(range)
            }
        }
    }

    /// A number in thousandths: a decimal of at most three places.
    static func perMille(upTo most: UInt64) -> Self {
        Self(allowed: "a decimal from 0 to \(most) with at most three places, as 0.125") { text in
            text.plainDecimal(places: 3)?.within(0...most * 1_000)
        }
    }

    /// A duration in whole microseconds.
    static func duration(atLeast least: UInt64 = 0) -> Self {
        Self(
            allowed: "a duration of whole microseconds from \(least) us to 8760 h, "
                + "as 250 ms, 12 s or 3 h"
        ) { text in
            guard let (number, unit) = text.numberAndUnit else { return nil }
            let micros: UInt256?
            switch unit {
            case "us": micros = number.plainDecimal(places: 0)
            case "ms": micros = number.plainDecimal(places: 3)
            case "s": micros = number.plainDecimal(places: 6)
            case "min": micros = number.plainDecimal(places: 6)?.times(60)
            case "h": micros = number.plainDecimal(places: 6)?.times(3_600)
            default: micros = nil
            }
            return micros?.within(least...SettingBound.durationMaxMicros)
        }
    }
}

extension SettingGrammar where Value == Int {
    /// A plain integer.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        let bounds = UInt64(range.lowerBound)...UInt64(range.upperBound)
        return Self(allowed: "an integer from \(range.lowerBound) to \(range.upperBound)") { text in
            text.plainDecimal(places: 0)?.within(bounds).map { Int($0) }
        }
    }
}

extension SettingGrammar where Value == UInt256 {
    /// A price per gas in wei.
    static var gasPrice: Self {
        let bounds = 0...SettingBound.gasPriceMaxWei
        return Self(allowed: "whole wei up to 10 ether, as 7 wei, 0.02 gwei or 1 ether") { text in
            guard let (number, unit) = text.numberAndUnit else { return nil }
            return switch unit {
            case "wei": number.plainDecimal(places: 0)?.within(bounds).map { UInt256($0) }
            case "gwei": number.plainDecimal(places: 9)?.within(bounds).map { UInt256($0) }
            case "ether": number.plainDecimal(places: 18)?.within(bounds).map { UInt256($0) }
            default: nil
            }
        }
    }

    /// A price in 18 decimals, below 10^18.
    static var price: Self {
        Self(allowed: "a decimal below 10^18 with at most 18 places, as 2500 or 0.5") { text in
            guard let price = text.plainDecimal(places: 18) else { return nil }
            return price.description.utf8.count <= 36 ? price : nil
        }
    }
}

extension SettingGrammar where Value == Double {
    /// The standard deviation of a logarithm.
    static var sigma: Self {
        Self(allowed: "a decimal from 0 to 10 with at most 18 places, as 0.7") { text in
            guard text.plainDecimal(places: 18) != nil, let sigma = Double(text) else { return nil }
            return sigma <= SettingBound.sigmaMax ? sigma : nil
        }
    }
}

extension SettingGrammar where Value == Ratio {
    /// A share or a probability.
    static var ratio: Self {
        Self(allowed: "a decimal from 0 to 1 with at most 18 places, as 0.0076") { text in
            Ratio(decimal: text)
        }
    }
}

// MARK: - Words, lists and addresses

extension SettingGrammar {
    /// One of some words.
    static func word(_ words: [(name: String, value: Value)]) -> Self where Value: Sendable {
        Self(allowed: "one of " + words.map(\.name).joined(separator: ", ")) { text in
            words.first { $0.name == text }?.value
        }
    }

    /// One of the cases, by raw value.
    static func word() -> Self
    where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
        .word(Value.allCases.map { (name: $0.rawValue, value: $0) })
    }
}

extension SettingGrammar where Value == Bool {
    /// `on` or `off`.
    static var onOff: Self { .word([("on", true), ("off", false)]) }
}

extension SettingGrammar where Value == [UInt64] {
    /// Weights after one another.
    static var weights: Self {
        let most = SettingBound.weightMax
        return Self(
            allowed: "1 to \(SettingBound.entriesMax) integers up to \(most), not all 0, as 3, 2, 1"
        ) { text in
            let weights = text.entries { $0.plainDecimal(places: 0)?.within(0...most) }
            return weights?.contains { $0 > 0 } == true ? weights : nil
        }
    }
}

extension SettingGrammar where Value == Address? {
    /// An address, or `none`.
    static var address: Self {
        Self(allowed: "none, or an address of 0x and 40 digits with its checksum, if any") { text in
            if text == "none" { return .some(nil) }
            return (try? Address(text)).map { .some($0) }
        }
    }
}

extension SettingGrammar where Value == [Address] {
    /// Addresses after one another, or `none`.
    static var addresses: Self {
        Self(allowed: "none, or 1 to \(SettingBound.entriesMax) addresses, as 0x…, 0x…") { text in
            text == "none" ? [] : text.entries { try? Address($0) }
        }
    }
}

import WideIntegers

/// The bill as lines of text.
extension ManipulationBill {
    /// One line for each entry and each capital, then the total of each asset.
    public var rows: [String] {
        var rows = entries.map { entry in
            let place = entry.note.isEmpty ? "" : " (\(entry.note))"
            return
                "\(entry.cause.rawValue)\(place): \(Self.decimal(entry.change)) \(entry.asset.name)"
        }
        rows += capital.map { tied in
            let amount = Int256(exactly: tied.amount).map(Self.decimal) ?? tied.amount.description
            return "tied up: \(amount) \(tied.asset.name) for \(Self.seconds(tied.micros)) s"
        }
        rows += assets.map { asset in
            let sum = (try? total(of: asset)).map(Self.decimal) ?? "beyond 256 bits"
            return "total: \(sum) \(asset.name)"
        }
        return rows
    }

    /// An amount of 18 decimals, without zeros at its end.
    private static func decimal(_ value: Int256) -> String {
        let parts = value.magnitude.quotientAndRemainder(dividingBy: .wad)
        let sign = value.isNegative ? "-" : ""
        return sign + parts.quotient.description + fraction(parts.remainder.description, places: 18)
    }

    private static func seconds(_ micros: UInt64) -> String {
        (micros / 1_000_000).description + fraction((micros % 1_000_000).description, places: 6)
    }

    private static func fraction(_ digits: String, places: Int) -> String {
        var text = String(repeating: "0", count: places - digits.utf8.count) + digits
        while text.last == "0" { text.removeLast() }
        return text.isEmpty ? "" : "." + text
    }
}

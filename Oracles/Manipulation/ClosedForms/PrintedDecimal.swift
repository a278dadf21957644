/// A decimal with the worth of its last digit, as `0.0715`, `1.62e6` or `8`.
package struct PrintedDecimal {
    /// The number.
    package let value: Double
    /// One in the last place that is printed.
    package let unit: Double

    /// Reads a text; nil for what is no number.
    package init?(_ text: String) {
        let parts = text.lowercased().split(
            separator: "e", omittingEmptySubsequences: false)
        guard let mantissa = parts.first, parts.count <= 2, let value = Double(text) else {
            return nil
        }
        let places = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = places.count == 2 ? places[1].count : 0
        let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        guard let unit = Double("1e\(exponent - decimals)") else { return nil }
        self.value = value
        self.unit = unit
    }
}

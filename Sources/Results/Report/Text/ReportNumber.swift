import Foundation

/// Numbers of pictures as text: `Double`s that were exact amounts or statistics before.
enum ReportNumber {
    /// The digits with a comma before each group of three.
    static func grouped(_ digits: String) -> String {
        guard digits.utf8.count > 3 else { return digits }
        var text = ""
        let head = digits.utf8.count % 3
        for (index, digit) in digits.enumerated() {
            if index > 0 && (index - head) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A count with thousands apart.
    static func count(_ value: Int) -> String {
        (value < 0 ? "\u{2212}" : "") + grouped(String(value.magnitude))
    }

    /// So many places behind the point, with thousands apart and a true minus sign.
    static func fixed(_ value: Double, places: Int, signed: Bool = false) -> String {
        guard value.isFinite else { return "\u{2013}" }
        let text = String(format: "%.\(max(0, places))f", abs(value))
        let parts = text.split(separator: ".")
        let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
        let sign = isZero ? "" : value < 0 ? "\u{2212}" : signed ? "+" : ""
        return sign + grouped(String(parts[0])) + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// A ratio as per cent.
    static func percent(_ ratio: Double, places: Int = 2, signed: Bool = false) -> String {
        fixed(ratio * 100, places: places, signed: signed) + "\u{202f}%"
    }

    /// Three or four digits and a suffix: 870.5, 12.3k, 1.20M, 3.05B.
    static func compact(_ value: Double, signed: Bool = false) -> String {
        let size = abs(value)
        let (divisor, suffix): (Double, String) =
            switch size {
            case 999.95e6...: (1e9, "B")
            case 999.95e3...: (1e6, "M")
            case 9_999.5...: (1e3, "k")
            default: (1, "")
            }
        let scaled = size / divisor
        let places: Int
        if suffix.isEmpty && (size == size.rounded() || size >= 1_000) {
            places = 0
        } else if scaled >= 100 || scaled >= 10 && !suffix.isEmpty {
            places = 1
        } else if scaled >= 1 || !suffix.isEmpty {
            places = 2
        } else {
            places = scaled == 0 ? 0 : min(8, 2 - Int(log10(scaled).rounded(.down)))
        }
        return fixed(value / divisor, places: places, signed: signed) + suffix
    }

    /// A number of a data block: ten significant digits, as JSON writes it.
    static func data(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        if value == 0 { return "0" }
        if value == value.rounded() && abs(value) < 1e10 { return String(Int64(value)) }
        let places = 9 - Int(log10(abs(value)).rounded(.down))
        let scale = pow(10, Double(abs(places)))
        let rounded =
            places >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
        return rounded == rounded.rounded() && abs(rounded) < 1e15
            ? String(Int64(rounded)) : "\(rounded)"
    }

    /// A coordinate of a picture: one tenth of a unit is finer than any screen.
    static func coordinate(_ value: Double) -> String {
        let tenths = Int(max(-1e7, min(1e7, value * 10)).rounded())
        let sign = tenths < 0 ? "-" : ""
        let size = tenths.magnitude
        return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
    }
}

/// JSON for a data block inside a page.
enum JSONText {
    /// A string; characters that could end the block or a line of script are written as escapes.
    static func string(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\u{0}"..."\u{1f}", "<", ">", "&", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}",
                "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}":
                let hex = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// Numbers, with null where there is none.
    static func numbers(_ values: some Sequence<Double?>) -> String {
        "[" + values.map(ReportNumber.data).joined(separator: ",") + "]"
    }

    /// Strings.
    static func strings(_ values: some Sequence<String>) -> String {
        "[" + values.map(string).joined(separator: ",") + "]"
    }

    /// Moments as milliseconds, each but the first as the difference to the one before.
    static func moments(_ micros: some Sequence<Int64>) -> String {
        var last: Int64 = 0
        var parts: [String] = []
        for moment in micros {
            let step = moment - last
            last = moment
            parts.append(step % 1_000 == 0 ? String(step / 1_000) : "\(Double(step) / 1_000)")
        }
        return "[" + parts.joined(separator: ",") + "]"
    }

    /// An object of members whose values are JSON already.
    static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{" + members.map { string($0) + ":" + $1 }.joined(separator: ",") + "}"
    }
}

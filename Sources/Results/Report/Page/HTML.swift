/// A piece of a page that is safe to place in it.
///
/// What stands in the literal is markup; every text that is put into it is escaped. Names of
/// scenarios, agents and markets come from files of strangers, so there is no other way in.
struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The markup.
    private(set) var text: String

    /// Markup that is written in this program.
    init(stringLiteral text: String) { self.text = text }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Markup of this target's own making, as a path's data or a style sheet.
    init(trusted text: String) { self.text = text }

    /// Text of anybody.
    init(_ text: String) { self.text = Self.escaped(text) }

    /// Nothing.
    static var empty: HTML { HTML(trusted: "") }

    static func + (left: HTML, right: HTML) -> HTML { HTML(trusted: left.text + right.text) }
    static func += (left: inout HTML, right: HTML) { left.text += right.text }

    /// The text with each character that means something to a browser replaced.
    ///
    /// Control characters are replaced as well: a browser would drop them or stop at them.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            // Bidirectional overrides could make a name look like another one.
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{202a}"..."\u{202e}",
                "\u{2066}"..."\u{2069}":
                escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Gathers markup and escaped texts.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ part: HTML) { text += part.text }
        mutating func appendInterpolation(_ part: HTML?) { text += part?.text ?? "" }
        mutating func appendInterpolation(_ value: String) { text += HTML.escaped(value) }
        mutating func appendInterpolation(_ value: Int) { text += String(value) }
    }
}

extension Sequence where Element == HTML {
    /// All pieces, one after the other.
    func joined(_ separator: HTML = .empty) -> HTML {
        HTML(trusted: map(\.text).joined(separator: separator.text))
    }
}

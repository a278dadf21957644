import Foundation

/// Results, which must not be lost without a word.
enum StandardOutput {
    /// Writes a line, or ends the command with a status and the reason.
    ///
    /// A reader that closes its end of a pipe ends the program by SIGPIPE, as is usual.
    static func write(_ line: String) throws(CommandFailure) {
        try write(piece: line + "\n")
    }

    /// Writes text as it is, with the line ends that it has.
    static func write(piece: String) throws(CommandFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(piece.utf8))
        } catch {
            throw CommandFailure(
                .internalError,
                "standard output cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}

/// Progress and errors, which are kept apart from results.
enum StandardError {
    /// Writes a line; there is nobody to tell where that fails.
    static func write(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

extension Encodable {
    /// Writes one JSON document with keys in a fixed order.
    func writeAsJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try StandardOutput.write(String(decoding: encoder.encode(self), as: UTF8.self))
    }
}

extension String {
    /// The text on one line, with escapes in place of characters that could steer a terminal.
    var printable: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

/// Splits bytes into lines and fields, a byte at a time.
///
/// Lines end with LF, CR or both; a byte order mark before the first one is skipped. A field may stand
/// in quotes, within which two quotes are one; it cannot hold a line's end. Spaces around a field, and
/// tabs that are no delimiter, do not belong to it.
struct DelimitedLines: Sendable {
    /// Bytes of a line that are kept; longer ones are refused without being kept.
    static let lineBytesMax = 65_536

    private enum State {
        case fieldStart, plain, quoted, afterQuote
        /// The line is spoilt; the rest of it is passed over.
        case skipping
    }

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

    let delimiter: UInt8
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var state = State.fieldStart
    private var lineBytes = 0
    private var isAfterReturn = false
    private var isLineTaken = false
    /// The number of the current line, from one.
    private(set) var line = 1
    /// What is wrong with the current line, and in which field.
    private(set) var problem: (kind: DataProblem, column: Int)?

    init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    /// Fields of the line that has ended.
    var fieldCount: Int { ends.count }

    /// A field of the line that has ended, without the space around it.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        var slice = bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
        while let last = slice.last, Self.isSpace(last) { slice.removeLast() }
        while let first = slice.first, Self.isSpace(first) { slice.removeFirst() }
        return slice
    }

    /// All fields of the line that has ended.
    var fields: [ArraySlice<UInt8>] { (0..<fieldCount).map(field) }

    /// The line that has ended as far as it was kept, without delimiters.
    var text: ArraySlice<UInt8> { bytes[...] }

    /// Whether the line that has ended has nothing on it.
    var isBlank: Bool { problem == nil && fieldCount == 1 && field(0).isEmpty }

    /// Takes a byte; true when it ends a line, which stands until the next byte.
    mutating func take(_ byte: UInt8) -> Bool {
        let isFeedOfReturn = isAfterReturn && byte == 0x0a
        isAfterReturn = byte == 0x0d
        // The line's end was taken with the return.
        if isFeedOfReturn { return false }
        if isLineTaken { beginLine() }
        if byte == 0x0a || byte == 0x0d {
            endLine()
            return true
        }
        lineBytes += 1
        if lineBytes > Self.lineBytesMax {
            spoil(.lineTooLong(max: Self.lineBytesMax))
        }
        takeContent(byte)
        return false
    }

    /// Ends the last line where no line's end follows it; true when there was one.
    mutating func finish() -> Bool {
        if isLineTaken || lineBytes == 0 { return false }
        endLine()
        return true
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private mutating func takeContent(_ byte: UInt8) {
        let isQuote = byte == UInt8(ascii: "\"")
        switch state {
        case .skipping:
            break
        case .quoted:
            if isQuote { state = .afterQuote } else { bytes.append(byte) }
        case .afterQuote where isQuote:
            bytes.append(byte)
            state = .quoted
        case .fieldStart where isQuote:
            state = .quoted
        case _ where byte == delimiter:
            ends.append(bytes.count)
            state = .fieldStart
        case .fieldStart where Self.isSpace(byte), .afterQuote where Self.isSpace(byte):
            break
        case .afterQuote:
            spoil(.strayQuote)
        case .plain where isQuote:
            spoil(.strayQuote)
        case .plain, .fieldStart:
            bytes.append(byte)
            state = .plain
            if line == 1, bytes.count == 3, ends.isEmpty, bytes == Self.mark {
                bytes.removeAll(keepingCapacity: true)
                state = .fieldStart
            }
        }
    }

    private mutating func spoil(_ kind: DataProblem) {
        if problem == nil { problem = (kind, ends.count) }
        state = .skipping
    }

    private mutating func endLine() {
        if state == .quoted { spoil(.unclosedQuote) }
        ends.append(bytes.count)
        isLineTaken = true
    }

    private mutating func beginLine() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        state = .fieldStart
        lineBytes = 0
        problem = nil
        isLineTaken = false
        line += 1
    }
}

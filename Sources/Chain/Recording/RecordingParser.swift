import EthereumPrimitives

/// Reads a recording from chunks of bytes, as they come from a file.
///
/// Give it bytes by `append`, take events by `next` until there is none, and call `finish` after the
/// last. It keeps the bytes of the item that is not complete yet, and nothing else; no length that the
/// bytes claim is believed before they are there.
public struct RecordingParser {
    private var buffer: [UInt8] = []
    /// Where the next item begins in the buffer.
    private var position = 0
    /// Bytes that were read and given up before the buffer's first.
    private var bytesBefore: UInt64 = 0
    private var itemCount: UInt64 = 0
    private var check = RecordingCheck()
    private var hasEnded = false

    /// A parser at the start of a recording.
    public init() {}

    /// Adds the bytes that follow.
    public mutating func append(_ chunk: [UInt8]) {
        if position > 0 {
            buffer.removeFirst(position)
            bytesBefore += UInt64(position)
            position = 0
        }
        buffer += chunk
    }

    /// The next event; nil when more bytes are needed for it.
    /// - Throws: `RecordingError`; the parser is of no use after it.
    public mutating func next() throws(RecordingError) -> RecordedEvent? {
        do throws(RecordingFault) {
            guard let item = try nextItem() else { return nil }
            if hasEnded { throw .misplaced("it follows the last item") }
            let fields = try checkedFields(of: item)
            let event = try RecordedEvent(reading: fields)
            try place(event)
            position = item.end
            itemCount += 1
            return event
        } catch {
            throw failure(error)
        }
    }

    /// Checks that the recording is whole.
    /// - Throws: `RecordingError`.
    public func finish() throws(RecordingError) {
        if position < buffer.count { throw failure(.truncated(byteCount: buffer.count - position)) }
        if !hasEnded { throw failure(.unfinished) }
    }

    private func failure(_ fault: RecordingFault) -> RecordingError {
        RecordingError(item: itemCount, offset: bytesBefore + UInt64(position), fault: fault)
    }

    /// The first item begins the recording, no other does, and none follows the last.
    private mutating func place(_ event: RecordedEvent) throws(RecordingFault) {
        switch event {
        case .begun: if itemCount > 0 { throw .misplaced("a recording begins once") }
        case .ended: hasEnded = true
        default: break
        }
        if case .begun = event { return }
        if itemCount == 0 { throw .notARecording }
    }

    // MARK: - Items

    /// Places in the buffer: an item's payload begins after its list's header.
    private struct ItemRange {
        let payload: Int
        let end: Int
    }

    /// The next item's place once all of it is there.
    private func nextItem() throws(RecordingFault) -> ItemRange? {
        guard position < buffer.count else { return nil }
        let prefix = buffer[position]
        if prefix < 0xc0 {
            throw itemCount == 0 ? .notARecording : .rlp(.expectedList(offset: 0))
        }
        var length = UInt64(prefix - 0xc0)
        var payload = position + 1
        if prefix > 0xf7 {
            let widths = Int(prefix - 0xf7)
            guard payload + widths <= buffer.count else { return nil }
            length = buffer[payload..<payload + widths].reduce(0) { $0 << 8 | UInt64($1) }
            if buffer[payload] == 0 || length <= 55 { throw .rlp(.nonCanonicalLength(offset: 0)) }
            payload += widths
        }
        if length > RecordingFormat.itemBytesMax {
            throw .tooLong(byteCount: length, allowed: RecordingFormat.itemBytesMax)
        }
        guard length <= UInt64(buffer.count - payload) else { return nil }
        return ItemRange(payload: payload, end: payload + Int(length))
    }

    /// An item's fields once the check at its end agrees with them.
    private mutating func checkedFields(of item: ItemRange) throws(RecordingFault) -> RLPReader {
        let end = item.end - RecordingFormat.checkBytes
        guard end >= item.payload, buffer[end] == 0x88 else { throw .damaged }
        var check = check
        check.update(buffer.span.bytes.extracting(item.payload..<end))
        let written = buffer[(end + 1)..<item.end].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        if written != check.value { throw .damaged }
        self.check = check
        return RLPReader(
            Array(buffer[position..<item.end]), in: item.payload - position..<end - position)
    }
}

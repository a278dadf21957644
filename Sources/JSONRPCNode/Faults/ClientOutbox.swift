import NIOCore

/// What a client is to be sent, in order, some of it not yet.
///
/// What is late holds up what comes behind it: a push never overtakes the answer that tells of its
/// subscription.
struct ClientOutbox {
    typealias Action = @Sendable () -> Void

    private var items = CircularBuffer<(isReady: Bool, action: Action)>()
    private var firstNumber: UInt64 = 0
    private var isSending = false

    var isEmpty: Bool { items.isEmpty && !isSending }

    /// Puts something behind all the rest.
    /// - Returns: its number.
    mutating func append(isReady: Bool, _ action: @escaping Action) -> UInt64 {
        items.append((isReady: isReady, action: action))
        return firstNumber + UInt64(items.count - 1)
    }

    /// It is time for what has that number.
    mutating func markReady(_ number: UInt64) {
        guard number >= firstNumber, number - firstNumber < UInt64(items.count) else { return }
        let index = items.index(items.startIndex, offsetBy: Int(number - firstNumber))
        items[index].isReady = true
    }

    /// Begins to send; false where somebody does already.
    mutating func beginSending() -> Bool {
        defer { isSending = true }
        return !isSending
    }

    /// What is to be sent next; nil, and the sending ended, where that is not due.
    mutating func next() -> Action? {
        guard items.first?.isReady == true, let item = items.popFirst() else {
            isSending = false
            return nil
        }
        firstNumber += 1
        return item.action
    }
}

import NIOCore

/// The order in which one WebSocket is sent replies and pushes.
///
/// Replies go out in the order of their requests; a push goes out after each reply that was given
/// before it, so that nobody hears of a subscription whose number is still held back.
struct ReplyOrder<Message> {
    private var requestsSeen: UInt64 = 0
    private var repliesSent: UInt64 = 0
    /// One more than the highest request that was replied to.
    private var repliedBelow: UInt64 = 0
    private var replies: [UInt64: Message] = [:]
    private var pushes = CircularBuffer<(below: UInt64, message: Message)>()

    /// Requests without a reply that was sent.
    var waiting: Int { Int(requestsSeen - repliesSent) }

    /// A request has arrived.
    /// - Returns: its number, from 0.
    mutating func request() -> UInt64 {
        defer { requestsSeen += 1 }
        return requestsSeen
    }

    /// A reply was given. One to a request that has its reply, or to none, is left out.
    mutating func reply(_ message: Message, to request: UInt64) {
        guard request < requestsSeen, request >= repliesSent, replies[request] == nil else {
            return
        }
        replies[request] = message
        repliedBelow = Swift.max(repliedBelow, request + 1)
    }

    /// A push was given.
    mutating func push(_ message: Message) {
        pushes.append((below: repliedBelow, message: message))
    }

    /// Takes the next message that may be sent now.
    mutating func next() -> Message? {
        if let push = pushes.first, push.below <= repliesSent {
            pushes.removeFirst()
            return push.message
        }
        guard let reply = replies.removeValue(forKey: repliesSent) else { return nil }
        repliesSent += 1
        return reply
    }
}

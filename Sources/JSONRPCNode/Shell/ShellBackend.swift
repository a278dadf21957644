/// Whoever answers requests that come in through sockets: a simulated node, or one far away.
///
/// The shell calls from its own threads, and takes replies on any.
public protocol ShellBackend: AnyObject, Sendable {
    /// A request's body has arrived; `reply` is called once, now or later.
    ///
    /// A WebSocket's requests are handed over as they come; whatever the order of the replies, they are
    /// sent in that of the requests. An HTTP connection's next request is handed over after the reply to
    /// the one before.
    func answer(
        _ body: [UInt8], from client: NodeClient, reply: @escaping @Sendable (ShellReply) -> Void)
    /// A WebSocket was opened; `push` sends it messages until it is closed, in the order of the calls and
    /// of replies.
    func opened(_ client: NodeClient, push: @escaping @Sendable (ShellPush) -> Void)
    /// A connection is gone; nothing that is sent to it arrives.
    func closed(_ client: NodeClient)
    /// JSON that is read with GET at a path, such as `/deployment.json`; nil for nothing.
    func document(at path: String) -> [UInt8]?
}

extension ShellBackend {
    /// There is none.
    public func document(at path: String) -> [UInt8]? { nil }
}

/// What a client gets for a request.
public enum ShellReply: Sendable {
    /// JSON; over HTTP with status 200.
    case body([UInt8])
    /// Nothing is to be said, as after notifications: an empty body over HTTP, no frame over WebSocket.
    case nothing
    /// Another status with a text; a WebSocket is closed instead.
    case status(UInt16, String, retryAfterSeconds: UInt64?)
    /// No answer ever; the connection stays open until the client gives up.
    case silence
    /// The connection is closed without an answer.
    case hangUp
}

/// What a WebSocket is sent without having asked.
public enum ShellPush: Sendable {
    /// A text frame.
    case text([UInt8])
    /// The connection is closed.
    case hangUp
    /// Nothing arrives any more, and no ping is answered, though the connection stays open.
    case fallSilent
}

import NIOCore
import NIOHTTP1

/// A whole HTTP answer.
struct HTTPAnswer {
    var status = HTTPResponseStatus.ok
    var body: [UInt8] = []
    var contentType = HTTPAnswer.json
    /// Fields besides the usual ones.
    var fields: [(String, String)] = []
    /// Whether it answers HEAD: as GET would be answered, without the body.
    var isHeaderOnly = false
    /// Whether the connection ends with it.
    var closes = false

    static let json = "application/json"
    static let plain = "text/plain; charset=utf-8"

    /// A text with a status.
    init(_ status: HTTPResponseStatus, _ text: String, closes: Bool = false) {
        self.status = status
        self.closes = closes
        body = Array("\(text)\n".utf8)
        contentType = HTTPAnswer.plain
    }

    /// JSON, or nothing.
    init(json body: [UInt8]) { self.body = body }

    /// What a backend says; nil for silence and for hanging up.
    init?(_ reply: ShellReply) {
        switch reply {
        case .body(let bytes): self.init(json: bytes)
        case .nothing: self.init(json: [])
        case .status(let code, let text, let retryAfterSeconds):
            self.init(HTTPResponseStatus(statusCode: Int(code)), text)
            if let retryAfterSeconds { fields.append(("Retry-After", "\(retryAfterSeconds)")) }
        case .silence, .hangUp: return nil
        }
    }

    /// To a browser that asks what it may send: all of it, from every page.
    static func preflight(for headers: HTTPHeaders) -> HTTPAnswer {
        var answer = HTTPAnswer(json: [])
        answer.status = .noContent
        // A star would not cover `authorization`.
        let asked = headers["access-control-request-headers"].joined(separator: ", ")
        answer.fields = [
            ("Access-Control-Allow-Methods", "POST, GET, OPTIONS"),
            ("Access-Control-Allow-Headers", asked.isEmpty ? "*" : asked),
            ("Access-Control-Max-Age", "86400"),
        ]
        return answer
    }

    /// The header, for a connection that goes on or ends.
    func head(version: HTTPVersion) -> HTTPResponseHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(4 + fields.count)
        headers.add(name: "Access-Control-Allow-Origin", value: "*")
        if status != .noContent {
            headers.add(name: "Content-Type", value: contentType)
            headers.add(name: "Content-Length", value: "\(body.count)")
        }
        for (name, value) in fields { headers.add(name: name, value: value) }
        if closes {
            headers.add(name: "Connection", value: "close")
        } else if version.minor == 0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}

import Glibc

/// Where a node listens, taken from its URL.
public struct NodeAddress: Hashable, Sendable {
    /// A name or an address.
    public let host: String
    /// The port.
    public let port: UInt16
    /// The path, with its slash.
    public let path: String

    /// A URL `http://host:port/path` or `ws://…`; nil for anything else.
    public init?(url: String) {
        guard let scheme = ["http://", "ws://"].first(where: url.hasPrefix) else { return nil }
        let rest = url.dropFirst(scheme.count)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<end]
        path = end == rest.endIndex ? "/" : String(rest[end...])
        guard let colon = authority.lastIndex(of: ":"), authority.last != "]" else {
            host = String(authority)
            port = 80
            return
        }
        guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else {
            return nil
        }
        self.port = port
        let name = authority[..<colon]
        host = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : String(name)
    }

    /// Connects, and waits until that is done.
    /// - Returns: the descriptor of a socket that does not block; nil where nobody answers.
    func connect() -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        var entry = list
        while let info = entry?.pointee {
            let descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
            if descriptor >= 0, Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 {
                var one: Int32 = 1
                setsockopt(
                    descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one,
                    socklen_t(MemoryLayout<Int32>.size))
                _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
                return descriptor
            }
            if descriptor >= 0 { close(descriptor) }
            entry = info.ai_next
        }
        return nil
    }
}

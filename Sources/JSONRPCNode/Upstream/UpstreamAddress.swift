/// A node far away, by its URL.
public struct UpstreamAddress: Hashable, Sendable {
    /// A name or an address.
    public let host: String
    /// The port.
    public let port: Int
    /// Path and query, from the slash on.
    public let target: String

    /// The address in `http://host:port/path` or `ws://…`; the port is 80 where none is given.
    public init(_ url: String) throws(UpstreamError) {
        let lowered = url.lowercased()
        if lowered.hasPrefix("https://") || lowered.hasPrefix("wss://") { throw .encrypted(url) }
        guard let scheme = ["http://", "ws://"].first(where: lowered.hasPrefix) else {
            throw .malformed(url)
        }
        let rest = url.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let tail = rest[end...]
        target = tail.hasPrefix("/") ? String(tail) : "/" + tail
        guard let (host, port) = UpstreamAddress.split(rest[..<end]),
            tail.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { throw .malformed(url) }
        self.host = host
        self.port = port
    }

    private static func split(_ authority: Substring) -> (host: String, port: Int)? {
        var host = authority
        var port = 80
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0
            else {
                return nil
            }
            port = Int(number)
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty,
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "@") })
        else { return nil }
        return (String(host), port)
    }

    /// What `Host` says.
    var authority: String { "\(ShellAddress(host: host, port: port))" }
}

/// Why a URL is no address of a node.
public enum UpstreamError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The URL asks for TLS.
    case encrypted(String)
    /// The URL is none.
    case malformed(String)

    /// A sentence for the user.
    public var description: String {
        switch self {
        case .encrypted(let url):
            "\(url): TLS is not offered; put a proxy in between that ends it, and give http:// or ws://"
        case .malformed(let url):
            "\(url) is no address of a node; it must be http://host:port/path or ws://host:port/path"
        }
    }
}

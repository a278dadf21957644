import NIOHTTP1

/// Whose requests a shell takes, by their header fields.
struct RequestRules: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>

    init(_ settings: ShellSettings) {
        hosts = Set(settings.allowedHosts.map { $0.lowercased() })
        origins = Set(settings.allowedOrigins.map { $0.lowercased() })
    }

    /// Whether `Host` is a name that no web page can have made its own.
    ///
    /// Clients of HTTP/1.0 may leave it out; a browser never does.
    func takesHost(of head: HTTPRequestHead) -> Bool {
        let values = head.headers["host"]
        if values.isEmpty { return head.version.minor == 0 }
        guard values.count == 1, let name = RequestRules.name(ofHost: values[0]) else {
            return false
        }
        return name == "localhost" || hosts.contains(name) || hosts.contains("*")
            || RequestRules.isAddress(name)
    }

    /// Whether the request may change clock and chain: no page sends it, or one of an allowed origin.
    func mayControl(_ headers: HTTPHeaders) -> Bool {
        headers["origin"].allSatisfy { origins.contains($0.lowercased()) || origins.contains("*") }
    }

    /// A `Host` without its port, in lower case; version 6 addresses keep their brackets.
    static func name(ofHost value: String) -> String? {
        let value = value.lowercased()
        if value.hasPrefix("[") {
            guard let end = value.firstIndex(of: "]") else { return nil }
            return isPort(value[value.index(after: end)...]) ? String(value[...end]) : nil
        }
        let end = value.firstIndex(of: ":") ?? value.endIndex
        guard end > value.startIndex, isPort(value[end...]) else { return nil }
        return String(value[..<end])
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && text.dropFirst().allSatisfy { "0"..."9" ~= $0 }
    }

    /// Whether a name is an address: four decimal numbers, or version 6 in brackets.
    static func isAddress(_ name: String) -> Bool {
        if name.hasPrefix("[") {
            return name.dropFirst().dropLast().allSatisfy {
                $0.isHexDigit || $0 == ":" || $0 == "."
            }
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { $0.count <= 3 && UInt8($0) != nil }
    }
}

import ArgumentParser
import JSONRPCNode

/// Where a node listens, and to whom.
struct ListeningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where HTTP and WebSocket are served; port 0 is any free one.", valueName: "HOST:PORT"))
    var http = "127.0.0.1:8545"

    @Option(
        help: ArgumentHelp("A second address for WebSocket clients.", valueName: "HOST:PORT"))
    var ws: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "An origin whose web pages may move the clock; may be repeated.", valueName: "ORIGIN"))
    var allowOrigin: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A host name that requests may name besides addresses and localhost; may be repeated.",
            valueName: "NAME"))
    var allowHost: [String] = []

    @Option(help: ArgumentHelp("Connections at once.", valueName: "N"))
    var connectionsMax: Int?

    @Option(help: ArgumentHelp("Requests of a connection in a second.", valueName: "N"))
    var rateMax: UInt64?

    func validate() throws {
        _ = try settings()
        if let connectionsMax, connectionsMax < 1 {
            throw ValidationError("--connections-max \(connectionsMax): at least 1")
        }
        if rateMax == 0 { throw ValidationError("--rate-max 0: at least 1") }
    }

    /// What the flags come to.
    func settings() throws -> ShellSettings {
        var settings = ShellSettings()
        settings.address = try Self.address(http, flag: "--http")
        settings.webSocketAddress = try ws.map { try Self.address($0, flag: "--ws") }
        settings.allowedOrigins = allowOrigin
        settings.allowedHosts = allowHost
        if let connectionsMax { settings.limits.connectionsMax = connectionsMax }
        settings.limits.requestsPerSecondMax = rateMax
        return settings
    }

    /// `HOST:PORT`, `:PORT` or `PORT`; an address of version 6 stands in brackets.
    static func address(_ text: String, flag: String) throws -> ShellAddress {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let port = parts.last.flatMap { Int($0) }
        var host = parts.dropLast().joined(separator: ":")
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if parts.count > 2 {
            host = ""
        }
        guard let port, (0...65_535).contains(port), parts.count <= 2 || !host.isEmpty else {
            throw ValidationError(
                "\(flag) \(text.printable): it is HOST:PORT, as 127.0.0.1:8545 or [::1]:8545, with a "
                    + "port from 0 to 65535")
        }
        return ShellAddress(host: host.isEmpty ? "127.0.0.1" : host, port: port)
    }
}

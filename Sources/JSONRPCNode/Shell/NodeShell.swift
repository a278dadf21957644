import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// A server of JSON-RPC over HTTP/1.1 and WebSockets, in front of whoever answers the requests.
///
/// It knows bytes, sockets and limits, and nothing of what is asked. All its sockets share one thread,
/// which waits for no backend and for no client.
public final class NodeShell: Sendable {
    private enum Life {
        case new
        case running(Listening)
        case stopped
    }

    private struct Listening: Sendable {
        let group: MultiThreadedEventLoopGroup
        let table: NIOLoopBound<ConnectionTable>
        let channels: [any Channel]
    }

    /// What it was given.
    public let settings: ShellSettings
    private let backend: any ShellBackend
    private let life = Mutex(Life.new)

    /// A shell that does not listen yet.
    public init(settings: ShellSettings = ShellSettings(), backend: any ShellBackend) {
        self.settings = settings
        self.backend = backend
    }

    deinit { stop() }

    /// Listens.
    /// - Returns: the addresses, with the ports that the system chose.
    public func start() throws(ShellError) -> ShellAddresses {
        let started = try life.withLock { life throws(ShellError) -> ShellAddresses in
            guard case .new = life else { throw .startedBefore }
            let (listening, addresses) = try listen()
            life = .running(listening)
            return addresses
        }
        return started
    }

    /// Takes no more connections, lets the answers that are under way go out, closes all WebSockets,
    /// and returns when all is closed: after the time for closing at the latest.
    public func stop() {
        let before = life.withLock { life in
            defer { life = .stopped }
            return life
        }
        guard case .running(let listening) = before else { return }
        for channel in listening.channels { channel.close(promise: nil) }
        let table = listening.table
        try? table.eventLoop.flatSubmit { table.value.stop() }.wait()
        try? listening.group.syncShutdownGracefully()
    }

    private func listen() throws(ShellError) -> (Listening, ShellAddresses) {
        for address in [settings.address, settings.webSocketAddress].compactMap(\.self)
        where address.port < 0 || address.port > 65_535 {
            throw .portOutOfRange(address)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do throws(ShellError) {
            return try listen(on: group)
        } catch {
            try? group.syncShutdownGracefully()
            throw error
        }
    }

    private func listen(
        on group: MultiThreadedEventLoopGroup
    ) throws(ShellError) -> (Listening, ShellAddresses) {
        let eventLoop = group.next()
        let table: NIOLoopBound<ConnectionTable>
        do {
            table = try eventLoop.submit { [settings, backend] in
                let table = ConnectionTable(
                    settings: settings, backend: backend, eventLoop: eventLoop)
                table.startSweeping()
                return NIOLoopBound(table, eventLoop: eventLoop)
            }.wait()
        } catch {
            throw ShellError(error, at: settings.address)
        }
        let main = try bind(settings.address, on: group, table)
        var channels = [main.channel]
        var second: ShellAddress?
        if let asked = settings.webSocketAddress {
            let bound = try bind(asked, on: group, table)
            channels.append(bound.channel)
            second = bound.address
        }
        return (
            Listening(group: group, table: table, channels: channels),
            ShellAddresses(main: main.address, webSocket: second)
        )
    }

    private func bind(
        _ address: ShellAddress, on group: MultiThreadedEventLoopGroup,
        _ table: NIOLoopBound<ConnectionTable>
    ) throws(ShellError) -> (channel: any Channel, address: ShellAddress) {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 1_024)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try ShellChannel.build(channel, table.value)
                }
            }
        do {
            let channel = try bootstrap.bind(host: address.host, port: address.port).wait()
            let port = channel.localAddress?.port ?? address.port
            return (channel, ShellAddress(host: address.host, port: port))
        } catch {
            throw ShellError(error, at: address)
        }
    }
}

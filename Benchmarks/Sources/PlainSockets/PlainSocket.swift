import Glibc

/// A connection of bytes that never blocks, with what has come over it and what is still to go.
public final class PlainSocket {
    /// The descriptor; negative once it is closed.
    public private(set) var descriptor: Int32
    /// What has come and was not taken.
    public private(set) var input: [UInt8] = []
    /// How much of `input` is taken already.
    private var taken = 0
    private var output: [UInt8] = []
    private var sent = 0
    /// Whether the other side has ended, or the connection broke.
    public private(set) var isOver = false

    /// Connects; nil where nobody answers.
    public init?(_ address: NodeAddress) {
        guard let descriptor = address.connect() else { return nil }
        self.descriptor = descriptor
    }

    deinit { end() }

    /// Whether all was sent.
    public var isFlushed: Bool { sent == output.count }
    /// What has come and was not taken.
    public var rest: ArraySlice<UInt8> { input[taken...] }

    /// Closes without waiting for anything.
    public func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        isOver = true
    }

    /// Closes in such a way that the port is free again at once.
    public func abort() {
        var option = linger(l_onoff: 1, l_linger: 0)
        if descriptor >= 0 {
            setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
        end()
    }

    /// Says that no more is sent.
    public func endOutput() {
        if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_WR)) }
    }

    /// Waits until all is sent and the other side has ended too; false where that takes too long.
    public func drain(millis: UInt64) -> Bool {
        let end = monotonicNanos() + millis * 1_000_000
        var saidEnd = false
        while !isOver {
            if isFlushed, !saidEnd {
                endOutput()
                saidEnd = true
            }
            let now = monotonicNanos()
            if now >= end { return false }
            PlainSocket.wait(for: [self], millis: Int32((end - now) / 1_000_000 + 1))
        }
        return true
    }

    /// Sends, now or when the other side takes it.
    public func send(_ bytes: [UInt8]) {
        if isFlushed {
            output = bytes
            sent = 0
        } else {
            output += bytes
        }
        flush()
    }

    /// Sends as much as goes.
    public func flush() {
        while sent < output.count, !isOver {
            let count = output[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno != EAGAIN && errno != EINTR { isOver = true }
                return
            }
            sent += count
        }
    }

    /// Takes in what has come.
    public func receive() {
        if taken > 0 {
            input.removeFirst(taken)
            taken = 0
        }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 {
            input += bytes[..<count]
        } else if count == 0 || errno != EAGAIN && errno != EINTR {
            isOver = true
        }
    }

    /// Takes so many bytes away.
    public func take(_ count: Int) { taken += count }

    /// Waits until one of some sockets has something, or can take something that waits.
    public static func wait(for sockets: [PlainSocket], millis: Int32) {
        var polled = sockets.map {
            pollfd(
                fd: $0.descriptor, events: Int16($0.isFlushed ? POLLIN : POLLIN | POLLOUT),
                revents: 0)
        }
        guard poll(&polled, nfds_t(polled.count), millis) > 0 else { return }
        for (socket, state) in zip(sockets, polled) where state.revents != 0 {
            if state.revents & Int16(POLLOUT) != 0 { socket.flush() }
            if state.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 { socket.receive() }
        }
    }
}

/// Nanoseconds of a clock that only goes forward.
public func monotonicNanos() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

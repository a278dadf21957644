import Foundation

/// A clock of a bot's own that runs as fast as its node's, by libfaketime.
///
/// It works for programs that are dynamically linked to the C library and wait by `sleep`, `nanosleep`,
/// `select`, `poll` or `epoll`. Waits for locks with a time limit are not scaled, and may hang.
/// - Source: libfaketime 0.9.10, README.
public struct ScaledClock {
    /// Simulated seconds in a second.
    public let factor: Double

    /// A clock.
    public init(factor: Double) { self.factor = factor }

    private static let libraries = [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/faketime/libfaketimeMT.so.1",
    ]

    /// The variables that a bot is started with.
    /// - Parameter startSeconds: what its clock shows at the beginning, seconds since 1970.
    /// - Throws: `ScaledClockMissing`.
    public func environment(startSeconds: UInt64) throws(ScaledClockMissing) -> [String: String] {
        guard
            let library = Self.libraries.first(where: {
                FileManager.default.fileExists(atPath: $0)
            })
        else { throw ScaledClockMissing() }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let start = formatter.string(from: Date(timeIntervalSince1970: Double(startSeconds)))
        return [
            "LD_PRELOAD": library, "TZ": "UTC0", "FAKETIME": "@\(start) x\(factor)",
        ]
    }
}

/// The library that scales clocks is not installed.
public struct ScaledClockMissing: Error, CustomStringConvertible {
    /// What is to be done.
    public let description = "the Debian package libfaketime is needed to scale a bot's clock"
}

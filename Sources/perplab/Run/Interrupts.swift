import Foundation
import Results

/// The first Ctrl-C ends a command cleanly at the next block; the second one at once.
enum Interrupts {
    /// Raised by the first.
    static let stop = StopFlag()

    /// Begins to listen.
    static func listen() {
        // Made before a handler can be the first to ask for it: nothing may be allocated in one.
        _ = stop.isRaised
        signal(SIGINT) { _ in
            if Interrupts.stop.isRaised { _exit(ExitStatus.interrupted.rawValue) }
            Interrupts.stop.raise()
        }
        signal(SIGTERM) { _ in Interrupts.stop.raise() }
        // A thread of a pool has signals blocked, and a program that it starts inherits that.
        var heard = sigset_t()
        sigemptyset(&heard)
        sigaddset(&heard, SIGINT)
        sigaddset(&heard, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    }
}

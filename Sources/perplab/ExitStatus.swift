/// The exit statuses of every command.
enum ExitStatus: Int32 {
    /// All went well.
    case good = 0
    /// A check that was asked for failed.
    case checkFailed = 1
    /// The command line is wrong.
    case usage = 2
    /// A scenario, study, data or vector file cannot be used.
    case invalidInput = 3
    /// A statement that must hold did not; results so far are kept.
    case invariantBroken = 4
    /// A bot never connected, or died.
    case botFailed = 5
    /// A defect of the program.
    case internalError = 70
    /// For now it cannot be done, such as for want of room on the disk.
    case temporary = 75
    /// Stopped between two blocks; results so far are kept.
    case interrupted = 130
}

/// The end of a command with a status other than good.
struct CommandFailure: Error {
    let status: ExitStatus
    /// What standard error is told; nil when the output has said it already.
    let message: String?

    init(_ status: ExitStatus, _ message: String? = nil) {
        self.status = status
        self.message = message
    }
}

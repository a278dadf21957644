import ArgumentParser
import Foundation

/// The command line of perplab: flags, output and exit status, and nothing else.
@main
struct Perplab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab",
        abstract: "Simulate decentralized perpetuals: oracles, liquidations, keepers.",
        discussion: """
            Results go to standard output, progress and errors to standard error.
            Exit status: 0 good, 1 a check failed, 2 usage, 3 input invalid, 4 a broken invariant,
            5 a bot that never connected or died, 70 internal error or output that cannot be written,
            75 no room for the results, 130 interrupted.

            Example: perplab doctor
            """,
        version: PerplabVersion.current,
        subcommands: [
            RunCommand.self, NodeCommand.self, KeeperCommand.self, ScenariosCommand.self,
            AttackCommand.self,
            SlippageCommand.self,
            ReplayCommand.self, ReportCommand.self, ExportCommand.self, OracleCommand.self,
            PresetsCommand.self, VectorsCommand.self, ABICommand.self, DoctorCommand.self,
        ]
    )

    static func main() {
        // Where a limit on the size of files is met, writing fails as on a full disk, which is told
        // and cleaned up after; the signal would end the program without a word.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as CommandFailure {
            end(with: failure)
        } catch {
            exit(withParserError: error)
        }
    }

    private static func end(with failure: CommandFailure) -> Never {
        if let message = failure.message { StandardError.write("error: \(message)") }
        Foundation.exit(failure.status.rawValue)
    }

    /// Help and version are results; everything else that the parser throws is a usage error.
    private static func exit(withParserError error: any Error) -> Never {
        let text = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            do throws(CommandFailure) {
                try StandardOutput.write(text)
            } catch {
                end(with: error)
            }
            Foundation.exit(ExitStatus.good.rawValue)
        case .validationFailure:
            StandardError.write(text)
            Foundation.exit(ExitStatus.usage.rawValue)
        default:
            StandardError.write(text)
            Foundation.exit(ExitStatus.internalError.rawValue)
        }
    }
}

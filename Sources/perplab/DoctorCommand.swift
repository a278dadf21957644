import ArgumentParser
import Conformance
import Foundation

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Show versions and libraries, and run a self-test in seconds.",
        discussion: """
            Exit status: 0 when the self-test passes, 1 when a check fails.

            Example: perplab doctor --json
            """
    )

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    struct Document: Encodable {
        let version: String
        let builtWith: String
        let toolchain: String?
        let libraries: [SystemLibrary]
        let checks: [SelfTest.Check]
        let ok: Bool
    }

    func run() throws {
        let checks = SelfTest.run()
        let document = Document(
            version: PerplabVersion.current, builtWith: PerplabVersion.compiler,
            toolchain: ExternalTool.firstLine(of: "swift", ["--version"]),
            libraries: [SystemLibrary(name: "libsecp256k1")],
            checks: checks, ok: checks.allSatisfy { $0.failure == nil })
        if json {
            try document.writeAsJSON()
        } else {
            try printText(document)
        }
        if !document.ok { throw CommandFailure(.checkFailed) }
    }

    private func printText(_ document: Document) throws {
        try StandardOutput.write("perplab \(document.version), built with \(document.builtWith)")
        try StandardOutput.write(
            "toolchain: \(document.toolchain ?? "none on the path (needed only to build)")")
        for library in document.libraries {
            try StandardOutput.write("\(library.name): \(library.text)")
        }
        for check in document.checks {
            if let failure = check.failure {
                try StandardOutput.write("FAILED \(check.name): \(failure)")
            } else {
                try StandardOutput.write("ok     \(check.name)")
            }
        }
        let failed = document.checks.count { $0.failure != nil }
        try StandardOutput.write("\(document.checks.count - failed) passed, \(failed) failed")
    }
}

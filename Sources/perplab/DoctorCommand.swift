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
            try document.printAsJSON()
        } else {
            printText(document)
        }
        if !document.ok { throw CommandFailure(.checkFailed) }
    }

    private func printText(_ document: Document) {
        print("perplab \(document.version), built with \(document.builtWith)")
        print("toolchain: \(document.toolchain ?? "none on the path (needed only to build)")")
        for library in document.libraries { print("\(library.name): \(library.text)") }
        for check in document.checks {
            if let failure = check.failure {
                print("FAILED \(check.name): \(failure)")
            } else {
                print("ok     \(check.name)")
            }
        }
        let failed = document.checks.count { $0.failure != nil }
        print("\(document.checks.count - failed) passed, \(failed) failed")
    }
}

import Foundation
import Results
import ScenarioFiles
import Simulation

/// Many runs of a scenario's variants and seeds, with the folder of the study.
struct StudyExecution {
    let file: ScenarioFile
    let subject: ScenarioOptions
    let output: OutputOptions
    let firstSeed: UInt64
    let seedCount: Int
    let vary: [String]
    let without: [String]
    let isAblating: Bool
    let headline: String
    let threads: Int?
    let checksInvariants: Bool

    /// Runs, keeps and prints, and holds each run of the base against rules.
    func run(_ rules: [FailureRule]) throws {
        throw CommandFailure(.internalError, "studies are not joined yet")
    }
}

import Foundation

/// What the figures depend on besides the code.
struct Machine: Codable {
    let processor: String
    let cores: Int
    let swift: String

    static let current = Machine(
        processor: processorName,
        cores: ProcessInfo.processInfo.activeProcessorCount,
        swift: compilerVersion
    )

    var description: String { "\(processor), \(cores) cores, Swift \(swift)" }

    private static var processorName: String {
        let table = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let line = table?.split(separator: "\n").first { $0.hasPrefix("model name") }
        guard let name = line?.split(separator: ":").last else { return "unknown processor" }
        return name.trimmingCharacters(in: .whitespaces)
    }

    /// The compiler only answers comparisons, so the newest version asked for is "or later".
    private static var compilerVersion: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3.2)
            "6.3.2 or later"
        #elseif compiler(>=6.3.1)
            "6.3.1"
        #else
            "before 6.3.1"
        #endif
    }
}

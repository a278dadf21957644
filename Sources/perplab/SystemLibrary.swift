import Foundation

/// A system library as this process has loaded it and as it could be built against.
struct SystemLibrary: Encodable {
    let name: String
    /// The version that pkg-config knows; nil without pkg-config or the development package.
    let version: String?
    /// The file that is mapped into this process.
    let loadedFrom: String?

    init(name: String) {
        self.name = name
        version = ExternalTool.firstLine(of: "pkg-config", ["--modversion", name])
        loadedFrom = SystemLibrary.mappedFile(containing: "/\(name).so")
    }

    var text: String {
        "\(version ?? "version unknown"), loaded from \(loadedFrom ?? "an unknown place")"
    }

    private static func mappedFile(containing name: String) -> String? {
        // Read to the end: the kernel gives this file no size.
        guard let file = FileHandle(forReadingAtPath: "/proc/self/maps") else { return nil }
        let maps = String(decoding: file.readDataToEndOfFile(), as: UTF8.self)
        let line = maps.split(separator: "\n").first { $0.contains(name) }
        return line?.split(separator: " ").last.map(String.init)
    }
}

/// Asks another program for one line.
enum ExternalTool {
    /// The first line of output, or nil when the program is missing or fails.
    static func firstLine(of program: String, _ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }
}

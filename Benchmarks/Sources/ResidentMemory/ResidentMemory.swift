import CMalloc
import Foundation

/// What the process holds in memory, once the allocator has given back what it can.
public enum ResidentMemory {
    /// In bytes.
    public static func bytes() throws -> Int {
        _ = malloc_trim(0)
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return pages * 4_096
    }

    /// In millions of bytes, for tables.
    public static func text() throws -> String {
        let bytes = try bytes()
        return "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB"
    }
}

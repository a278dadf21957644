import PriceOracles
import ResidentMemory

/// A file of minute bars that is made as it is read, piece by piece, and the memory at each tenth.
struct StreamedFile {
    private static let chunkBytes = 1 << 20

    /// Reads so many millions of bytes and prints rows and memory.
    static func read(megabytes: Int) throws {
        var reader = try MarketDataReader(file: "made.csv")
        var chunk = Array("t_unix,open,high,low,close,volume_base\n".utf8)
        var bytes = 0
        var minute = 0
        let before = try ResidentMemory.text()
        var reached: [String] = []
        let start = ContinuousClock.now
        while bytes < megabytes * 1_000_000 {
            while chunk.count < chunkBytes {
                // Prices that look like prices, with five decimals.
                let cents = 4_000_000 + minute * 7_919 % 900_000
                let low = "\(cents / 100).\(10_000 + cents % 89_999)"
                let high = "\(cents / 100 + 1).\(10_000 + minute % 89_999)"
                let line = "\(minute * 60),\(low),\(high),\(low),\(high),12.5\n"
                chunk.append(contentsOf: line.utf8)
                minute += 1
            }
            try reader.append(chunk) { _ in }
            let tenth = megabytes * 100_000
            if bytes / tenth != (bytes + chunk.count) / tenth {
                reached.append(try ResidentMemory.text())
            }
            bytes += chunk.count
            chunk.removeAll(keepingCapacity: true)
        }
        try reader.finish { _ in }
        let elapsed = (ContinuousClock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        print(
            """
            market data     \(bytes / 1_000_000) MB, \(reader.report.rows) bars in \(Int(seconds)) s, \
            \(Int(Double(bytes) / 1e6 / seconds)) MB/s with the making of the file
            memory          \(before) before, \(reached.first ?? before) after the first tenth, \
            \(reached.last ?? before) at the end
            """)
    }
}

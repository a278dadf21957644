import Conformance
import Testing

@Suite struct HostileDataTests {
    @Test("damaged files are read soundly or refused, alike in every cutting", arguments: 0..<8)
    func damaged(part: UInt64) throws {
        var read = 0
        var refused = 0
        for seed in part * 5000..<(part + 1) * 5000 {
            switch try HostileData.check(seed: seed) {
            case .read: read += 1
            case .refused: refused += 1
            case .wrong(let what): Issue.record("\(what), seed \(seed)")
            }
        }
        // Damage that always or never mattered would try little.
        #expect(read > 500)
        #expect(refused > 500)
    }

    @Test("sound files are read without a finding")
    func sound() throws {
        for text in HostileData.seeds {
            let reading = try Reading(text)
            #expect(reading.error == nil)
            #expect(reading.report.droppedRows == 0)
            #expect(!reading.rows.isEmpty)
        }
    }
}

import PriceOracles
import Testing

@Suite struct ProposerRunTests {
    /// All assignments of a few slots, each with its probability.
    private func enumerated(_ share: Double, _ length: Int, _ slots: Int) -> (
        chance: Double, windows: Double
    ) {
        var (chance, windows) = (0.0, 0.0)
        for bits in 0..<(1 << slots) {
            var probability = 1.0
            var row = 0
            var found = 0
            for slot in 0..<slots {
                let isOwn = bits >> slot & 1 == 1
                probability *= isOwn ? share : 1 - share
                row = isOwn ? row + 1 : 0
                if row >= length { found += 1 }
            }
            windows += probability * Double(found)
            if found > 0 { chance += probability }
        }
        return (chance, windows)
    }

    @Test("chance and windows are those of all assignments", arguments: 1...6)
    func enumeration(length: Int) {
        for share in [0, 0.1, 0.37, 0.9, 1] {
            for slots in [1, 2, 5, 12] {
                let run = ProposerRun(share: share, runLength: length, slots: slots)
                let (chance, windows) = enumerated(share, length, slots)
                #expect(abs(run.probability - chance) < 1e-12, "\(share), \(slots) slots")
                #expect(abs(run.expectedWindows - windows) < 1e-12)
            }
        }
    }

    @Test("small chances keep their digits")
    func small() {
        let run = ProposerRun(share: 1e-6, runLength: 6)
        // 27 windows of 10^-36, less what of them overlap.
        #expect(abs(run.probability / 27e-36 - 1) < 1e-4)
        #expect(abs((run.expectedEpochs ?? 0) * run.probability - 1) < 1e-15)
        #expect(ProposerRun(share: 0, runLength: 1).expectedEpochs == nil)
        #expect(ProposerRun(share: 1, runLength: 33).expectedEpochs == nil)
    }
}

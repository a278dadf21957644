/// The time of one contender in one operation.
struct Figure {
    let contender: String
    /// Median over the repeats.
    let nanosecondsPerOperation: Double
    /// The subject's time over this one's in the same repeat, median over the repeats.
    let subjectRatio: Double
}

/// All figures of one operation; the subject's comes first.
struct Measurement {
    let suite: String
    let operation: String
    let figures: [Figure]
}

extension Operation {
    /// The least time of one sample; shorter ones would be lost in the machine's noise.
    private static let sampleMin = Duration.milliseconds(20)

    /// Times all contenders in turn, `repeats` times over, so that load on the machine hits all.
    func measure(suite: String, repeats: Int) throws -> Measurement {
        let contenders = [subject] + references
        let expected = try subject.prepare()()
        for reference in references where reference.givesSameResult {
            guard try reference.prepare()() == expected else {
                throw DifferentResults(operation: name, reference: reference.name)
            }
        }
        let rounds = try contenders.map(calibratedRounds)
        var samples = [[Double]](repeating: [], count: contenders.count)
        for _ in 0..<repeats {
            for (index, contender) in contenders.enumerated() {
                let elapsed = try time(contender, rounds: rounds[index])
                samples[index].append(elapsed.nanoseconds / Double(rounds[index] * count))
            }
        }
        let figures = contenders.enumerated().map { index, contender in
            Figure(
                contender: contender.name,
                nanosecondsPerOperation: median(samples[index]),
                subjectRatio: median(zip(samples[0], samples[index]).map { $0 / $1 })
            )
        }
        return Measurement(suite: suite, operation: name, figures: figures)
    }

    /// The number of runs that fills one sample; finding it also warms caches and predictors.
    private func calibratedRounds(_ contender: Contender) throws -> Int {
        var rounds = 1
        while try time(contender, rounds: rounds) < Operation.sampleMin { rounds *= 2 }
        return rounds
    }

    private func time(_ contender: Contender, rounds: Int) throws -> Duration {
        let runs = try (0..<rounds).map { _ in try contender.prepare() }
        var checksum: UInt64 = 0
        let start = ContinuousClock.now
        for run in runs { checksum ^= try run() }
        let elapsed = ContinuousClock.now - start
        consume(checksum)
        return elapsed
    }
}

/// Keeps the compiler from dropping work whose result nobody reads.
@inline(never)
private func consume(_ checksum: UInt64) {}

private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
        ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

extension Duration {
    var nanoseconds: Double {
        Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
    }
}

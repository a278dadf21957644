import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An answer that stands in an aggregator from the beginning.
package struct PastRound: Hashable, Sendable {
    /// In the aggregator's decimals.
    package var answer: Int256
    /// The second at which it was written.
    package var timestampSeconds: UInt64

    /// An answer and its second.
    package init(answer: Int256, timestampSeconds: UInt64) {
        self.answer = answer
        self.timestampSeconds = timestampSeconds
    }
}

extension OffchainAggregator {
    /// Writes rounds that were reported before the run begins, numbered from one.
    ///
    /// Averages over an interval need rounds as old as the interval: see `ChainlinkPriceFeed`.
    /// - Throws: `PastRoundError`; nothing is written then.
    package func setGenesisRounds(
        _ rounds: [PastRound], in host: ContractHost
    ) throws(PastRoundError) {
        var hot = AggregatorHotWord(word: host.state[hotSlot])
        guard hot.latestRound == 0 else { throw .hasRounds(hot.latestRound) }
        guard let count = UInt32(exactly: rounds.count) else { throw .tooMany(rounds.count) }
        var lastSeconds: UInt64 = 1
        for round in rounds {
            guard bounds.answer(forMedian: round.answer) == round.answer else {
                throw .answerOutOfBounds(round.answer, min: bounds.answerMin, max: bounds.answerMax)
            }
            guard round.timestampSeconds >= lastSeconds else {
                throw .notInOrder(seconds: round.timestampSeconds, least: lastSeconds)
            }
            lastSeconds = round.timestampSeconds
        }
        for (place, round) in rounds.enumerated() {
            let word = Transmission(
                answer: round.answer, timestampSeconds: round.timestampSeconds
            ).word
            host.state.write(
                word, to: host.state.record(in: transmissions, number: UInt64(place) + 1))
        }
        hot.latestRound = count
        host.state.write(hot.word, to: hotSlot)
    }
}

/// Why an aggregator cannot begin with such rounds.
package enum PastRoundError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It has rounds already.
    case hasRounds(UInt32)
    /// More rounds than 32 bits count.
    case tooMany(Int)
    /// An answer that it would not write.
    case answerOutOfBounds(Int256, min: Int256, max: Int256)
    /// A round before the one before it, or at the second zero, which stands for no round.
    case notInOrder(seconds: UInt64, least: UInt64)

    /// The reason in words.
    package var description: String {
        switch self {
        case .hasRounds(let count): "past rounds are written first; there are \(count) already"
        case .tooMany(let count): "past rounds: \(count), where at most \(UInt32.max) are allowed"
        case .answerOutOfBounds(let answer, let min, let max):
            "the past answer \(answer) is not from \(min) to \(max)"
        case .notInOrder(let seconds, let least):
            "a past round at \(seconds) s, where \(least) s is the earliest allowed"
        }
    }
}

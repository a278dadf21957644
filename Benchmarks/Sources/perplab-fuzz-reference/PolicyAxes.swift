import SeededRandom

/// A rule that a market can be told to follow otherwise, with its values by number.
enum PolicyAxis: Int, CaseIterable {
    case claims, curve, automatic, marginPrice, basis, badFeed, maxAge, withdrawal, tiers, band
    case fluctuation, caps, fees, restriction, backstops, liquidators, flagDelay, size, venue
    case penalty, remainder, topUp, badDebtBy, settlement, form, payer, premiumOf, premiumOver
    case reference, cap, step, interest, reward, waterfall, insuranceUse, rank, exempt
    case shutdownPrice, threshold, sharedFund, windows

    /// How many values there are.
    var count: Int {
        switch self {
        case .marginPrice: 6
        case .venue, .shutdownPrice: 5
        case .caps, .fees, .size, .premiumOf, .premiumOver, .reference: 4
        case .automatic, .badFeed, .withdrawal, .penalty, .payer, .interest, .rank: 3
        case .waterfall: PolicySet.waterfalls.count
        default: 2
        }
    }

    /// Whether rules of refusal forbid two values together; all such rules are about two policies.
    static func forbids(
        _ first: PolicyAxis, _ value: Int, with second: PolicyAxis, _ other: Int
    ) -> Bool {
        forbidsInOrder(first, value, second, other) || forbidsInOrder(second, other, first, value)
    }

    private static func forbidsInOrder(
        _ first: PolicyAxis, _ value: Int, _ second: PolicyAxis, _ other: Int
    ) -> Bool {
        switch (first, second) {
        case (.curve, .automatic): value == 0 && other != 0
        case (.backstops, .venue): value == 0 && other != 0
        case (.backstops, .badDebtBy): value == 0 && other == 1
        case (.backstops, .waterfall):
            value == 0 && PolicySet.waterfalls[other].contains(.backstop)
        case (.exempt, .waterfall):
            value == 1 && !PolicySet.waterfalls[other].contains(.deleverage)
        case (.insuranceUse, .waterfall):
            value == 1 && !PolicySet.waterfalls[other].contains(.insurance)
        case (.premiumOf, .premiumOver): value == other
        default: false
        }
    }
}

/// Two values of two policies, in the order of the policies.
struct PolicyPair: Hashable {
    let first: Int
    let value: Int
    let second: Int
    let other: Int
}

/// Sets of policies in which every pair of values occurs that may occur.
struct PairCover {
    private(set) var sets: [[Int]] = []
    private var missing: Set<PolicyPair> = []
    /// Pairs that the rules of refusal allow, and those that they do not.
    let allowedCount: Int
    let forbiddenCount: Int

    /// Pairs that occur in no set.
    var missingCount: Int { missing.count }

    /// As many sets as asked for, the first ones made for pairs that have not occurred.
    init(count: Int) {
        var forbidden = 0
        var all: [PolicyPair] = []
        let axes = PolicyAxis.allCases
        for first in axes {
            for second in axes[(first.rawValue + 1)...] {
                for value in 0..<first.count {
                    for other in 0..<second.count {
                        if PolicyAxis.forbids(first, value, with: second, other) {
                            forbidden += 1
                        } else {
                            all.append(
                                PolicyPair(
                                    first: first.rawValue, value: value,
                                    second: second.rawValue, other: other))
                        }
                    }
                }
            }
        }
        (allowedCount, forbiddenCount) = (all.count, forbidden)
        missing = Set(all)
        var random = SeededRandom(seed: 41)
        for _ in 0..<count {
            let pair = all.first(where: missing.contains)
            var best = complete(pair, &random)
            for _ in 0..<8 where pair != nil {
                let next = complete(pair, &random)
                if newPairs(in: next) > newPairs(in: best) { best = next }
            }
            sets.append(best)
            missing.subtract(PairCover.pairs(in: best))
        }
    }

    private func newPairs(in set: [Int]) -> Int {
        PairCover.pairs(in: set).count(where: missing.contains)
    }

    private static func pairs(in set: [Int]) -> [PolicyPair] {
        set.indices.flatMap { first in
            set.indices[(first + 1)...].map {
                PolicyPair(first: first, value: set[first], second: $0, other: set[$0])
            }
        }
    }

    /// A set around a pair: policies in random order, each with a value that goes with those before.
    private func complete(_ pair: PolicyPair?, _ random: inout SeededRandom) -> [Int] {
        while true {
            var chosen: [Int: Int] = [:]
            if let pair {
                chosen = [pair.first: pair.value, pair.second: pair.other]
            }
            var order = PolicyAxis.allCases.filter { chosen[$0.rawValue] == nil }
            for index in order.indices.dropLast() {
                order.swapAt(index, index + random.below(order.count - index))
            }
            for axis in order {
                let values = (0..<axis.count).filter { value in
                    chosen.allSatisfy { other, otherValue in
                        PolicyAxis(rawValue: other).map {
                            !PolicyAxis.forbids(axis, value, with: $0, otherValue)
                        } ?? false
                    }
                }
                if values.isEmpty { break }
                chosen[axis.rawValue] = random.pick(values)
            }
            if chosen.count == PolicyAxis.allCases.count {
                return PolicyAxis.allCases.map { chosen[$0.rawValue] ?? 0 }
            }
        }
    }
}

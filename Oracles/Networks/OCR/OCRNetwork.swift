import SimulationKernel
import WideIntegers

/// What one node of an OCR network has seen.
public struct OCRObservation: Hashable, Sendable {
    /// The node's place.
    public var observer: Int
    /// Its answer, in the feed's decimals.
    public var value: Int256

    /// An observation from its parts.
    public init(observer: Int, value: Int256) {
        self.observer = observer
        self.value = value
    }
}

/// What the nodes of an OCR network agree to transmit.
public struct OCRRound: Hashable, Sendable {
    /// Counts the network's reports from one.
    public var sequence: UInt64
    /// What each node has seen, ascending, of equal values that of the first node first.
    public var observations: [OCRObservation]
    /// The answer: their upper median, within the feed's bounds.
    public var answer: Int256
    /// When it was seen.
    public var observedAt: SimulatedTime
    /// Why it is transmitted.
    public var cause: ReportCause
}

/// What has come of a round of an OCR network.
public enum OCROutcome: Hashable, Sendable {
    /// A report that is to be transmitted.
    case report(OCRRound)
    /// The answer that stands is near enough and young enough.
    case notDue(median: Int256)
    /// The answer is out of the feed's range, and nothing is transmitted.
    case outOfRange(median: Int256)
    /// Fewer nodes have seen something than a report needs.
    case tooFewObservations(count: Int, needed: Int)
}

/// A network of nodes that agree off the chain on a median, and write it when it has moved or aged.
///
/// At each round every node says what it sees. More than `faultsTolerated` observations make a
/// report, whose answer is their upper median; the trigger decides whether it is transmitted. How
/// it gets to the chain, and when, is its transmitter's business.
///
/// The median is safe from `f` liars as long as `2f + 1` nodes observe. With more nodes down,
/// reports go on down to `f + 1` observations, and liars decide them: with f = 1, two of four nodes
/// down and one liar who says too much, the upper median of two is the lie.
/// - Source: Chainlink, "Off-chain Reporting Protocol" (2021); smartcontractkit/libocr,
///   OCR2Aggregator, for the number of observations, where the first protocol's contract wants more
///   than 2f.
public struct OCRNetwork: Sendable {
    /// The most nodes of a network.
    /// - Source: smartcontractkit/libocr, OffchainAggregatorBilling, `maxNumOracles`.
    public static let nodesMax = 31

    /// Faulty nodes that do no harm, f.
    public let faultsTolerated: Int
    /// When a report is transmitted.
    public let trigger: ReportTrigger
    /// Which answers are.
    public let bounds: AnswerBounds
    /// The nodes and their faults.
    public private(set) var panel: ReporterPanel
    /// Reports so far.
    public private(set) var reportCount: UInt64 = 0

    /// A network that has not reported yet.
    /// - Parameter name: begins the names of its streams of chance, after `ocr/`.
    /// - Throws: `.tooManyFaults` unless there are at least 3f + 1 nodes, `.reporterCount`, or what
    ///   is wrong with a node or a fault.
    public init(
        nodes: [Reporter], faultsTolerated: Int, trigger: ReportTrigger, bounds: AnswerBounds,
        faults: FaultSchedule = .none, random: RandomSource, name: String
    ) throws(ReporterNetworkError) {
        guard (1...OCRNetwork.nodesMax).contains(nodes.count) else {
            throw .reporterCount(nodes.count, allowed: 1...OCRNetwork.nodesMax)
        }
        guard (0...(nodes.count - 1) / 3).contains(faultsTolerated) else {
            throw .tooManyFaults(tolerated: faultsTolerated, nodes: nodes.count)
        }
        panel = try ReporterPanel(nodes, faults: faults, random: random, name: "ocr/\(name)")
        self.faultsTolerated = faultsTolerated
        self.trigger = trigger
        self.bounds = bounds
    }

    /// What the nodes see at a moment, ascending; an answer that 192 bits do not hold counts as
    /// none.
    public mutating func observations(
        at now: SimulatedTime, prices: ProviderPrices
    ) -> [OCRObservation] {
        var observations: [OCRObservation] = []
        for (place, said) in panel.observe(at: now, prices: prices).enumerated() {
            guard let said, let value = Int256(exactly: said.value),
                AnswerBounds.isAnswer(value)
            else { continue }
            observations.append(OCRObservation(observer: place, value: value))
        }
        return observations.sorted { ($0.value, $0.observer) < ($1.value, $1.observer) }
    }

    /// Runs a round.
    /// - Parameter last: what stands in the feed, as far as the nodes know.
    public mutating func round(
        at now: SimulatedTime, after last: WrittenRound?, isRequested: Bool = false,
        prices: ProviderPrices
    ) -> OCROutcome {
        let observations = observations(at: now, prices: prices)
        guard observations.count > faultsTolerated,
            let median = UpperMedian.of(observations.map(\.value))
        else {
            return .tooFewObservations(count: observations.count, needed: faultsTolerated + 1)
        }
        guard let answer = bounds.answer(forMedian: median) else {
            return .outOfRange(median: median)
        }
        let cause = trigger.cause(
            for: answer, atSeconds: now.seconds, after: last, isRequested: isRequested)
        guard let cause else { return .notDue(median: median) }
        reportCount += 1
        return .report(
            OCRRound(
                sequence: reportCount, observations: observations, answer: answer,
                observedAt: now, cause: cause))
    }
}

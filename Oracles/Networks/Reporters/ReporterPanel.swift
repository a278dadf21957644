import SimulationKernel
import WideIntegers

/// What one reporter says.
public struct ReportedValue: Hashable, Sendable {
    /// In the feed's decimals.
    public var value: UInt256
    /// The confidence that goes with it, where a lie brings its own.
    public var claimedConfidence: UInt64?
}

/// The reporters of a network, their chance and their faults: what each of them says at a moment.
///
/// All networks observe through a panel, so that every fault works on each of them. Of what is
/// active at a moment, lags, missing providers and wrong quotes change what a reporter sees; a
/// frozen feed repeats what each has seen last; then scaling and clamping change it; lies, silence
/// and stalling change what is said of it. Within each step the schedule's order counts.
///
/// Each reporter draws from the stream `<network>/<reporter>/noise`, once per observation whatever
/// its faults, so that a fault leaves all later draws in place. A network's name begins with its
/// kind, and a reporter's has no slash, so that no two reporters share a stream.
public struct ReporterPanel: Sendable {
    /// The reporters, by whose places faults name them.
    public let reporters: [Reporter]
    /// What goes wrong.
    public let faults: FaultSchedule

    private var streams: [RandomStream]
    /// What each has seen last.
    private var seen: [UInt256?]

    /// The most reporters of a network.
    public static let reportersMax = 255

    /// Reporters that have seen nothing yet.
    /// - Parameter name: the network's, with which the names of its streams begin.
    /// - Throws: what is wrong with the number of reporters, one of them, or a fault.
    public init(
        _ reporters: [Reporter], faults: FaultSchedule = .none, random: RandomSource, name: String
    ) throws(ReporterNetworkError) {
        guard (1...ReporterPanel.reportersMax).contains(reporters.count) else {
            throw .reporterCount(reporters.count, allowed: 1...ReporterPanel.reportersMax)
        }
        var names: Set<String> = []
        for reporter in reporters {
            if let defect = reporter.defect { throw defect }
            guard !reporter.name.contains("/") else { throw .slashInName(reporter.name) }
            guard names.insert(reporter.name).inserted else { throw .duplicateName(reporter.name) }
        }
        if let unknown = faults.unknownReporter(of: reporters.count) {
            throw .unknownReporter(unknown, count: reporters.count)
        }
        self.reporters = reporters
        self.faults = faults
        streams = reporters.map { random.stream("\(name)/\($0.name)/noise") }
        seen = Array(repeating: nil, count: reporters.count)
    }

    /// What each reporter says at a moment; nil for one that says nothing.
    public mutating func observe(
        at now: SimulatedTime, prices: ProviderPrices
    ) -> [ReportedValue?] {
        let active = faults.active(at: now)
        let isFrozen = active.contains(.frozen)
        return reporters.indices.map { place in
            let noise = reporters[place].noise.sample(&streams[place])
            if !isFrozen || seen[place] == nil {
                seen[place] = sight(of: reporters[place], at: now, active, prices)
                    .flatMap { RelativeNoise.applied(noise, to: $0) }
            }
            return seen[place].flatMap { said(by: place, on: $0, active) }
        }
    }

    /// The price that a reporter sees through the faults of its sources, before its own error.
    private func sight(
        of reporter: Reporter, at now: SimulatedTime, _ active: [FeedFault],
        _ prices: ProviderPrices
    ) -> UInt256? {
        var back = reporter.lagMicros
        for case .lagging(let micros) in active {
            let (sum, overflow) = back.addingReportingOverflow(micros)
            back = overflow ? .max : sum
        }
        let moment = SimulatedTime(micros: now.micros > back ? now.micros - back : 0)
        return reporter.index { number in
            if active.contains(.providerMissing(number)) { return nil }
            var price = prices(number, moment)
            for case .wrongQuote(let steps) in active {
                let rate = QuoteStep.rateWad(of: steps, at: moment)
                price = price.flatMap { try? $0.mulDivDown(rate, .wad) }
            }
            return price
        }
    }

    /// What a reporter says of what it has seen.
    private func said(
        by place: Int, on seen: UInt256, _ active: [FeedFault]
    ) -> ReportedValue? {
        var value: UInt256? = seen
        for fault in active { value = value.flatMap { fault.distorted($0) } }
        var said = value.map { ReportedValue(value: $0) }
        for fault in active { said = said.flatMap { fault.told($0, by: place) } }
        return said
    }
}

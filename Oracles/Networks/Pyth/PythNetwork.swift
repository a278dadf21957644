import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// One who publishes prices with a confidence.
public struct PythPublisher: Hashable, Sendable {
    /// Who, and what it sees, in units of the feed's power of ten.
    public var reporter: Reporter
    /// Its confidence against its price, drawn anew at each publication; at least one unit is told.
    public var relativeConfidence: Distribution
    /// It publishes at each slot that is a multiple of this.
    public var everySlots: UInt64

    /// A publisher; by default it publishes at every slot.
    public init(_ reporter: Reporter, relativeConfidence: Distribution, everySlots: UInt64 = 1) {
        self.reporter = reporter
        self.relativeConfidence = relativeConfidence
        self.everySlots = everySlots
    }
}

/// What a pull feed is made by.
public struct PythSettings: Hashable, Sendable {
    /// Which feed.
    public var feedID: Hash256
    /// The power of ten that its prices are multiplied by.
    public var exponent: Int32
    /// Publishers that an aggregate needs.
    public var publishersMin: Int
    /// How old a publication may be to count.
    /// - Source: pyth-network/pyth-client, `PC_MAX_SEND_LATENCY`.
    public var ageSlotsMax: UInt64
    /// The length of a slot.
    public var slotMicros: UInt64

    /// Settings; the defaults are those of Pyth on Solana.
    public init(
        feedID: Hash256, exponent: Int32, publishersMin: Int = 3, ageSlotsMax: UInt64 = 25,
        slotMicros: UInt64 = 400_000
    ) {
        self.feedID = feedID
        self.exponent = exponent
        self.publishersMin = publishersMin
        self.ageSlotsMax = ageSlotsMax
        self.slotMicros = slotMicros
    }
}

/// Publishers whose prices are aggregated slot by slot, to be brought to a chain by whoever wants.
///
/// - Source: pyth-network/pyth-client; votes in `PythVotes`, averages in `PythEMA`.
public struct PythNetwork: Sendable {
    /// What the feed is made by.
    public let settings: PythSettings
    /// The publishers and their faults.
    public private(set) var panel: ReporterPanel
    /// The averages after the last aggregate.
    public private(set) var ema = PythEMA()

    private let publishers: [PythPublisher]
    private var streams: [RandomStream]
    private var published: [Publication?]

    private struct Publication: Sendable {
        let price: PythPrice
        let slot: UInt64
    }

    /// Publishers that have published nothing yet.
    /// - Parameter name: begins the names of the streams of chance, after `pyth/`.
    /// - Throws: what is wrong with a publisher, a setting or a fault.
    public init(
        _ publishers: [PythPublisher], settings: PythSettings, faults: FaultSchedule = .none,
        random: RandomSource, name: String
    ) throws(ReporterNetworkError) {
        panel = try ReporterPanel(
            publishers.map(\.reporter), faults: faults, random: random, name: "pyth/\(name)")
        for publisher in publishers {
            if let defect = publisher.relativeConfidence.defect {
                throw .badDistribution(reporter: publisher.reporter.name, defect: defect)
            }
            guard publisher.everySlots > 0 else {
                throw .outOfRange("everySlots", value: 0, allowed: 1...UInt64.max)
            }
        }
        guard settings.slotMicros > 0 else {
            throw .outOfRange("slotMicros", value: 0, allowed: 1...UInt64.max)
        }
        self.publishers = publishers
        self.settings = settings
        streams = publishers.map {
            random.stream("pyth/\(name)/\($0.reporter.name)/confidence")
        }
        published = Array(repeating: nil, count: publishers.count)
    }

    /// The slot of a moment, counted from 1970.
    public func slot(at time: SimulatedTime) -> UInt64 { time.micros / settings.slotMicros }

    /// Lets the publishers of a moment's slot publish, and aggregates what is young enough.
    ///
    /// To be called once a slot.
    /// - Returns: the update of the slot; nil while the status is unknown.
    public mutating func update(
        at now: SimulatedTime, prices: ProviderPrices
    ) -> PriceUpdate? {
        let slot = slot(at: now)
        for (place, said) in panel.observe(at: now, prices: prices).enumerated() {
            // Drawn also by who is silent, so that a fault leaves later draws in place.
            let relative = publishers[place].relativeConfidence.sample(&streams[place])
            guard slot.isMultiple(of: publishers[place].everySlots), let said,
                let price = Int64(exactly: said.value)
            else { continue }
            let confidence =
                said.claimedConfidence ?? PythNetwork.confidence(relative, of: said.value)
            published[place] = Publication(
                price: PythPrice(price: price, confidence: confidence), slot: slot)
        }
        let young = published.compactMap { $0 }.filter {
            slot - min($0.slot, slot) <= settings.ageSlotsMax
        }
        let aggregate = PythVotes.aggregate(
            young.map(\.price), publishersMin: settings.publishersMin)
        guard let aggregate else { return nil }
        ema.update(aggregate, slot: slot)
        let averages = ema.value ?? aggregate
        return PriceUpdate(
            feedID: settings.feedID, price: aggregate.price, confidence: aggregate.confidence,
            exponent: settings.exponent, publishTimeSeconds: now.seconds,
            emaPrice: averages.price, emaConfidence: averages.confidence)
    }

    /// A relative confidence in units of the price: what noise of that size adds to it, at least
    /// one.
    private static func confidence(_ relative: Double, of price: UInt256) -> UInt64 {
        let more = RelativeNoise.applied(relative.magnitude, to: price) ?? .max
        return max(UInt64(exactly: more > price ? more &- price : .zero) ?? .max, 1)
    }
}

extension Int64 {
    /// A number of 256 bits, if 63 hold it.
    fileprivate init?(exactly value: UInt256) {
        guard let low = UInt64(exactly: value) else { return nil }
        self.init(exactly: low)
    }
}

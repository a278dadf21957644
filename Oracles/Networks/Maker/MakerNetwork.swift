import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// One who signs prices for a medianizer, when its own has moved or aged.
public struct MakerSigner: Hashable, Sendable {
    /// Who, and what it sees, in wad.
    public var reporter: Reporter
    /// When it signs a new price: against the one that it has signed last.
    public var trigger: ReportTrigger

    /// A signer.
    public init(_ reporter: Reporter, trigger: ReportTrigger) {
        self.reporter = reporter
        self.trigger = trigger
    }
}

/// A price that a signer stands by.
public struct MakerValue: Hashable, Sendable {
    /// The signer's place.
    public var signer: Int
    /// Quote per base, wad.
    public var valueWad: UInt256
    /// The second at which it was signed.
    public var ageSeconds: UInt64

    /// The value with its signature.
    /// - Parameter keys: those of all signers, by place.
    public func signed(assetTag: Hash256, by keys: [PrivateKey]) -> SignedMedianValue {
        precondition(keys.indices.contains(signer), "signer \(signer) of \(keys.count) keys")
        return SignedMedianValue(
            valueWad: valueWad, ageSeconds: ageSeconds, assetTag: assetTag, signedBy: keys[signer])
    }
}

/// The signers of a medianizer, and what a relayer has of them.
///
/// - Source: Maker, median.sol; chronicleprotocol/omnia for spread and expiry of feeds and
///   relayers.
public struct MakerNetwork: Sendable {
    /// Values that a medianizer takes.
    public let quorum: Int
    /// How old a value may be that a relayer sends, in seconds.
    public let freshSeconds: UInt64
    /// The signers and their faults.
    public private(set) var panel: ReporterPanel

    private let signers: [MakerSigner]
    private var standing: [MakerValue?]

    /// Signers that have signed nothing yet.
    /// - Parameters:
    ///   - quorum: an odd number, `bar` in the original.
    ///   - name: begins the names of the streams of chance, after `maker/`.
    /// - Throws: `.badQuorum`, or what is wrong with a signer or a fault.
    public init(
        _ signers: [MakerSigner], quorum: Int, freshSeconds: UInt64,
        faults: FaultSchedule = .none, random: RandomSource, name: String
    ) throws(ReporterNetworkError) {
        panel = try ReporterPanel(
            signers.map(\.reporter), faults: faults, random: random, name: "maker/\(name)")
        guard (1...signers.count).contains(quorum), quorum % 2 == 1 else {
            throw .badQuorum(quorum, signers: signers.count)
        }
        self.signers = signers
        self.quorum = quorum
        self.freshSeconds = freshSeconds
        standing = Array(repeating: nil, count: signers.count)
    }

    /// Lets all signers look, and those sign whose price has moved or aged enough.
    public mutating func observe(at now: SimulatedTime, prices: ProviderPrices) {
        for (place, said) in panel.observe(at: now, prices: prices).enumerated() {
            guard let said, let answer = Int256(exactly: said.value) else { continue }
            let last = standing[place].map { old in
                WrittenRound(
                    number: 1, answer: Int256(bitPattern: old.valueWad),
                    observedAtSeconds: old.ageSeconds, updatedAtSeconds: old.ageSeconds)
            }
            let cause = signers[place].trigger.cause(
                for: answer, atSeconds: now.seconds, after: last)
            if cause == nil { continue }
            standing[place] = MakerValue(
                signer: place, valueWad: said.value, ageSeconds: now.seconds)
        }
    }

    /// What a relayer sends: as many fresh values as the medianizer takes, ascending.
    ///
    /// Of more than enough the youngest are taken, of equally young ones those of the first
    /// signers.
    /// - Parameter oldSeconds: the age that the medianizer has; each value must be younger.
    /// - Returns: nil when there are too few.
    public func collection(
        at now: SimulatedTime, after oldSeconds: UInt64?
    ) -> [MakerValue]? {
        let fresh = standing.compactMap { $0 }.filter { value in
            (oldSeconds.map { value.ageSeconds > $0 } ?? true)
                && now.seconds - min(value.ageSeconds, now.seconds) <= freshSeconds
        }
        guard fresh.count >= quorum else { return nil }
        let youngest = fresh.sorted {
            $0.ageSeconds == $1.ageSeconds
                ? $0.signer < $1.signer : $0.ageSeconds > $1.ageSeconds
        }
        return youngest.prefix(quorum).sorted {
            ($0.valueWad, $0.signer) < ($1.valueWad, $1.signer)
        }
    }
}

extension [MakerValue] {
    /// The median that a medianizer takes of a collection: its middle value.
    public var medianWad: UInt256? { UpperMedian.of(map(\.valueWad)) }
}

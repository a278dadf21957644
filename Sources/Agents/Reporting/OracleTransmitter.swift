import Chain
import PriceOracles
import SimulationKernel

/// The nodes of an OCR network that transmit its reports, in turn.
///
/// Report r is first sent by transmitter r mod n. If the contract does not have it after a stage,
/// the next one sends it too, until all have; whoever comes second pays for a refusal. One whose
/// turn it is and who is busy, or finds gas too dear, is passed over at once; a report that nobody
/// sends is dropped. While a report is under way no other one is made, though nodes go on
/// observing.
/// - Source: Chainlink, "Off-chain Reporting Protocol" (2021), transmission in stages.
public final class OracleTransmitter {
    /// The transmitters.
    public let senders: [ReportSender]
    /// The nodes.
    public private(set) var network: OCRNetwork
    /// What has come of the last round in which nothing was under way.
    public private(set) var lastOutcome: OCROutcome?

    private let target: ReportTarget<OCRRound>
    private let prices: ProviderPrices
    private let stageMicros: UInt64
    private var timer: RoundTimer?
    private var underWay: Transmission?
    private var isRequested = false

    private struct Transmission {
        let round: OCRRound
        let intent: CallIntent
        /// Whether it answers a request.
        let isRequested: Bool
        /// How many transmitters have had their turn.
        var turns = 0
        /// Those of them who have sent it.
        var carriers: [ReportSender] = []
        var stageStart: SimulatedTime

        /// Whether one of those who have sent it has it in a block.
        var hasLanded: Bool {
            carriers.contains { sender in
                sender.tally.deliveries.contains { delivery in
                    guard case .won = delivery.outcome else { return false }
                    return delivery.observedAt == round.observedAt
                }
            }
        }
    }

    /// Transmitters that wait for `start`.
    /// - Parameters:
    ///   - roundMicros: from one round to the next.
    ///   - stageMicros: how long each transmitter has before the next one sends, too.
    /// - Precondition: there is a sender.
    public init(
        _ network: OCRNetwork, senders: [ReportSender], target: ReportTarget<OCRRound>,
        roundMicros: UInt64, stageMicros: UInt64, prices: @escaping ProviderPrices
    ) {
        precondition(!senders.isEmpty, "a network of 0 transmitters")
        self.network = network
        self.senders = senders
        self.target = target
        self.prices = prices
        self.stageMicros = stageMicros
        timer = RoundTimer(senders[0].wallet.timeline, everyMicros: roundMicros) {
            [weak self] in self?.round(at: $0)
        }
    }

    /// Runs rounds from a moment on.
    public func start(at time: SimulatedTime) { timer?.start(at: time) }

    /// Ends the rounds; what is under way stays so.
    public func stop() { timer?.stop() }

    /// Asks for a report at the next round, whatever the price, and again until one has landed.
    public func request() { isRequested = true }

    // MARK: - Rounds

    private func round(at now: SimulatedTime) {
        if let transmission = underWay {
            _ = network.observations(at: now, prices: prices)
            follow(transmission, at: now)
            return
        }
        let outcome = network.round(
            at: now, after: target.latest(senders[0].wallet.view()), isRequested: isRequested,
            prices: prices)
        lastOutcome = outcome
        guard case .report(let round) = outcome, let intent = target.call(round) else { return }
        var transmission = Transmission(
            round: round, intent: intent, isRequested: isRequested, stageStart: now)
        guard passOn(&transmission, at: now) else { return }
        isRequested = false
        underWay = transmission
    }

    /// Lets the next transmitter send who does; false when none is left who does.
    private func passOn(_ transmission: inout Transmission, at now: SimulatedTime) -> Bool {
        let count = senders.count
        let first = Int(transmission.round.sequence % UInt64(count))
        while transmission.turns < count {
            let sender = senders[(first + transmission.turns) % count]
            transmission.turns += 1
            if sender.send(transmission.intent, observedAt: transmission.round.observedAt) {
                transmission.carriers.append(sender)
                transmission.stageStart = now
                return true
            }
        }
        return false
    }

    private func follow(_ transmission: Transmission, at now: SimulatedTime) {
        if transmission.hasLanded {
            underWay = nil
            return
        }
        guard now.micros(since: transmission.stageStart) >= stageMicros else { return }
        var transmission = transmission
        if passOn(&transmission, at: now) || transmission.carriers.contains(where: \.isBusy) {
            underWay = transmission
        } else {
            underWay = nil
            isRequested = isRequested || transmission.isRequested
        }
    }
}

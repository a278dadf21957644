import Simulation
import SimulationKernel
import WideIntegers

extension Scenario {
    /// When something of it was broken, by its events.
    ///
    /// Reorgs and losses of pools wait for what they are to hit, so that a trial notes them itself.
    var trialFaults: [TrialRecord.Fault] {
        events.compactMap { event in
            let lasting: (String, UInt64)? =
                switch event.model {
                case .fault(let fault): ("feed \(fault.fault.rawValue)", fault.forMicros)
                case .outage(let outage): ("outage", outage.forMicros)
                case .gasSpike(let spike): ("gas spike", spike.forMicros)
                case .nodeFault(let it): ("node \(it.fault.kind.rawValue)", it.forMicros)
                case .botKill(let kill): ("bot killed", kill.forMicros)
                case .botNonce: ("nonces used from elsewhere", 0)
                default: nil
                }
            return lasting.map { name, micros in
                let start = startTime + event.atMicros
                return TrialRecord.Fault(name: name, start: start, end: start + micros)
            }
        } + emptyWallets
    }

    /// When the keeper had less than it was left before, until it was given more; what nobody ends is no
    /// fault to recover from.
    private var emptyWallets: [TrialRecord.Fault] {
        var faults: [TrialRecord.Fault] = []
        var nativeWad = keeper?.nativeWad
        var emptiedAt: SimulatedTime?
        for event in events.sorted(by: { $0.atMicros < $1.atMicros }) {
            guard case .botBalance(let balance) = event.model else { continue }
            let time = startTime + event.atMicros
            if let before = nativeWad, balance.nativeWad > before, let start = emptiedAt {
                faults.append(TrialRecord.Fault(name: "empty wallet", start: start, end: time))
                emptiedAt = nil
            } else if nativeWad.map({ balance.nativeWad < $0 }) ?? true {
                emptiedAt = emptiedAt ?? time
            }
            nativeWad = balance.nativeWad
        }
        return faults
    }
}

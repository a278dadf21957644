import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What a scenario does to the keeper under test.
///
/// All of it is noted. What goes on at a bot's node, and the life of its process, are the business of
/// whoever runs the bot; an agent of the run meets its node's faults on its own connection, and loses
/// all that it knows when it is killed.
extension SimulationWorld {
    func beginOfBot(_ event: EventModel) {
        switch event {
        case .nodeFault(let fault):
            recorder.note(
                "fault", "node", fault.fault.kind.rawValue,
                (chain.timeline.now + fault.forMicros).micros)
        case .botKill(let kill): begin(kill)
        case .botBalance(let balance):
            for account in botAccounts {
                chain.intervene(.setBalance(account, balance.nativeWad))
            }
            recorder.note(
                "fault", "keeper", "native balance set to \(balance.nativeWad.wadText)", nil)
        case .botNonce(let nonces): useNonces(nonces)
        case .poolLoss(let loss):
            if botAccounts.isEmpty { recorder.note("fault", "keeper", "pools lose nothing", nil) }
            lose(loss)
        default: break
        }
    }

    // MARK: - Death

    /// Kills the keepers under test at once, or when the next transaction of theirs waits.
    private func begin(_ event: BotKillEvent) {
        if event.moment == .afterSending {
            let waiting = botAccounts.map { chain.waitingCount(of: $0) }
            return awaitSending(event, beyond: waiting)
        }
        kill(event)
    }

    private func awaitSending(_ event: BotKillEvent, beyond waiting: [Int]) {
        let now = botAccounts.map { chain.waitingCount(of: $0) }
        if zip(now, waiting).contains(where: { $0 > $1 }) { return kill(event) }
        // What was waiting may be in a block by then, and make room for what is new.
        let least = zip(now, waiting).map { min($0, $1) }
        chain.timeline.schedule(afterMicros: Self.lookMicros) { [weak self] in
            self?.awaitSending(event, beyond: least)
        }
    }

    private func kill(_ event: BotKillEvent) {
        let until = chain.timeline.now + event.forMicros
        recorder.note("fault", "keeper", "killed", until.micros)
        let bodies = agents.filter { botAccounts.contains($0.address) }
        for body in bodies { body.kill() }
        onBotLife?(false)
        chain.timeline.schedule(at: until) { [weak self] in
            for body in bodies { body.revive() }
            self?.onBotLife?(true)
        }
    }

    // MARK: - Nonces

    /// Sends transactions that do nothing from the accounts of keepers under test.
    private func useNonces(_ event: BotNonceEvent) {
        recorder.note("fault", "keeper", "\(event.count) nonces are used from elsewhere", nil)
        for (place, key) in botKeys.enumerated() {
            let wallet = Wallet(
                key: key, on: chain.settings,
                connections: [chain.connect(agent: "foreign-\(place + 1)")],
                timeline: chain.timeline)
            let rule = FeeRule(.fixed(tipWei: event.tipWei), headroomPerMille: 5_000)
            let intent = CallIntent.cancellation(of: wallet.address)
            let stake = Stake(valueWei: .max, gas: intent.gasLimit)
            for _ in 0..<event.count {
                guard let bid = rule.bid(at: wallet.view(), stake: stake) else { continue }
                wallet.send(intent, bid: bid)
            }
        }
    }

    // MARK: - Pools

    /// From one look at the pools to the next while something waits for transactions to come there.
    private static let lookMicros: UInt64 = 250_000

    private func lose(_ event: PoolLossEvent) {
        var isWaiting = false
        for account in botAccounts {
            let waiting = chain.waitingCount(of: account)
            if waiting < Int(clamping: event.waitsFor) {
                isWaiting = true
                continue
            }
            let first = event.loss == .first ? chain.leastNonce(waitingOf: account) : nil
            let count = chain.forget(transactionsOf: account, nonce: first)
            recorder.note("fault", "keeper", "pools have lost \(count) of \(waiting)", nil)
        }
        guard isWaiting else { return }
        chain.timeline.schedule(afterMicros: Self.lookMicros) { [weak self] in self?.lose(event) }
    }
}

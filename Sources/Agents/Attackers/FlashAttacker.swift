import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// Bends a pair inside one transaction with borrowed money, liquidates whom that price makes fall
/// below maintenance, and gives it back.
///
/// The script account that it owns borrows, trades and is paid the rewards. The victims are found by
/// trying the transaction at its node.
public final class FlashAttacker: Agent {
    /// What an attacker plans.
    public struct Plan: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// The pair.
        public var venue: Int
        /// What the pair's price is multiplied by, wad; above one.
        public var factorWad: UInt256
        /// The lender of the quote token.
        public var lender: Address
        /// What the lender keeps, in 1/10000 of the loan.
        public var lenderFeeBasisPoints: UInt64
        /// The account that borrows, which this agent owns.
        public var scriptAccount: Address
        /// When it strikes, microseconds after the start of the run.
        public var atMicros: UInt64
        /// Positions that it liquidates at most.
        public var victimsMax: Int

        /// A plan from its parts.
        public init(
            market: Int, venue: Int, factorWad: UInt256, lender: Address,
            lenderFeeBasisPoints: UInt64, scriptAccount: Address, atMicros: UInt64, victimsMax: Int
        ) {
            self.market = market
            self.venue = venue
            self.factorWad = factorWad
            self.lender = lender
            self.lenderFeeBasisPoints = lenderFeeBasisPoints
            self.scriptAccount = scriptAccount
            self.atMicros = atMicros
            self.victimsMax = victimsMax
        }
    }

    private enum Phase {
        case funding, striking, returning, over
    }

    /// Woken at its moment, and by heads so that it goes on and tries again.
    public let rhythm: WakeRhythm
    private let plan: Plan
    private var phase = Phase.funding
    private var triesLeft = 8

    /// Positions that are tried at most.
    private static let candidatesMax = 64
    private static let gasLimitBase: UInt64 = 1_500_000
    private static let gasLimitPerVictim: UInt64 = 600_000
    private static let transferGasLimit: UInt64 = 150_000

    /// An attacker.
    /// - Parameter startMicros: when the agent begins, microseconds after the start of the run.
    public init(_ plan: Plan, startMicros: UInt64 = 0) {
        self.plan = plan
        rhythm = WakeRhythm(
            onHeads: true,
            firstMicros: plan.atMicros > startMicros ? plan.atMicros - startMicros : 0)
    }

    /// Goes on where a step has succeeded; another is tried again.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        guard outcome.outcome.isWon else { return }
        switch phase {
        case .funding: phase = .striking
        case .striking: phase = .returning
        case .returning, .over: phase = .over
        }
    }

    /// Hands its money to the script account for the fees, strikes, and takes all of it back.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard phase != .over, view.elapsedMicros >= plan.atMicros, !view.isBusy else { return [] }
        guard view.venues.indices.contains(plan.venue),
            case .pair(let route) = view.venues[plan.venue].place
        else {
            phase = .over
            return []
        }
        switch phase {
        case .funding: return fund(route, view)
        case .striking: return strike(route, view)
        case .returning: return sweep(route, view)
        case .over: return []
        }
    }

    private func fund(_ route: SpotSwapRoute, _ view: AgentView) -> [AgentIntent] {
        let amount = view.node.tokenBalance(of: view.address, token: route.quoteToken)
        guard triesLeft > 0, !amount.isZero else {
            phase = .over
            return []
        }
        triesLeft -= 1
        let call = CallIntent(
            to: route.quoteToken, data: transfer(amount, to: plan.scriptAccount),
            gasLimit: Self.transferGasLimit)
        return [AgentIntent(.call(call), label: "fund script")]
    }

    private func strike(_ route: SpotSwapRoute, _ view: AgentView) -> [AgentIntent] {
        guard triesLeft > 0, let pool = route.pool(at: view.node),
            let target = try? pool.spotPriceWad.mulDivDown(plan.factorWad, .wad)
        else {
            phase = .returning
            return []
        }
        triesLeft -= 1
        var calls: [FlashRoundTrip.Call] = []
        var strike: CallIntent?
        for position in candidates(view) where calls.count < plan.victimsMax {
            let call = view.markets[plan.market].liquidate(position.trader)
            let more = calls + [FlashRoundTrip.Call(to: call.recipient, data: call.data)]
            let trip = FlashRoundTrip(
                on: route, lender: plan.lender, lenderFeeBasisPoints: plan.lenderFeeBasisPoints,
                scriptAccount: plan.scriptAccount,
                gasLimit: Self.gasLimitBase + Self.gasLimitPerVictim * UInt64(more.count))
            guard let intent = trip.intent(toPriceWad: target, meanwhile: more, pool: pool),
                view.trial(of: intent)?.isSuccess == true
            else { continue }
            (calls, strike) = (more, intent)
        }
        guard let strike else { return [] }
        return [
            .note("attack", "strikes \(calls.count) position(s) in one transaction"),
            AgentIntent(.call(strike), label: "flash push"),
        ]
    }

    private func sweep(_ route: SpotSwapRoute, _ view: AgentView) -> [AgentIntent] {
        let amount = view.node.tokenBalance(of: plan.scriptAccount, token: route.quoteToken)
        guard !amount.isZero else {
            phase = .over
            return []
        }
        let call = FlashRoundTrip.Call(
            to: route.quoteToken, data: transfer(amount, to: view.address))
        return [
            AgentIntent(
                .call(
                    CallIntent(
                        to: plan.scriptAccount, data: FlashRoundTrip.script([call]),
                        gasLimit: Self.transferGasLimit)), label: "empty script")
        ]
    }

    /// The weakest of those whom a higher price hurts.
    private func candidates(_ view: AgentView) -> ArraySlice<PositionQuote> {
        view.positions(in: plan.market)
            .filter { $0.sizeWad.isNegative && $0.trader != view.address }
            .sorted { ($0.marginRatioWad, $0.trader) < ($1.marginRatioWad, $1.trader) }
            .prefix(Self.candidatesMax)
    }

    private func transfer(_ amount: UInt256, to account: Address) -> [UInt8] {
        SpotSwapRoute.encoded(
            "transfer(address to, uint256 value)", [.address(account), .uint(amount)])
    }
}

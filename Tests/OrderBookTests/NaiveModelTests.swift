import OrderBook
import Testing

/// The engine against a book of obvious code, event for event.
@Suite struct NaiveModelTests {
    /// Positions for both that sum to zero.
    private static let positions: [Int64] = [30, -30, 12, -12, 0]

    private static func run(seed: UInt64, steps: Int) throws -> String? {
        var flow = RandomFlow(seed: seed)
        var engine = try BookEngine(flow.rules)
        var naive = NaiveBook(flow.rules)
        for (index, position) in positions.enumerated() {
            try engine.setPosition(position, of: AccountIndex(index))
            naive.positions[AccountIndex(index)] = position
        }
        if seed % 3 == 0 {
            for account: AccountIndex in [1, 2] {
                try engine.setSelfTradeGroup(7, of: account)
                naive.groups[account] = 7
            }
        }
        for step in 0..<steps {
            engine.clearEvents()
            naive.events = []
            let kind = flow.below(40)
            var sent: Any
            if kind == 0 {
                let messages = flow.batch()
                let policy = BlockPolicy.allCases[Int(flow.below(4))]
                engine.applyBlock(messages, policy: policy)
                naive.applyBlock(messages, policy)
                sent = (policy, messages)
            } else if kind == 1 {
                let messages = flow.batch()
                let reference: Int64? = flow.below(4) == 0 ? nil : 90 + Int64(flow.below(20))
                engine.applyAuction(messages, reference: reference)
                naive.applyAuction(messages, reference: reference)
                sent = ("auction", reference as Any, messages)
            } else {
                let message = flow.next()
                engine.apply(message)
                naive.apply(message)
                sent = message
            }
            guard engine.events.map(\.content) == naive.events else {
                return "\(engine.events)\n\(naive.events)\nseed \(seed) step \(step): \(sent)"
            }
        }
        return difference(engine, naive).map { "seed \(seed): \($0)" }
    }

    private static func difference(_ engine: BookEngine, _ naive: NaiveBook) -> String? {
        for side in Side.allCases
        where engine.restingOrders(side) != naive.queue(side).map(naive.resting) {
            return "the \(side) side differs"
        }
        if engine.dormantOrders != naive.live.filter(\.isDormant).map(\.id).sorted() {
            return "dormant orders differ"
        }
        for index in positions.indices {
            let account = AccountIndex(index)
            let state = engine.account(account)
            if state.position != naive.position(account)
                || state.cash != naive.cash[account, default: 0]
                || state.fees != naive.fees[account, default: 0]
            {
                return "account \(index) differs: \(state)"
            }
        }
        return engine.last == naive.last ? nil : "the last price differs"
    }

    @Test("200,000 random messages under random rules", arguments: 0..<8)
    func random(part: Int) throws {
        for seed in 0..<50 {
            let failure = try Self.run(seed: UInt64(part * 50 + seed), steps: 500)
            #expect(failure == nil)
            if failure != nil { return }
        }
    }

    @Test("the flows of the replay vectors", arguments: ReplayMessages.Profile.allCases)
    func replay(profile: ReplayMessages.Profile) throws {
        var rules = BookConfiguration()
        rules.selfTradePrevention = profile.selfTradePrevention
        var (engine, naive) = (try BookEngine(rules), NaiveBook(rules))
        var flow = ReplayMessages(seed: 99, profile: profile)
        for _ in 0..<4_000 {
            let message = flow.next().message
            engine.apply(message)
            naive.apply(message)
        }
        #expect(engine.events.map(\.content) == naive.events)
        #expect(engine.totals.trades > 1_000)
    }

    @Test("the random messages bring about every event, refusal and cancel that needs no policy")
    func coverage() throws {
        var rejects: Set<RejectReason> = []
        var cancels: Set<CancelReason> = []
        var kinds: [String: Int] = [:]
        var liveMax = 0
        for seed in 0..<100 as Range<UInt64> {
            var flow = RandomFlow(seed: seed)
            var engine = try BookEngine(flow.rules)
            for step in 0..<500 {
                if step % 20 == 0 {
                    engine.applyAuction(flow.batch(), reference: nil)
                } else {
                    engine.apply(flow.next())
                }
                liveMax = max(liveMax, engine.liveOrderCount)
            }
            for event in engine.events {
                switch event.content {
                case .reject(_, let reason): rejects.insert(reason)
                case .cancel(_, _, let reason), .reduce(_, _, let reason): cancels.insert(reason)
                default: break
                }
                kinds["\(event.content)".prefix { $0 != "(" }.description, default: 0] += 1
            }
        }
        let policyRejects: Set<RejectReason> = [.margin, .beyondLimits]
        #expect(Set(RejectReason.allCases).subtracting(rejects) == policyRejects)
        let policyCancels: Set<CancelReason> = [.margin, .undercollateralised]
        #expect(Set(CancelReason.allCases).subtracting(cancels) == policyCancels)
        #expect(kinds.count == 15 && kinds.values.allSatisfy { $0 >= 20 }, "\(kinds)")
        #expect(liveMax > 40)
    }
}

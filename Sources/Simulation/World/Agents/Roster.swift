import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// All members of all populations by their names and accounts, before they are agents.
struct Roster {
    /// A member.
    struct Member {
        var name: String
        var number: UInt64
        var population: PopulationSettings
        var keyPath: String
        var key: PrivateKey
        var address: Address
        var owner: AccountOwner
        var extra: ExtraAgent?
        var collateralWad = UInt256.zero
        /// Under whose name it draws chance.
        var chance: String

        /// Whether it is to bear bad debt.
        var isBackstop: Bool { extra?.isBackstop ?? population.isBackstop }
        /// Whether anybody in the run acts for it.
        var acts: Bool { extra == nil || extra?.make != nil }
    }

    private(set) var members: [Member] = []
    private let startTime: SimulatedTime
    private let marketNames: [String], venueNames: [String]
    private let known: Set<String>
    private let scenario: Scenario
    /// What flash attackers strike with, by their names.
    private var flash: [String: FlashPlace] = [:]

    /// The members of a scenario.
    /// - Throws: where two would have one name, or nobody is to be left out.
    init(
        _ scenario: Scenario, without: [String], extra: [ExtraAgent]
    ) throws(ScenarioProblem) {
        self.scenario = scenario
        startTime = scenario.startTime
        marketNames = scenario.markets.map(\.name)
        venueNames = scenario.venues.map(\.name)
        known = Set(scenario.agents.map(\.name))
        for name in without where !known.contains(name) {
            throw ScenarioProblem(
                "agents", name,
                "a population: \(scenario.agents.map(\.name).joined(separator: ", "))")
        }
        for (place, population) in scenario.agents.enumerated()
        where !without.contains(population.name) {
            for number in 0..<population.count {
                let name =
                    population.count == 1
                    ? population.name : "\(population.name)-\(number + 1)"
                add(
                    name, number, population, "agents[\(place)]",
                    AccountOwner(
                        name: name, population: population.name, kind: population.model.name))
            }
        }
        for (place, crowd) in scenario.crowds.enumerated() where crowd.seenWithinMicros > 0 {
            for number in 0..<crowd.count {
                let trader = crowd.trader(number)
                add(
                    trader.name, number, trader.settings, "crowds[\(place)]",
                    AccountOwner(name: trader.name, population: crowd.name, kind: "crowd"), trader)
            }
        }
        for one in extra {
            add(
                one.name, 0, one.settings, "agent \(one.name)",
                AccountOwner(name: one.name, population: one.name, kind: "own"), one)
        }
        var names: Set<String> = []
        for member in members where !names.insert(member.name).inserted {
            throw ScenarioProblem(
                "\(member.keyPath).name", member.name, "a name that no other agent has")
        }
    }

    private mutating func add(
        _ name: String, _ number: UInt64, _ population: PopulationSettings, _ keyPath: String,
        _ owner: AccountOwner, _ extra: ExtraAgent? = nil
    ) {
        let key = extra?.key ?? Genesis.key(for: "agent/\(name)")
        members.append(
            Member(
                name: name, number: number, population: population, keyPath: keyPath, key: key,
                address: key.address, owner: owner, extra: extra,
                chance: chance(of: name, number, population)))
    }

    /// The member's own name, or that of the member that it is the twin of.
    private func chance(
        of name: String, _ number: UInt64, _ population: PopulationSettings
    ) -> String {
        if population.twinOf.isEmpty { return name }
        return population.count == 1
            ? population.twinOf : "\(population.twinOf)-\(number + 1)"
    }

    /// The keepers under test.
    var underTest: [Member] { members.filter { $0.extra?.isUnderTest == true } }

    /// The accounts of own agents who are to bear bad debt.
    var ownBackstops: [Address] {
        members.filter { $0.extra?.isBackstop == true }.map(\.address)
    }

    /// The accounts of a population; none of one that is left out, nil of one that there is not.
    func accounts(of population: String) -> [Address]? {
        guard known.contains(population) else { return nil }
        return members.filter { $0.population.name == population }.map(\.address)
    }

    /// The account of a trader: of the member of that name, or one of its own.
    func account(ofTrader name: String) -> Address {
        members.first { $0.name == name }?.address ?? Genesis.key(for: "trader/\(name)").address
    }

    // MARK: - Endowing

    /// Gives every member its means.
    mutating func endow(
        _ genesis: Genesis, outside: OutsideWorld, assembly: MarketAssembly, random: RandomSource
    ) throws(ScenarioProblem) {
        for place in members.indices {
            let member = members[place]
            var stream = random.stream("agent/\(member.chance)/collateral")
            let drawn = member.population.collateral.sample(&stream)
            guard let collateral = PriceQuantization.wad(max(drawn, 1e-18)) else {
                throw ScenarioProblem(
                    "\(member.keyPath).collateral", "\(drawn)", "an amount below 10^30")
            }
            members[place].collateralWad = drawn > 0 ? collateral : .zero
            genesis.fund(member.address, nativeWei: member.population.nativeWad)
            do {
                try endow(members[place], genesis, assembly)
            } catch {
                throw ScenarioProblem("\(member.keyPath).collateral", "\(drawn)", "\(error)")
            }
            for (index, venue) in outside.venues.enumerated() {
                var quote = member.population.venueQuoteWad
                // Pairs are paid from the wallet, where most have their collateral anyway.
                if case .pair = venue.place, exchanges(of: member, assembly).isEmpty {
                    quote = .zero
                }
                try outside.deposit(
                    baseWad: member.population.venueBaseWad, quoteWad: quote, at: index,
                    agent: member.name, address: member.address)
            }
        }
        for member in members {
            guard case .flashAttacker(let settings) = member.population.model else { continue }
            let place = try genesis.placeFlash(
                for: member.name, owner: member.address,
                feeBasisPoints: settings.lenderFeeBasisPoints, member.keyPath)
            flash[member.name] = place
        }
        assembly.approve(members.map(\.address) + scriptAccounts.map(\.address))
        let backstops = members.filter { $0.isBackstop }.map(\.address)
        if !backstops.isEmpty { try assembly.makeBackstops(backstops) }
    }

    /// Puts a member's collateral where it trades: into its wallet, or to the exchanges of its markets
    /// in equal parts.
    private func endow(_ member: Member, _ genesis: Genesis, _ assembly: MarketAssembly) throws {
        let exchanges = exchanges(of: member, assembly)
        if exchanges.isEmpty {
            return try genesis.give(
                member.collateralWad, of: genesis.collateral, to: member.address)
        }
        let part = member.collateralWad.quotientAndRemainder(
            dividingBy: UInt256(UInt64(exchanges.count))
        ).quotient
        let isMaker = if case .bookMaker = member.population.model { true } else { false }
        for exchange in exchanges {
            try exchange.deposit(part, to: member.address, isCross: isMaker)
        }
    }

    /// Where a member trades off the chain; nowhere where any of its markets is on the chain.
    private func exchanges(
        of member: Member, _ assembly: MarketAssembly
    ) -> [PerpetualExchange] {
        let places =
            member.extra == nil
            ? member.population.marketPlaces(marketNames) : Array(marketNames.indices)
        let exchanges = places.map { assembly.markets[$0].exchange }
        return exchanges.contains { $0 == nil } ? [] : exchanges.compactMap(\.self)
    }

    /// The account of the first maker of a market; nil for none.
    func maker(of market: Int) -> Address? {
        members.first { member in
            guard member.extra == nil, case .bookMaker = member.population.model else {
                return false
            }
            return member.population.marketPlaces(marketNames) == [market]
        }?.address
    }

    /// The accounts that borrow for flash attackers, with the members that they belong to.
    var scriptAccounts: [(member: Member, address: Address)] {
        members.compactMap { member in flash[member.name].map { (member, $0.scriptAccount) } }
    }

    // MARK: - Bodies

    /// The members as agents on a chain.
    /// - Parameter desk: makes the desk of a keeper under test, which looks after its reaction has
    ///   passed on the way there; all others share the one that it makes for nobody.
    func bodies(
        on chain: SimulatedChain, end: SimulatedTime, random: RandomSource,
        outside: OutsideWorld, desk: (NodeConnection?) -> AgentDesk
    ) throws(ScenarioProblem) -> [AgentBody] {
        var bodies: [AgentBody] = []
        bodies.reserveCapacity(members.count)
        let shared = desk(nil)
        for member in members where member.acts {
            let seat = seat(of: member, on: chain, outside: outside, random: random)
            let mind = try mind(of: member, seat)
            let population = member.population
            let isUnderTest = member.extra?.isUnderTest == true
            let wallet = Wallet(
                key: member.key, on: chain.settings,
                connections: [chain.connect(agent: member.name, isDirect: isUnderTest)],
                timeline: chain.timeline)
            let reaction = population.reactionMillis.scaled(by: 1_000)
            bodies.append(
                AgentBody(
                    name: member.name, population: population.name, mind: mind, wallet: wallet,
                    desk: isUnderTest ? desk(connection(of: seat, chain, random)) : shared,
                    rules: population.fees.rules(tipMinWei: chain.settings.pool.tipMinWei),
                    reactionMicros: isUnderTest ? .constant(0) : reaction,
                    start: startTime + population.startMicros,
                    end: population.endMicros.map { startTime + $0 } ?? end, random: random,
                    chance: member.chance, makeMind: { try? self.mind(of: member, seat) }))
        }
        return bodies
    }

    /// The way between a keeper under test and its node, with the scenario's faults.
    private func connection(
        of seat: AgentSeat, _ chain: SimulatedChain, _ random: RandomSource
    ) -> NodeConnection {
        NodeConnection(
            chain, to: chain.answeringNodes[chain.answeringNodes.startIndex].id, start: startTime,
            reactionMicros: seat.reactionMicros, reactions: seat.stream("reaction"),
            faults: FaultDraws(scenario.nodeFaults, seed: random))
    }

    private func seat(
        of member: Member, on chain: SimulatedChain, outside: OutsideWorld, random: RandomSource
    ) -> AgentSeat {
        var seat = AgentSeat(
            name: member.name, number: member.number, keyPath: member.keyPath,
            runStart: startTime, marketNames: marketNames, venueNames: venueNames,
            collateralWad: member.collateralWad, random: random, chance: member.chance)
        seat.startMicros = member.population.startMicros
        seat.reactionMicros = member.population.reactionMillis.scaled(by: 1_000)
        seat.fundNames = scenario.markets.map(\.fund)
        seat.pairPrices = scenario.venues.map { venue in
            guard case .pair(let pair) = venue.model,
                let path = scenario.paths.firstIndex(where: { $0.name == pair.path })
            else { return nil }
            return { outside.truthWad(path: path, at: $0) }
        }
        if case .builders(let market) = chain.settings.ordering {
            seat.builders = Array(market.builderWeights.indices)
        }
        seat.flash = flash[member.name]
        return seat
    }

    private func mind(of member: Member, _ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        guard let make = member.extra?.make else {
            return try member.population.model.agent(seat)
        }
        do {
            return try make(seat)
        } catch {
            throw ScenarioProblem("agent \(member.name)", "\(error)", "an agent")
        }
    }
}

extension Distribution {
    /// The same law in smaller units: each value times a factor.
    func scaled(by factor: Double) -> Distribution {
        switch self {
        case .constant(let value): .constant(value * factor)
        case .uniform(let low, let high): .uniform(low: low * factor, high: high * factor)
        case .exponential(let mean): .exponential(mean: mean * factor)
        case .normal(let mean, let deviation):
            .normal(mean: mean * factor, deviation: deviation * factor)
        case .logNormal(let shift, let median, let sigma):
            .logNormal(shift: shift * factor, median: median * factor, sigma: sigma)
        case .poisson(let mean): .exponential(mean: mean * factor)
        case .pareto(let scale, let shape): .pareto(scale: scale * factor, shape: shape)
        case .logUniform(let low, let high):
            .logUniform(low: low * factor, high: high * factor)
        }
    }
}

extension PopulationSettings {
    /// Whether its members are to bear bad debt.
    var isBackstop: Bool {
        if case .keeper(let keeper) = model { return !keeper.backstopDepositWad.isZero }
        return false
    }
}

extension FeeSettings {
    /// How its members pay; never less than the least tip that a pool takes in.
    func rules(tipMinWei: UInt256) -> SendingRules {
        let policy: TipPolicy =
            switch tip {
            case .fixed: .fixed(tipWei: tipWei)
            case .percentile: .historyPercentile(Int(percentile), blocks: 10)
            case .suggestion: .suggestion(perMille: 1_000)
            case .profitShare: .profitShare(perMille: shareWad.perMille)
            }
        let resend = ResendPolicy(
            patienceBlocks: patienceBlocks == 0 ? .max : patienceBlocks,
            replacementsMax: Int(replacementsMax), capMaxWei: capMaxWei)
        return SendingRules(
            fees: FeeRule(
                policy, headroomPerMille: headroomWad.perMille, tipMinWei: max(tipMinWei, .one),
                capMaxWei: capMaxWei),
            resend: resend, isPrivate: isPrivate)
    }
}

extension UInt256 {
    /// A wad ratio in thousandths, rounded down.
    var perMille: UInt64 {
        let parts = quotientAndRemainder(dividingBy: .share(1, 1_000)).quotient
        return parts.bitWidth > 63 ? .max : parts.w0
    }
}

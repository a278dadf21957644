extension AgentModel {
    /// The markets that members trade in or look after, by name, where a market without a name is
    /// empty; nil for all of them; none for those who have to do with no market.
    var marketNames: [String]? {
        switch self {
        case .noise(let it): it.markets.isEmpty ? nil : it.markets
        case .trend(let it): [it.market]
        case .retail(let it): [it.market]
        case .arbitrageur(let it): [it.market]
        case .basis(let it): [it.market]
        case .hedger(let it): [it.market]
        case .keeper, .outbidder, .fundingCaller, .depositor, .pairArbitrageur: []
        case .searcher(let it): [it.market]
        case .script(let it): it.marketNames
        case .pushAttacker(let it): [it.market]
        case .pumpAttacker(let it): [it.market]
        case .staleAttacker(let it): [it.market]
        case .flashAttacker(let it): [it.market]
        case .bookMaker(let it): [it.market]
        }
    }

    /// Whether it works with contracts alone, so that it makes no sense in an order book.
    var needsContracts: Bool {
        switch self {
        case .searcher, .flashAttacker, .outbidder: true
        default: false
        }
    }

    /// The same with all markets by their names, where it had none.
    func naming(all names: [String]) -> AgentModel {
        switch self {
        case .noise(var it) where it.markets.isEmpty:
            it.markets = names
            return .noise(it)
        case .keeper(var it) where it.markets.isEmpty:
            it.markets = names
            return .keeper(it)
        case .outbidder(var it) where it.markets.isEmpty:
            it.markets = names
            return .outbidder(it)
        case .fundingCaller(var it) where it.markets.isEmpty:
            it.markets = names
            return .fundingCaller(it)
        default: return self
        }
    }

    /// The same on the twins of markets; nil for those who have no twin: what they do beside trading
    /// would be done twice.
    fileprivate func onTwins(_ first: String) -> AgentModel? {
        func twin(_ name: String) -> String { Scenario.twinName(name.isEmpty ? first : name) }
        switch self {
        case .noise(var it):
            it.markets = it.markets.map(twin)
            return .noise(it)
        case .trend(var it):
            it.market = twin(it.market)
            return .trend(it)
        case .retail(var it):
            it.market = twin(it.market)
            return .retail(it)
        case .arbitrageur(var it):
            it.market = twin(it.market)
            return .arbitrageur(it)
        case .basis(var it):
            it.market = twin(it.market)
            return .basis(it)
        case .hedger(var it):
            it.market = twin(it.market)
            return .hedger(it)
        case .staleAttacker(var it):
            it.market = twin(it.market)
            return .staleAttacker(it)
        case .script(var it) where !it.steps.contains(where: { $0.action == .spot }):
            for place in it.steps.indices { it.steps[place].market = twin(it.steps[place].market) }
            return .script(it)
        case .script, .keeper, .outbidder, .fundingCaller, .depositor, .searcher, .pairArbitrageur,
            .pushAttacker, .pumpAttacker, .flashAttacker, .bookMaker:
            return nil
        }
    }
}

extension ScriptSettings {
    /// The markets of its steps.
    fileprivate var marketNames: [String] {
        var names: [String] = []
        for step in steps where step.action != .spot && !names.contains(step.market) {
            names.append(step.market)
        }
        return names
    }
}

extension PopulationSettings {
    /// The population that does the same on twins of its markets, with the same chance.
    func twin(of curves: [String]) -> PopulationSettings? {
        guard twinOf.isEmpty, let first = curves.first, let names = model.marketNames,
            !names.isEmpty, names.allSatisfy({ $0.isEmpty || curves.contains($0) }),
            let model = model.onTwins(first)
        else { return nil }
        var twin = self
        twin.name = Scenario.twinName(name)
        twin.twinOf = name
        twin.model = model
        return twin
    }

    /// The places of the markets that members trade in.
    func marketPlaces(_ markets: [String]) -> [Int] {
        guard let names = model.marketNames else { return Array(markets.indices) }
        var places: [Int] = []
        for name in names {
            let place = name.isEmpty ? (markets.isEmpty ? nil : 0) : markets.firstIndex(of: name)
            if let place, !places.contains(place) { places.append(place) }
        }
        return places
    }
}

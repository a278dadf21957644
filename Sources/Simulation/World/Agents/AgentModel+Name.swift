extension AgentModel {
    /// The kind of the population, as scenarios and results name it.
    public var name: String {
        switch self {
        case .noise: "noise"
        case .trend: "trend"
        case .retail: "retail"
        case .arbitrageur: "arbitrageur"
        case .basis: "basis"
        case .hedger: "hedger"
        case .keeper: "keeper"
        case .outbidder: "outbidder"
        case .searcher: "searcher"
        case .fundingCaller: "funding-caller"
        case .depositor: "depositor"
        case .script: "script"
        case .pairArbitrageur: "pair-arbitrageur"
        case .pushAttacker: "push-attacker"
        case .pumpAttacker: "pump-attacker"
        case .staleAttacker: "stale-attacker"
        case .flashAttacker: "flash-attacker"
        case .bookMaker: "book-maker"
        }
    }
}

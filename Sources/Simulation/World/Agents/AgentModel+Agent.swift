import Agents

extension AgentModel {
    /// What a member of the population does, made for its seat.
    /// - Throws: `ScenarioProblem` for names that the world has not, and for settings that no agent
    ///   can act by.
    public func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        switch self {
        case .noise(let settings): try settings.agent(seat)
        case .trend(let settings): try settings.agent(seat)
        case .retail(let settings): try settings.agent(seat)
        case .arbitrageur(let settings): try settings.agent(seat)
        case .basis(let settings): try settings.agent(seat)
        case .hedger(let settings): try settings.agent(seat)
        case .keeper(let settings): try settings.agent(seat)
        case .outbidder(let settings): try settings.agent(seat)
        case .searcher(let settings): try settings.agent(seat)
        case .fundingCaller(let settings): try settings.agent(seat)
        case .depositor(let settings): try settings.agent(seat)
        case .script(let settings): try settings.agent(seat)
        case .pairArbitrageur(let settings): try settings.agent(seat)
        case .pushAttacker(let settings): try settings.agent(seat)
        case .pumpAttacker(let settings): try settings.agent(seat)
        case .staleAttacker(let settings): try settings.agent(seat)
        case .flashAttacker(let settings): try settings.agent(seat)
        case .bookMaker(let settings): try settings.agent(seat)
        }
    }
}

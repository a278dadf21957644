import Agents

extension AgentModel {
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        throw ScenarioProblem(seat.keyPath, name, "not there yet")
    }
}

import Chain
import SimulationKernel

/// The way between one agent and its node, on which time passes before the agent looks.
///
/// Whoever has one is in the place of a bot behind JSON-RPC in lockstep: a head reaches its node, the
/// reaction passes, and then it reads and sends at once. What has reached the node meanwhile it sees in
/// the same look.
public final class NodeConnection {
    private let timeline: Timeline
    private let reactionMicros: Distribution
    private var reactions: RandomStream
    /// What has reached the node since the last look.
    private var waiting: [NodeNotice] = []
    /// Whom notices go to, those of one look together.
    var deliver: (([NodeNotice]) -> Void)?

    /// A connection.
    /// - Parameters:
    ///   - reactionMicros: from a notice at the node to the look.
    ///   - reactions: chance of that.
    public init(timeline: Timeline, reactionMicros: Distribution, reactions: RandomStream) {
        self.timeline = timeline
        self.reactionMicros = reactionMicros
        self.reactions = reactions
    }

    /// The node has learnt of something.
    func take(_ notice: NodeNotice) {
        waiting.append(notice)
        guard waiting.count == 1 else { return }
        let delay = reactionMicros.sampleInteger(&reactions)
        if delay == 0 { return look() }
        timeline.schedule(afterMicros: delay) { [weak self] in self?.look() }
    }

    private func look() {
        let notices = waiting
        waiting = []
        deliver?(notices)
    }
}

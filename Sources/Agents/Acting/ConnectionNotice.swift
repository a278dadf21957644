import Chain

/// Something that an agent notices of its connection to the node, beside what comes over it.
public enum ConnectionNotice {
    /// It looked, and the node refused or did not answer: it has seen nothing.
    case readFailed(NodeFault.Kind)
    /// No answer has come to the sending of an intent in time; the node may have taken it.
    case sendingUnanswered(AgentIntent)
    /// The socket that tells of heads was closed.
    case socketClosed
    /// It is open again; what came about meanwhile it does not tell.
    case socketOpened
}

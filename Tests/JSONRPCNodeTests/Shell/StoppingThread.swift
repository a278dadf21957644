import Dispatch
import JSONRPCNode

/// A shell that is stopped beside the test.
final class StoppingThread {
    private let group = DispatchGroup()

    init(_ shell: NodeShell) {
        DispatchQueue.global().async(group: group) { shell.stop() }
    }

    func join() { group.wait() }
}

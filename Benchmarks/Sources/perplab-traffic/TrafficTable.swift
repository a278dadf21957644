import Chain

/// The figures of a run, as they are printed.
struct TrafficTable {
    let chain: SimulatedChain
    let source: TrafficSource
    let monitor: ChainMonitor
    let faults: FaultSchedule
    let reader: NodeReader
    /// At the start, in the middle and at the end.
    let memory: [String]
    /// The time of the traffic, without the calm after it.
    let elapsed: Duration

    func print() {
        row("submissions", "\(source.sentCount) sent here, \(chain.submissionCount) in all")
        for kind in TransactionFate.Kind.allCases {
            row("  \(kind.rawValue)", "\(chain.count(of: kind))")
        }
        row(
            "blocks",
            "\(chain.head.number) in the chain, \(monitor.blocksSealed) made, "
                + "\(monitor.fullBlocks) full")
        row("reorgs", "\(monitor.reorgs), \(monitor.blocksOrphaned) blocks orphaned")
        row("refused reorgs", "\(faults.refusedReorgs)")
        row("outages", "\(faults.outages)")
        row("partitions", "\(faults.partitions)")
        row("node restarts", "\(faults.restarts)")
        row("interventions", "\(faults.interventions)")
        row("reads", "\(reader.readCount), \(reader.noticeCount) notices of heads")
        row("head", "\(chain.head.hash)")
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        row(
            "transactions/s",
            "\(Int(Double(source.sentCount) / max(seconds, 1e-9))) sent, in "
                + "\(Int(seconds)) s")
        row("memory", memory.joined(separator: ", "))
        for (reason, count) in monitor.reasons.sorted(by: { $0.key < $1.key }) {
            row("fate \(reason)", "\(count)")
        }
        for (action, count) in zip(TrafficAction.allCases, source.counts) {
            row("action \(action)", "\(count)")
        }
    }

    private func row(_ name: String, _ value: String) {
        Swift.print(name + String(repeating: " ", count: max(1, 36 - name.count)) + value)
    }
}

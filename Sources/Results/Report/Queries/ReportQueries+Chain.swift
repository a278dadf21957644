import GRDB
import Simulation

extension ReportQueries {
    /// Slices of time over which delays are summed up.
    private static let delaySlices: Int64 = 120

    /// Blocks, delays and fates.
    func chain(_ run: Int64) throws -> ChainHistory {
        var chain = ChainHistory()
        let columns = "time_us, base_fee_real, gas_used, gas_limit, pool, transactions"
        for row in try rows(.blocks, columns, run: run) {
            chain.times.append(row.time())
            chain.baseFee.append(row.real("base_fee_real"))
            chain.gasUsed.append(row.real("gas_used"))
            chain.gasLimit.append(row.real("gas_limit"))
            chain.pool.append(row.real("pool"))
            chain.transactions += row.count("transactions")
        }
        try addDelays(run, &chain)
        chain.fates = try rows(
            .transactions, "fate, COUNT(*) AS count", run: run,
            and: "agent IS NOT NULL GROUP BY fate"
        ).map { .init(name: $0.text("fate") ?? "", count: $0.count("count")) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        chain.reorganized =
            try rows(.reorganizations, "COUNT(*) AS count", run: run).first?
            .count("count") ?? 0
        return chain
    }

    private func addDelays(_ run: Int64, _ chain: inout ChainHistory) throws {
        let found = try rows(
            .transactions, "sent_us, delay_us", run: run,
            and: "agent IS NOT NULL AND sent_us IS NOT NULL AND delay_us IS NOT NULL")
        guard let start = chain.times.first, let end = chain.times.last, end > start,
            !found.isEmpty
        else { return }
        let slice = max(1, (end - start) / Self.delaySlices)
        var slices = [[Double]](repeating: [], count: Int(Self.delaySlices) + 1)
        for row in found {
            let delay = Double(row.time("delay_us")) / 1e6
            let index = Int(max(0, min(Self.delaySlices, (row.time("sent_us") - start) / slice)))
            slices[index].append(delay)
            chain.delays.append(delay)
        }
        for (index, delays) in slices.enumerated() {
            let sorted = delays.sorted()
            chain.delayTimes.append(start + slice * Int64(index) + slice / 2)
            chain.delayMedian.append(sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2])
            chain.delayHigh.append(
                sorted.isEmpty ? nil : sorted[(sorted.count * 95 + 99) / 100 - 1])
        }
    }
}

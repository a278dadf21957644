import ContractRuntime
import EthereumPrimitives
import PriceOracles
import WideIntegers

/// Cases of prices that are held back, on the real contract.
enum DelayCases {
    /// `osm_delay`: which pokes are accepted, and what is in force after each.
    static func pokes(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["source_steps", "poke_times", "hop_s"])
        let steps = try members["source_steps"].list().map { json throws(VectorFileError) in
            let step = try json.object(["t", "value"])
            return (
                seconds: try step["t"].whole(as: UInt64.self), value: try step["value"].wad()
            )
        }
        let feed = try DelayedFeed(hopSeconds: members["hop_s"].whole(as: UInt16.self))
        let after = try members["poke_times"].list().map { json throws in
            let seconds = try json.whole(as: UInt64.self)
            if let step = steps.last(where: { $0.seconds <= seconds }) {
                try feed.setSource(step.value)
            }
            let isAccepted = try feed.poke(atSeconds: seconds)
            return OracleFigure.members([
                "t": .integer(seconds), "accepted": .flag(isAccepted),
                "current": try feed.value("peek").map(OracleFigure.wad) ?? .none,
                "next": try feed.value("peep").map(OracleFigure.wad) ?? .none,
                "zzz": .integer(try feed.word("zzz")),
            ])
        }
        return .members(["after_each": .list(after)])
    }

    /// `feed_replay` with pokes: a module over recorded bars, poked at their opens.
    static func replay(_ input: PlacedJSON, _ files: DataFiles) throws -> OracleFigure {
        let members = try input.object(["file", "source_value", "pokes", "skipped", "hop_s"])
        let _: Bool = try members["source_value"].word([
            ("open of the bar at the poke time, cents (round)", true)
        ])
        let _: Bool = try members["pokes"].word([("every bar open except skipped", true)])
        let skipped = try members["skipped"].list().map { json throws(VectorFileError) in
            try json.whole(as: UInt64.self)
        }
        let feed = try DelayedFeed(hopSeconds: members["hop_s"].whole(as: UInt16.self))
        var currents: [String: OracleFigure] = [:]
        var worst: (overstatementPpm: Int256, seconds: UInt64)?
        for (time, price) in try ReplayCases.prices(members, files) {
            try feed.setSource(price)
            if !skipped.contains(time.seconds) { _ = try feed.poke(atSeconds: time.seconds) }
            let current = try feed.value("peek")
            currents["\(time.seconds)"] = .optional(current) { .integer($0) }
            guard let current, !price.isZero else { continue }
            let ratio = try current.mulDivDown(1_000_000, price)
            let overstatement = try Int256(bitPattern: ratio) - 1_000_000
            if worst.map({ overstatement > $0.overstatementPpm }) ?? true {
                worst = (overstatement, time.seconds)
            }
        }
        return .members([
            "current_at": .members(currents),
            "worst_overstatement_ppm": .optional(worst) { .integer($0.overstatementPpm) },
            "worst_at": .optional(worst) { .integer($0.seconds) },
        ])
    }
}

/// A security module over a settable source, in a world of their own.
final class DelayedFeed {
    private static let module = Address(truncating: 0x05)
    private static let source = Address(truncating: 0x06)
    private static let sender = Address(truncating: 0x07)

    private let host: ContractHost
    private var block = BlockEnvironment(number: 1, timestampSeconds: 0, chainID: 1)

    init(hopSeconds: UInt16) throws {
        guard let schedule = GasSchedule(.london) else {
            throw VectorFileError(reason: "no gas schedule of London")
        }
        host = ContractHost(state: WorldState(), schedule: schedule)
        _ = try SettableValue(at: Self.source, in: host)
        _ = try OracleSecurityModule(
            at: Self.module, in: host, owner: Self.sender, source: Self.source,
            hopSeconds: hopSeconds, readsAreOpen: true)
    }

    /// Sets what the source says.
    func setSource(_ value: UInt256) throws {
        let outcome = send(Self.source, "poke(bytes32)", value.bigEndianBytes)
        if let revert = outcome.revert { throw Failure(what: "the source", revert: revert) }
    }

    /// Pokes at a second; whether the module took it.
    func poke(atSeconds seconds: UInt64) throws -> Bool {
        block.number += 1
        block.timestampSeconds = seconds
        let outcome = send(Self.module, "poke()")
        switch outcome.revert {
        case nil: return true
        case .reason("OSM/not-passed"): return false
        case let revert?: throw Failure(what: "poke", revert: revert)
        }
    }

    /// What `peek` or `peep` shows; nil where there is no price.
    func value(_ view: String) throws -> UInt256? {
        let outcome = send(Self.module, view + "()")
        if let revert = outcome.revert { throw Failure(what: view, revert: revert) }
        let words = outcome.output
        guard let value = UInt256(bigEndianBytes: words.prefix(32)),
            let exists = UInt256(bigEndianBytes: words.dropFirst(32))
        else { throw Failure(what: view, revert: .empty) }
        return exists.isZero ? nil : value
    }

    /// The one word of a view.
    func word(_ view: String) throws -> UInt256 {
        let outcome = send(Self.module, view + "()")
        if let revert = outcome.revert { throw Failure(what: view, revert: revert) }
        guard let word = UInt256(bigEndianBytes: outcome.output) else {
            throw Failure(what: view, revert: .empty)
        }
        return word
    }

    private func send(
        _ recipient: Address, _ signature: String, _ arguments: [UInt8] = []
    ) -> ExecutionOutcome {
        host.execute(
            Message(
                sender: Self.sender, recipient: recipient,
                data: Selector(signature: signature).bytes + arguments),
            in: block)
    }

    private struct Failure: Error, CustomStringConvertible {
        let what: String
        let revert: Revert

        var description: String { "\(what) reverts: \(revert)" }
    }
}

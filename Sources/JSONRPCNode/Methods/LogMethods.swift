import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// Logs of ranges of blocks.
    static var logMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_getLogs", ["filter"], "logs by emitter and topics, of a range or a block"
                ) { (service, parameters, writer) throws(RPCError) in
                    let argument = try parameters.read(0) { (view) throws(HexProblem) in
                        try FilterArgument(view)
                    }
                    writer.logs(try service.logs(argument))
                }, []
            )
        ]
    }
}

extension NodeService {
    /// The logs that a filter asks for.
    func logs(_ argument: FilterArgument) throws(RPCError) -> [PlacedLog] {
        let view = view
        if let hash = argument.blockHash {
            guard view.block(.hash(hash, requireCanonical: false)) != nil else {
                throw .refused("unknown block")
            }
            return try ask { () throws(QueryError) in
                try view.logs(matching: argument.filter, in: hash)
            }
        }
        let head = view.head.number
        let first = number(argument.from, view)
        var last = number(argument.to, view)
        if case .number? = argument.to, first > last { throw RPCError(.rangeReversed) }
        if max(first, last) > head {
            guard settings.clampsLogRange else {
                throw .invalidParameters("\(QueryError.rangeBeyondHead)")
            }
            last = head
        }
        // Whoever asks from the block after the last one that it has seen has seen everything.
        if first > last { return [] }
        if let most = settings.logBlocksMax, last - first >= most {
            throw RPCError(-32005, "exceed maximum block range: \(most)")
        }
        do throws(QueryError) {
            return try view.logs(
                matching: argument.filter, from: .number(first), to: .number(last),
                limit: settings.logsMax)
        } catch {
            // - Source: EIP-4444; go-ethereum, core/history.
            if case .stateNotKept = error { throw RPCError(4_444, "pruned history unavailable") }
            throw RPCError(error)
        }
    }

    /// The height that a bound names; the head's where nothing is said.
    private func number(_ tag: BlockTag?, _ view: NodeView) -> UInt64 {
        if case .number(let number)? = tag { return number }
        return (tag.flatMap { view.block($0) } ?? view.head).number
    }
}

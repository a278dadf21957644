import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// Filters, which are asked again and again.
    static var filterMethods: [Row] {
        [
            (
                RPCMethod("eth_newFilter", ["filter"], "the id of a filter of logs") {
                    (service, parameters, writer) throws(RPCError) in
                    let argument = try parameters.read(0) { (view) throws(HexProblem) in
                        try FilterArgument(view)
                    }
                    writer.quantity(service.addFilter(.logs(argument)))
                }, []
            ),
            (
                RPCMethod("eth_newBlockFilter", "the id of a filter of block hashes") {
                    (service, _, writer) throws(RPCError) in
                    writer.quantity(service.addFilter(.blocks))
                }, []
            ),
            (
                RPCMethod(
                    "eth_newPendingTransactionFilter", ["full?"],
                    "the id of a filter of pending transactions: hashes, or objects"
                ) { (service, parameters, writer) throws(RPCError) in
                    let full = try parameters.flag(0)
                    writer.quantity(service.addFilter(.pending(full: full)))
                }, []
            ),
            (
                RPCMethod(
                    "eth_getFilterChanges", ["id"], "what has happened since the last question"
                ) { (service, parameters, writer) throws(RPCError) in
                    let place = try service.filter(try parameters.quantity64(0))
                    service.writeChanges(at: place, &writer)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getFilterLogs", ["id"], "all logs of the range of a filter of logs"
                ) { (service, parameters, writer) throws(RPCError) in
                    let place = try service.filter(try parameters.quantity64(0))
                    guard case .logs(let argument) = service.filters[place].kind else {
                        throw .refused("filter not found")
                    }
                    writer.logs(try service.logs(argument))
                }, []
            ),
            (
                RPCMethod("eth_uninstallFilter", ["id"], "whether there was such a filter") {
                    (service, parameters, writer) throws(RPCError) in
                    let id = try parameters.quantity64(0)
                    let place = service.filters.find(id)
                    if let place { service.filters.remove(at: place) }
                    service.adjustListening()
                    writer.bool(place != nil)
                }, []
            ),
        ]
    }
}

extension NodeService {
    fileprivate func addFilter(_ kind: NodeFilter.Kind) -> UInt64 {
        filters.expire(at: clock(), lifetimeMicros: settings.filterLifetimeMicros)
        let id = filters.add(kind, at: clock(), capacity: settings.filtersMax)
        adjustListening()
        return id
    }

    fileprivate func writeChanges(at place: Int, _ writer: inout JSONWriter) {
        let wantsObjects = if case .pending(true) = filters[place].kind { true } else { false }
        writer.beginList()
        for change in filters.take(at: place) {
            switch change {
            case .block(let hash): writer.hash(hash)
            case .log(let placed): writer.log(PlacedLogObject(placed))
            case .transaction(let transaction) where wantsObjects:
                writer.transaction(transaction, at: nil, chainID: chainID)
            case .transaction(let transaction): writer.hash(transaction.hash)
            }
        }
        writer.endList()
    }

    /// The place of a filter, which counts as asked now.
    fileprivate func filter(_ id: UInt64) throws(RPCError) -> Int {
        filters.expire(at: clock(), lifetimeMicros: settings.filterLifetimeMicros)
        guard let place = filters.find(id) else { throw .refused("filter not found") }
        filters[place].askedMicros = clock()
        return place
    }
}

import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// Blocks and what stands in them.
    static var blockMethods: [Row] {
        [
            (
                RPCMethod("eth_blockNumber", "the height of the node's head") {
                    (service, _, writer) throws(RPCError) in
                    writer.quantity(service.view.head.number)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getBlockByNumber", ["block", "full?"],
                    "the block with hashes or objects of transactions; null past the head"
                ) { (service, parameters, writer) throws(RPCError) in
                    let block = try service.block(parameters, 0)
                    try service.write(block, full: try parameters.flag(1), &writer)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getBlockByHash", ["hash", "full?"],
                    "as eth_getBlockByNumber; orphaned blocks are found as well"
                ) { (service, parameters, writer) throws(RPCError) in
                    let block = try service.block(byHash: parameters, 0)
                    try service.write(block, full: try parameters.flag(1), &writer)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getBlockReceipts", ["block or hash"], "the receipts of a block, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let tag = try parameters.read(0) { (view) throws(HexProblem) in
                        try view.blockTagOrHash()
                    }
                    let view = service.view
                    guard tag != .pending, let block = view.block(tag) else { return writer.null() }
                    writer.beginList()
                    for index in block.receipts.indices {
                        writer.receipt(index, of: block, in: view.chain.host.state)
                    }
                    writer.endList()
                }, []
            ),
            (
                RPCMethod(
                    "eth_getBlockTransactionCountByNumber", ["block"],
                    "how many transactions a block has, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    service.writeCount(try service.block(parameters, 0), &writer)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getBlockTransactionCountByHash", ["hash"],
                    "how many transactions a block has, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    service.writeCount(try service.block(byHash: parameters, 0), &writer)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getTransactionByBlockNumberAndIndex", ["block", "index"],
                    "a block's transaction, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let block = try service.block(parameters, 0)
                    service.write(
                        try parameters.quantity64(1), of: block, &writer)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getTransactionByBlockHashAndIndex", ["hash", "index"],
                    "a block's transaction, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let block = try service.block(byHash: parameters, 0)
                    service.write(
                        try parameters.quantity64(1), of: block, &writer)
                }, []
            ),
        ]
    }
}

extension NodeService {
    /// The block that an argument names; the one that would be made now for `pending`.
    func block(_ parameters: Parameters, _ place: Int) throws(RPCError) -> BlockObject? {
        let tag = try parameters.read(place) { (view) throws(HexProblem) in
            try view.namedBlock()
        }
        let view = view
        if tag == .pending { return BlockObject(view.pendingBlock()) }
        return view.block(tag).map { BlockObject($0) }
    }

    func block(
        byHash parameters: Parameters, _ place: Int
    ) throws(RPCError) -> BlockObject? {
        let hash = try parameters.hash(place)
        return view.block(.hash(hash, requireCanonical: false)).map { BlockObject($0) }
    }

    fileprivate func write(
        _ block: BlockObject?, full: Bool, _ writer: inout JSONWriter
    ) throws(RPCError) {
        guard let block else { return writer.null() }
        writer.block(block, full: full, chainID: chainID)
    }

    fileprivate func writeCount(_ block: BlockObject?, _ writer: inout JSONWriter) {
        guard let block else { return writer.null() }
        writer.quantity(block.receipts.count)
    }

    fileprivate func write(_ index: UInt64, of block: BlockObject?, _ writer: inout JSONWriter) {
        guard let block, index < UInt64(block.receipts.count) else { return writer.null() }
        let place = Int(index)
        writer.transaction(
            block.receipts[place].transaction, at: block.place(place), chainID: chainID)
    }
}

extension Parameters {
    /// A truth that may be missing.
    func flag(_ place: Int) throws(RPCError) -> Bool {
        self[place] == nil ? false : try bool(place)
    }
}

extension JSONView {
    /// A block as `blockTag`, or by its hash alone.
    func blockTagOrHash() throws(HexProblem) -> BlockTag {
        if kind == .text, let text = textBytes, text.count == 66 {
            return .hash(try hash(), requireCanonical: false)
        }
        return try blockTag()
    }
}

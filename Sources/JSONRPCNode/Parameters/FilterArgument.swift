import Chain
import EthereumPrimitives
import JSONText

/// Which logs of which blocks are asked for.
///
/// - Source: go-ethereum, eth/filters/api.go, FilterCriteria.
struct FilterArgument {
    /// Emitters and topics.
    var filter = LogFilter()
    /// The first block; nil where nothing is said.
    var from: BlockTag?
    /// The last block; nil where nothing is said.
    var to: BlockTag?
    /// The one block that is asked for, instead of a range.
    var blockHash: Hash256?

    /// Places of topics, and alternatives at one of them, that are taken.
    /// - Source: go-ethereum, eth/filters/api.go, maxTopics and maxSubTopics.
    private static let (topicsMax, alternativesMax) = (4, 1_000)

    /// Every log.
    init() {}

    init(_ view: JSONView) throws(HexProblem) {
        guard view.kind == .object else {
            throw HexProblem(view.kindName, into: "filters.FilterCriteria")
        }
        from = try view.member("fromBlock")?.namedBlock()
        to = try view.member("toBlock")?.namedBlock()
        blockHash = try view.member("blockHash")?.hash()
        if blockHash != nil && (from != nil || to != nil) {
            throw HexProblem(
                "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other")
        }
        if let address = view.member("address") {
            filter.addresses = try FilterArgument.alternatives(address, "addresses") {
                (view) throws(HexProblem) in try view.address()
            }
        }
        if let topics = view.member("topics") {
            guard topics.kind == .list else {
                throw HexProblem(topics.kindName, into: "[]interface {}")
            }
            if topics.count > FilterArgument.topicsMax { throw HexProblem("exceed max topics") }
            for topic in topics.elements {
                filter.topics.append(topic.isNull ? [] : try FilterArgument.topics(topic))
            }
        }
    }

    /// The topics of one place; one `null` among them stands for any.
    private static func topics(_ view: JSONView) throws(HexProblem) -> [Hash256] {
        if view.kind == .list && view.elements.contains(where: { $0.isNull }) { return [] }
        return try alternatives(view, "topics") { (view) throws(HexProblem) in try view.hash() }
    }

    private static func alternatives<Value>(
        _ view: JSONView, _ what: String, _ read: (JSONView) throws(HexProblem) -> Value
    ) throws(HexProblem) -> [Value] {
        guard view.kind == .list else { return [try read(view)] }
        if view.count > alternativesMax { throw HexProblem("exceed max \(what)") }
        var values: [Value] = []
        for element in view.elements { values.append(try read(element)) }
        return values
    }
}

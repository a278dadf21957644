import Chain
import EthereumPrimitives
import JSONText

extension JSONView {
    /// A block: a tag, a quantity, or an object with a hash or a number (EIP-1898).
    func blockTag() throws(HexProblem) -> BlockTag {
        switch kind {
        case .text: return try namedBlock()
        case .object:
            let (hash, number) = (member("blockHash"), member("blockNumber"))
            if hash != nil && number != nil {
                throw HexProblem(
                    "cannot specify both BlockHash and BlockNumber, choose one or the other")
            }
            if let hash {
                return .hash(
                    try hash.hash(),
                    requireCanonical: member("requireCanonical")?.bool ?? false)
            }
            if let number { return try number.namedBlock() }
            throw HexProblem(
                "at least one of BlockNumber or BlockHash is needed if a dict is provided")
        default: throw HexProblem("\(kindName)", into: "rpc.BlockNumberOrHash")
        }
    }

    /// A tag or a quantity.
    func namedBlock() throws(HexProblem) -> BlockTag {
        guard kind == .text else { throw HexProblem(kindName, into: "rpc.BlockNumber") }
        if isText("latest") { return .latest }
        if isText("pending") { return .pending }
        if isText("safe") { return .safe }
        if isText("finalized") { return .finalized }
        if isText("earliest") { return .earliest }
        let number = try quantity64()
        guard number <= UInt64(Int64.max) else {
            throw HexProblem("block number larger than int64")
        }
        return .number(number)
    }

    /// A member that is there and not `null`.
    func member(_ name: StaticString) -> JSONView? {
        guard let view = self[name], !view.isNull else { return nil }
        return view
    }

    /// What stands here, as geth's decoder names it.
    var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .text: "string"
        case .list: "array"
        case .object: "object"
        }
    }
}

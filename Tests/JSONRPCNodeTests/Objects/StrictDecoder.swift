import JSONText
import Testing

/// Reads objects as strictly as the strictest client: every member is there, of its kind and grammar.
struct StrictDecoder {
    indirect enum Kind: Sendable {
        case quantity, bool, text
        case data(Int?)
        case optional(Kind)
        case list(Kind)
        case object([(String, Kind)])

        static let hash = Kind.data(32)
        static let address = Kind.data(20)
    }

    /// What is wrong with a value, with the way to it.
    static func problems(_ view: JSONView?, _ kind: Kind, _ path: String = "$") -> [String] {
        guard let view else { return ["\(path) is missing"] }
        switch kind {
        case .optional(let inner): return view.isNull ? [] : problems(view, inner, path)
        case .bool: return view.bool == nil ? ["\(path) is no truth"] : []
        case .text: return view.text == nil ? ["\(path) is no text"] : []
        case .quantity:
            return isQuantity(view.text) ? [] : ["\(path) is no quantity: \(view.json)"]
        case .data(let count):
            return isData(view.text, count) ? [] : ["\(path) is no data: \(view.json)"]
        case .list(let element):
            guard view.kind == .list else { return ["\(path) is no list"] }
            return view.elements.enumerated().flatMap {
                problems($0.element, element, "\(path)[\($0.offset)]")
            }
        case .object(let members):
            guard view.kind == .object else { return ["\(path) is no object"] }
            let known = Set(members.map(\.0))
            let names = view.members.map(\.name)
            var found = names.filter { !known.contains($0) }.map { "\(path).\($0) is unknown" }
            if Set(names).count != names.count { found.append("\(path) has a name twice") }
            for (name, kind) in members {
                let value = view.members.first { $0.name == name }?.value
                found += problems(value, kind, "\(path).\(name)")
            }
            return found
        }
    }

    private static func isQuantity(_ text: String?) -> Bool {
        guard let text, text.hasPrefix("0x") else { return false }
        let digits = text.dropFirst(2)
        if digits == "0" { return true }
        return !digits.isEmpty && digits.first != "0" && digits.allSatisfy(isLowerDigit)
    }

    private static func isData(_ text: String?, _ count: Int?) -> Bool {
        guard let text, text.hasPrefix("0x") else { return false }
        let digits = text.dropFirst(2)
        guard digits.utf8.count.isMultiple(of: 2), digits.allSatisfy(isLowerDigit) else {
            return false
        }
        return count == nil || digits.utf8.count == 2 * (count ?? 0)
    }

    private static func isLowerDigit(_ character: Character) -> Bool {
        "0123456789abcdef".contains(character)
    }
}

extension StrictDecoder.Kind {
    static let header: [(String, StrictDecoder.Kind)] = [
        ("number", .quantity), ("hash", .hash), ("parentHash", .hash), ("nonce", .data(8)),
        ("mixHash", .hash), ("sha3Uncles", .hash), ("logsBloom", .data(256)),
        ("transactionsRoot", .hash), ("stateRoot", .hash), ("receiptsRoot", .hash),
        ("miner", .address), ("difficulty", .quantity), ("extraData", .data(nil)),
        ("gasLimit", .quantity), ("gasUsed", .quantity), ("timestamp", .quantity),
        ("baseFeePerGas", .quantity),
    ]

    static func block(_ transaction: StrictDecoder.Kind) -> StrictDecoder.Kind {
        .object(
            header + [
                ("totalDifficulty", .quantity), ("size", .quantity),
                ("transactions", .list(transaction)), ("uncles", .list(.hash)),
            ])
    }

    /// A transaction of a type; pooled ones have no place.
    static func transaction(type: Int, isPooled: Bool = false) -> StrictDecoder.Kind {
        var members: [(String, StrictDecoder.Kind)] = [
            ("hash", .hash), ("from", .address), ("to", .optional(.address)), ("nonce", .quantity),
            ("gas", .quantity), ("gasPrice", .quantity), ("value", .quantity),
            ("input", .data(nil)),
            ("type", .quantity), ("chainId", .quantity), ("v", .quantity), ("r", .quantity),
            ("s", .quantity),
        ]
        let place: [(String, StrictDecoder.Kind)] = [
            ("blockHash", .hash), ("blockNumber", .quantity), ("blockTimestamp", .quantity),
            ("transactionIndex", .quantity),
        ]
        members += place.map { ($0.0, isPooled ? .optional($0.1) : $0.1) }
        if type > 0 {
            let entry = StrictDecoder.Kind.object([
                ("address", .address), ("storageKeys", .list(.hash)),
            ])
            members += [("accessList", .list(entry)), ("yParity", .quantity)]
        }
        if type == 2 {
            members += [("maxFeePerGas", .quantity), ("maxPriorityFeePerGas", .quantity)]
        }
        return .object(members)
    }

    static let log = StrictDecoder.Kind.object([
        ("address", .address), ("topics", .list(.hash)), ("data", .data(nil)),
        ("blockNumber", .quantity), ("transactionHash", .hash), ("transactionIndex", .quantity),
        ("blockHash", .hash), ("blockTimestamp", .quantity), ("logIndex", .quantity),
        ("removed", .bool),
    ])

    static let receipt = StrictDecoder.Kind.object([
        ("transactionHash", .hash), ("transactionIndex", .quantity), ("blockHash", .hash),
        ("blockNumber", .quantity), ("from", .address), ("to", .optional(.address)),
        ("contractAddress", .optional(.address)), ("cumulativeGasUsed", .quantity),
        ("gasUsed", .quantity), ("effectiveGasPrice", .quantity), ("logs", .list(log)),
        ("logsBloom", .data(256)), ("status", .quantity), ("type", .quantity),
    ])
}

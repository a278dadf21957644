import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Logs as the files write them: `event` and the arguments by the names of the ABI.
enum ReferencePerpEvents {
    /// Events whose `account` may be a fund or a fee pool under the name of its claims.
    private static let ofClaims: Set<String> = ["ClaimRecorded", "ClaimPaid"]

    /// A log by the ABI of its emitter; one that it does not declare is shown by its topic.
    static func written(
        _ log: EventLog, _ contracts: ReferencePerpContracts, _ names: ReferencePerpNames
    ) -> JSONValue {
        let abi = contracts.abi(of: log.address)
        guard let event = log.topics.first.flatMap({ abi?.event(topic0: $0) }),
            let values = try? event.decode(log, rules: .solidity)
        else {
            return .object([
                "event": .text(log.topics.first?.description ?? "no topic"),
                "emitter": .text(names.name(log.address)),
            ])
        }
        var members = ["event": JSONValue.string(event.name)]
        for (input, value) in zip(event.inputs, values) {
            members[input.name] =
                switch value {
                case .value(let value): written(value, input.name, of: event.name, names)
                case .hash(let hash): .text(hash)
                }
        }
        return .object(members)
    }

    private static func written(
        _ value: ABIValue, _ argument: String, of event: String, _ names: ReferencePerpNames
    ) -> JSONValue {
        switch value {
        case .address(let address):
            let isClaim = argument == "account" && ofClaims.contains(event)
            return .string(isClaim ? names.claimName(address) : names.name(address))
        case .uint(let number):
            if argument == "payer", let raw = UInt64(exactly: number).flatMap(UInt8.init(exactly:)),
                let payer = WaterfallParameters.Payer(rawValue: raw)
            {
                return .string("\(payer)")
            }
            return .text(number)
        case .int(let number): return .text(number)
        default: return .string("\(value)")
        }
    }
}

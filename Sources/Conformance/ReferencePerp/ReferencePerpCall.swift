import EthereumPrimitives
import WideIntegers

/// A call of the clearing house as the files write it.
struct ReferencePerpCall {
    /// How an argument is written.
    private enum Kind {
        case market, trader, fund, claimant, side, number
    }

    /// The arguments of each call in the order of the ABI.
    private static let arguments: [String: KeyValuePairs<String, Kind>] = [
        "openPosition": [
            "market": .market, "side": .side, "quote_amount": .number, "leverage": .number,
            "base_limit": .number,
        ],
        "closePosition": ["market": .market, "quote_limit": .number],
        "addMargin": ["market": .market, "amount": .number],
        "removeMargin": ["market": .market, "amount": .number],
        "liquidate": ["market": .market, "trader": .trader, "quote_limit": .number],
        "flag": ["market": .market, "trader": .trader],
        "payFunding": ["market": .market],
        "settlePosition": ["market": .market],
        "shutdown": ["market": .market],
        "repeg": ["market": .market, "peg": .number],
        "scaleK": ["market": .market, "scale": .number],
        "withdrawFees": ["market": .market, "amount": .number],
        "donate": ["fund": .fund, "amount": .number],
        "depositBackstop": ["amount": .number],
        "withdrawBackstop": ["amount": .number],
        "claim": ["account": .claimant],
    ]

    /// The name in the file.
    let name: String
    /// The market that is meant, where there is one.
    let market: PlacedJSON?
    private let actor: PlacedJSON
    private let place: String
    private let arguments: [(kind: Kind, json: PlacedJSON)]

    /// Reads a call, which must have all of its arguments and no others.
    init(
        actor: PlacedJSON, name: PlacedJSON, arguments: PlacedJSON
    ) throws(VectorFileError) {
        let known = Self.arguments.keys.sorted().map { ($0, $0) }
        let text = try name.word(known)
        let parameters = Self.arguments[text] ?? [:]
        let members = try arguments.object(parameters.map(\.key))
        self.actor = actor
        self.name = text
        place = arguments.place
        market = members.has("market") ? members["market"] : nil
        self.arguments = parameters.map { ($0.value, members[$0.key]) }
    }

    /// The sender's address.
    func sender(_ names: ReferencePerpNames) throws(VectorFileError) -> Address {
        try names.address(actor, .account)
    }

    /// The call data by an ABI.
    func data(
        _ abi: ContractABI, _ names: ReferencePerpNames
    ) throws(VectorFileError) -> [UInt8] {
        var values: [ABIValue] = []
        for argument in arguments { values.append(try value(argument.kind, argument.json, names)) }
        // A liquidation with a limit is a function of its own.
        let isLimited = values.last != .uint(0)
        if name == "liquidate" && !isLimited { values.removeLast() }
        let called = name == "liquidate" && isLimited ? "liquidateWithSlippage" : name
        guard let function = abi.function(named: called), function.inputs.count == values.count
        else {
            throw VectorFileError(
                place: place, reason: "no \(called) of \(values.count) arguments in \(abi.name)")
        }
        let typed = zip(function.inputs, values).map { input, value in
            // The protocol's decimals are structs of one number.
            if case .tuple = input.type { ABIValue.tuple([value]) } else { value }
        }
        do throws(ABIEncodingError) {
            return try function.encodeCall(typed)
        } catch {
            throw VectorFileError(place: place, reason: "\(error)")
        }
    }

    private func value(
        _ kind: Kind, _ json: PlacedJSON, _ names: ReferencePerpNames
    ) throws(VectorFileError) -> ABIValue {
        switch kind {
        case .market: .address(try names.addressOrNone(json, .market))
        case .fund: .address(try names.addressOrNone(json, .fund))
        case .trader: .address(try names.address(json, .account))
        case .claimant: .address(try names.claimant(json))
        case .side: .uint(try json.word([("BUY", 0), ("SELL", 1)]))
        case .number: .uint(try json.uint256())
        }
    }
}

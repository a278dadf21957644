import EthereumPrimitives
import PerpContracts
import WideIntegers

/// What exists before the first step.
struct ReferencePerpSetup {
    struct Feed {
        let name: String
        let priceWad: UInt256
        let updatedAtSeconds: UInt256
    }

    struct Fund {
        let name: String
        let balanceWad: UInt256
    }

    struct Balance {
        let account: String
        let balanceWad: UInt256
    }

    struct Market {
        let name: String
        let place: String
        let parameters: ReferenceMarketParameters
    }

    let names: ReferencePerpNames
    let timestampSeconds: UInt64
    let block: UInt64
    let owner: Address
    let balances: [Balance]
    let claimsPolicy: ClaimsPolicy
    let funds: [Fund]
    let feeds: [Feed]
    let markets: [Market]

    /// Reads a setup, which must have all that is known and nothing else.
    init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object([
            "accounts", "balances", "claims_policy", "clock", "feeds", "funds", "markets", "owner",
        ])
        var names = ReferencePerpNames()
        for account in try members["accounts"].list() {
            try names.add(account, try account.text(), .account)
        }
        for (name, json) in try members["funds"].named() { try names.add(json, name, .fund) }
        for (name, json) in try members["feeds"].named() { try names.add(json, name, .feed) }
        for (name, json) in try members["markets"].named() { try names.add(json, name, .market) }
        self.names = names
        let clock = try members["clock"].object(["timestamp", "block"])
        timestampSeconds = try clock["timestamp"].uint64()
        block = try clock["block"].uint64()
        owner = try names.address(members["owner"], .account)
        claimsPolicy = try members["claims_policy"].word(
            [.firstCome, .proRata].map { (policy: ClaimsPolicy) in (policy.rawValue, policy) })
        balances = try members["balances"].named().map { entry throws(VectorFileError) in
            _ = try names.address(
                PlacedJSON(place: entry.json.place, value: .string(entry.name)), .account)
            return Balance(account: entry.name, balanceWad: try entry.json.uint256())
        }
        funds = try members["funds"].named().map { entry throws(VectorFileError) in
            Fund(name: entry.name, balanceWad: try entry.json.uint256())
        }
        feeds = try members["feeds"].named().map { entry throws(VectorFileError) in
            let feed = try entry.json.object(["price", "updated_at"])
            return Feed(
                name: entry.name, priceWad: try feed["price"].uint256(),
                updatedAtSeconds: try feed["updated_at"].uint256())
        }
        markets = try members["markets"].named().map { entry throws(VectorFileError) in
            Market(
                name: entry.name, place: entry.json.place,
                parameters: try ReferenceMarketParameters(entry.json, names))
        }
    }

    /// The first market whose parameters contradict themselves, and how.
    var refusal: (market: Market, reason: ParameterRefusal)? {
        for market in markets {
            do throws(ParameterRefusal) {
                try market.parameters.validate()
            } catch {
                return (market, error)
            }
        }
        return nil
    }
}

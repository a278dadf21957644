/// `model_final`: the state after the last step of a case.
struct PerpV1Final: Decodable, Sendable {
    let clock: [String: JSONValue]?
    let balances: [String: [String: JSONValue]]?
    let amms: [String: Amm]?
    let clearingHouse: ClearingHouse?
    let insuranceFund: InsuranceFund?

    enum CodingKeys: String, CodingKey {
        case clock, amms
        case balances = "balances_raw"
        case clearingHouse = "clearing_house"
        case insuranceFund = "insurance_fund"
    }

    struct Amm: Decodable, Sendable {
        let fields: [String: JSONValue]
        let snapshots: [[JSONValue]]

        init(from decoder: any Decoder) throws {
            var members = try [String: JSONValue](from: decoder)
            let listed = try Snapshots(from: decoder)
            members["snapshots"] = nil
            fields = members
            snapshots = listed.snapshots
        }

        private struct Snapshots: Decodable {
            let snapshots: [[JSONValue]]
        }
    }

    struct ClearingHouse: Decodable, Sendable {
        let prepaidBadDebt: [String: JSONValue]
        let openInterestNotional: [String: JSONValue]
        let markets: [String: Market]

        enum CodingKeys: String, CodingKey {
            case markets
            case prepaidBadDebt = "prepaid_bad_debt"
            case openInterestNotional = "open_interest_notional"
        }
    }

    struct Market: Decodable, Sendable {
        let lastRestrictionBlock: JSONValue
        let cumulativePremiumFractions: JSONValue
        let positions: [String: [String: JSONValue]]

        enum CodingKeys: String, CodingKey {
            case positions
            case lastRestrictionBlock = "last_restriction_block"
            case cumulativePremiumFractions = "cumulative_premium_fractions"
        }
    }

    struct InsuranceFund: Decodable, Sendable {
        let amms: JSONValue
        let quoteTokens: [JSONValue]

        enum CodingKeys: String, CodingKey {
            case amms
            case quoteTokens = "quote_tokens"
        }
    }
}

extension PerpV1Final {
    /// Reads everything through the contracts' views and compares.
    func compare(with world: PerpV1World, _ check: inout CaseCheck) throws(VectorFileError) {
        if let clock {
            let got: [String: JSONValue] = [
                "timestamp": .string("\(world.block.timestampSeconds)"),
                "block": .string("\(world.block.number)"),
            ]
            check.equal("clock", expected: clock, got: got)
        }
        for (token, accounts) in sorted(balances ?? [:]) {
            for (account, balance) in listed(accounts, world) {
                try check.view("\(token) of \(account)", equals: balance, world) {
                    () throws(VectorFileError) in
                    try world.read(token, "balanceOf", [.string(account)])
                }
            }
        }
        for (name, amm) in sorted(amms ?? [:]) { try compare(amm, name, world, &check) }
        if let clearingHouse { try compare(clearingHouse, world, &check) }
        if let insuranceFund { try compare(insuranceFund, world, &check) }
    }

    /// The value of every known name, zero where none is listed.
    private func listed(
        _ values: [String: JSONValue], _ world: PerpV1World
    ) -> [(key: String, value: JSONValue)] {
        sorted(values.merging(world.names.all.map { ($0, .string("0")) }) { given, _ in given })
    }

    /// The views of an amm by the names of its fields.
    static let ammViews: [String: String] = [
        "open": "open", "quote_reserve": "quoteAssetReserve", "base_reserve": "baseAssetReserve",
        "total_position_size": "totalPositionSize", "cumulative_notional": "getCumulativeNotional",
        "funding_rate": "fundingRate", "next_funding_time": "nextFundingTime",
        "settlement_price": "getSettlementPrice", "snapshot_count": "getSnapshotLen",
        "spot_price": "getSpotPrice", "over_spread_limit": "isOverSpreadLimit",
        "base_delta_this_period": "getBaseAssetDeltaThisFundingPeriod",
    ]

    private func compare(
        _ amm: Amm, _ name: String, _ world: PerpV1World, _ check: inout CaseCheck
    ) throws(VectorFileError) {
        for (field, expected) in sorted(amm.fields) {
            guard let view = Self.ammViews[field] else {
                throw VectorFileError(place: "model_final.amms.\(field)", reason: "is not known")
            }
            try check.view("\(name) \(field)", equals: expected, world) {
                () throws(VectorFileError) in try world.read(name, view)
            }
        }
        guard case .string(let text)? = amm.fields["snapshot_count"], let count = Int(text) else {
            throw VectorFileError(place: "model_final.amms", reason: "no snapshot_count")
        }
        for (index, snapshot) in amm.snapshots.enumerated() {
            let place = count - amm.snapshots.count + index
            let got = try world.snapshot(of: name, at: place)
            check.equal("\(name) snapshot \(place)", expected: .value(.array(snapshot)), got: got)
        }
    }

    private func compare(
        _ clearingHouse: ClearingHouse, _ world: PerpV1World, _ check: inout CaseCheck
    ) throws(VectorFileError) {
        let house = "clearing_house"
        for (token, debt) in listed(clearingHouse.prepaidBadDebt, world) {
            try check.view("prepaid bad debt of \(token)", equals: debt, world) {
                () throws(VectorFileError) in
                try world.read(house, "getPrepaidBadDebt", [.string(token)])
            }
        }
        for (amm, notional) in listed(clearingHouse.openInterestNotional, world) {
            try check.view("open interest of \(amm)", equals: notional, world) {
                () throws(VectorFileError) in
                try world.read(house, "openInterestNotionalMap", [.string(amm)])
            }
        }
        for (amm, market) in sorted(clearingHouse.markets) {
            try check.view("restriction block", equals: market.lastRestrictionBlock, world) {
                () throws(VectorFileError) in
                try world.read(house, "testGetLastRestrictionBlock", [.string(amm)])
            }
            try check.view("premiums", equals: market.cumulativePremiumFractions, world) {
                () throws(VectorFileError) in
                try world.read(house, "testGetPremiumFractions", [.string(amm)])
            }
            for trader in world.names.all {
                let reply = try world.read(house, "getPosition", [.string(amm), .string(trader)])
                let position = market.positions[trader] ?? Self.noPosition
                compare(position, reply, "position of \(trader)", &check)
            }
        }
    }

    private static let positionFields: [String: String] = [
        "size": "size", "margin": "margin", "open_notional": "openNotional",
        "last_cumulative_premium_fraction": "lastUpdatedCumulativePremiumFraction",
        "block": "blockNumber",
    ]

    private static let noPosition = positionFields.mapValues { _ in JSONValue.string("0") }

    private func compare(
        _ position: [String: JSONValue], _ reply: PerpV1Reply, _ what: String,
        _ check: inout CaseCheck
    ) {
        guard case .value(.object(let members)) = reply else {
            check.fail(what, expected: "a position", got: "\(reply)")
            return
        }
        for (field, expected) in sorted(position) {
            let got = Self.positionFields[field].flatMap { members[$0] }
            check.equal("\(what) \(field)", expected: expected, got: got ?? .null)
        }
    }

    private func compare(
        _ fund: InsuranceFund, _ world: PerpV1World, _ check: inout CaseCheck
    ) throws(VectorFileError) {
        let name = "insurance_fund"
        try check.view("fund's amms", equals: fund.amms, world) { () throws(VectorFileError) in
            try world.read(name, "getAllAmms")
        }
        let count = JSONValue.string("\(fund.quoteTokens.count)")
        try check.view("number of the fund's tokens", equals: count, world) {
            () throws(VectorFileError) in try world.read(name, "getQuoteTokenLength")
        }
        for (index, token) in fund.quoteTokens.enumerated() {
            try check.view("the fund's token \(index)", equals: token, world) {
                () throws(VectorFileError) in
                try world.read(name, "quoteTokens", [.string("\(index)")])
            }
        }
    }
}

/// Members in the order of their names.
func sorted<Value>(_ members: [String: Value]) -> [(key: String, value: Value)] {
    members.sorted { $0.key < $1.key }
}

/// The full state between two operations of a trace.
struct PerpV1TraceState: Decodable, Sendable {
    /// Timestamp and height.
    let clock: [JSONValue]
    let amm: [String: JSONValue]
    let clearingHouse: [String: JSONValue]
    let positions: [String: Position]
    let balances: [String: JSONValue]

    enum CodingKeys: String, CodingKey {
        case clock, amm, positions
        case clearingHouse = "clearing_house"
        case balances = "balances_raw"
    }

    struct Position: Decodable, Sendable {
        let position: JSONValue
        let marginRatio: JSONValue?
        let spot: JSONValue?
        let twap: JSONValue?

        enum CodingKeys: String, CodingKey {
            case position, spot, twap
            case marginRatio = "margin_ratio"
        }
    }

    private static let noPosition = Position(
        position: .array(Array(repeating: .string("0"), count: 5)), marginRatio: nil, spot: nil,
        twap: nil)

    private static let ammName = JSONValue.string("amm")

    /// Reads everything through the contracts' views and compares.
    func compare(
        with world: PerpV1World, _ what: String, _ check: inout CaseCheck
    ) throws(VectorFileError) {
        check.equal(
            "\(what) clock", expected: clock,
            got: [
                .string("\(world.block.timestampSeconds)"), .string("\(world.block.number)"),
            ])
        for (field, expected) in sorted(amm) {
            try check.view("\(what) amm.\(field)", equals: expected, world) {
                () throws(VectorFileError) in try self.ammReply(field, world)
            }
        }
        for (field, expected) in sorted(clearingHouse) {
            try check.view("\(what) clearing_house.\(field)", equals: expected, world) {
                () throws(VectorFileError) in try self.houseReply(field, world)
            }
        }
        // A position that is not listed has no field but zeros.
        for trader in world.names.all {
            let position = positions[trader] ?? Self.noPosition
            try compare(position, of: trader, world, what, &check)
        }
        for (account, balance) in sorted(balances) {
            try check.view("\(what) balance of \(account)", equals: balance, world) {
                () throws(VectorFileError) in
                try world.read("usd", "balanceOf", [.string(account)])
            }
        }
    }

    private func ammReply(
        _ field: String, _ world: PerpV1World
    ) throws(VectorFileError) -> PerpV1Reply {
        if let view = PerpV1Final.ammViews[field] { return try world.read("amm", view) }
        if field.hasPrefix("twap_") {
            return try world.read("amm", "getTwapPrice", [.string(String(field.dropFirst(5)))])
        }
        if field == "last_snapshot", case .string(let count)? = amm["snapshot_count"],
            let count = Int(count)
        {
            return try world.snapshot(of: "amm", at: count - 1)
        }
        throw VectorFileError(place: "state.amm.\(field)", reason: "is not known")
    }

    private func houseReply(
        _ field: String, _ world: PerpV1World
    ) throws(VectorFileError) -> PerpV1Reply {
        let house = "clearing_house"
        switch field {
        case "open_interest_notional":
            return try world.read(house, "openInterestNotionalMap", [Self.ammName])
        case "latest_premium_fraction":
            return try world.read(house, "getLatestCumulativePremiumFraction", [Self.ammName])
        case "last_restriction_block":
            return try world.read(house, "testGetLastRestrictionBlock", [Self.ammName])
        case "prepaid_bad_debt":
            return try world.read(house, "getPrepaidBadDebt", [.string("usd")])
        case "premium_fractions":
            return try world.read(house, "testGetPremiumFractions", [Self.ammName])
        case "premium_fraction_count":
            let reply = try world.read(house, "testGetPremiumFractions", [Self.ammName])
            guard case .value(.array(let fractions)) = reply else { return reply }
            return .value(.string("\(fractions.count)"))
        default:
            throw VectorFileError(place: "state.clearing_house.\(field)", reason: "is not known")
        }
    }

    private func compare(
        _ position: Position, of trader: String, _ world: PerpV1World, _ what: String,
        _ check: inout CaseCheck
    ) throws(VectorFileError) {
        let house = "clearing_house"
        let place = "\(what) \(trader)"
        let key = [Self.ammName, .string(trader)]
        try check.view("\(place) position", equals: position.position, world) {
            () throws(VectorFileError) in
            try world.read(house, "getPosition", key).list(
                "size", "margin", "openNotional", "lastUpdatedCumulativePremiumFraction",
                "blockNumber")
        }
        if let ratio = position.marginRatio {
            try check.view("\(place) margin ratio", equals: ratio, world) {
                () throws(VectorFileError) in try world.read(house, "getMarginRatio", key)
            }
        }
        for (name, option, expected) in [
            ("spot", "SPOT_PRICE", position.spot), ("twap", "TWAP", position.twap),
        ] {
            guard let expected else { continue }
            try check.view("\(place) \(name)", equals: expected, world) {
                () throws(VectorFileError) in
                try world.read(
                    house, "getPositionNotionalAndUnrealizedPnl", key + [.string(option)]
                ).list("positionNotional", "unrealizedPnl")
            }
        }
    }
}

extension PerpV1Reply {
    /// Some members of a struct, as a list.
    fileprivate func list(_ names: String...) -> PerpV1Reply {
        guard case .value(.object(let members)) = self else { return self }
        return .value(.array(names.map { members[$0] ?? .null }))
    }
}

extension CaseCheck {
    /// Compares the reply of a view; `{"revert": reason}` where it must fail.
    mutating func view(
        _ what: String, equals expected: JSONValue, _ world: PerpV1World,
        _ reply: () throws(VectorFileError) -> PerpV1Reply
    ) throws(VectorFileError) {
        let got = try reply()
        if case .object(let members) = expected, case .string(let reason)? = members["revert"] {
            reverted(what, because: reason, isAnyAllowed: false, got: got)
        } else if got != .value(expected) {
            fail(what, expected: "\(expected)", got: "\(got)")
        }
    }
}

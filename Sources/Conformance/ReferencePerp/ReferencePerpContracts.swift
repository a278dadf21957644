import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The clearing house and its markets: all that the runner knows of their Swift interface.
struct ReferencePerpContracts {
    /// By which calls are encoded.
    static let houseABI = ReferencePerpABI.house

    private let house: ReferenceHouse
    private let markets: [(address: Address, market: ReferenceMarket)]

    /// Places a setup's house, funds and markets.
    init(
        _ setup: ReferencePerpSetup, in host: ContractHost, block: BlockEnvironment
    ) throws(VectorFileError) {
        let names = setup.names
        var place = "house"
        do throws(ReferencePerpError) {
            house = try ReferenceHouse(
                at: ReferencePerpNames.house, in: host,
                ReferenceHouseParameters(
                    owner: setup.owner, token: ReferencePerpNames.token,
                    claimsPolicy: setup.claimsPolicy))
            for fund in setup.funds {
                house.addFund(
                    names.address(known: fund.name), balanceWad: fund.balanceWad, in: host.state)
            }
            var markets: [(Address, ReferenceMarket)] = []
            for market in setup.markets {
                place = market.place
                let address = names.address(known: market.name)
                markets.append(
                    (
                        address,
                        try house.addMarket(
                            at: address, market.parameters, in: host, block: block)
                    ))
            }
            self.markets = markets
        } catch {
            throw VectorFileError(place: place, reason: "\(error)")
        }
    }

    /// The functions and events of a contract; nil for any other address.
    func abi(of address: Address) -> ContractABI? {
        if address == ReferencePerpNames.house { return ReferencePerpABI.house }
        return markets.contains { $0.address == address } ? ReferencePerpABI.market : nil
    }

    // MARK: - State

    /// The members of a state that the contracts hold.
    func state(_ names: ReferencePerpNames, in state: WorldState) -> [String: JSONValue] {
        var (funds, deposits, claims) = ([:], [:], [:]) as (Amounts, Amounts, Amounts)
        for name in names.lists[.fund, default: []] {
            funds[name] = .text(house.fundWad(names.address(known: name), in: state))
        }
        for name in names.lists[.account, default: []] {
            let deposit = house.depositWad(of: names.address(known: name), in: state)
            if !deposit.isZero { deposits[name] = .text(deposit) }
        }
        for (name, address) in names.claimants {
            let claim = house.claimWad(of: address, in: state)
            if !claim.isZero { claims[name] = .text(claim) }
        }
        var markets: Amounts = [:]
        for (address, market) in self.markets {
            markets[names.name(address)] = self.state(of: market, names, in: state)
        }
        return [
            "vault": .text(house.summary(in: state).vaultWad), "funds": .object(funds),
            "backstop_deposits": .object(deposits), "claims": .object(claims),
            "markets": .object(markets),
        ]
    }

    private typealias Amounts = [String: JSONValue]

    private func state(
        of market: ReferenceMarket, _ names: ReferencePerpNames, in state: WorldState
    ) -> JSONValue {
        let summary = market.summary(in: state)
        let paid = summary.badDebtPaidWad.map { ("\($0.key)", JSONValue.text($0.value)) }
        let counters = summary.counters.map { ($0.key.rawValue, JSONValue.text($0.value)) }
        var positions: Amounts = [:]
        for name in names.lists[.account, default: []] {
            let position = market.position(of: names.address(known: name), in: state)
            if let written = written(position) { positions[name] = written }
        }
        return .object([
            "quote_reserve": .text(summary.quoteReserveWad),
            "base_reserve": .text(summary.baseReserveWad),
            "peg": .text(summary.pegWad),
            "net_size": .text(summary.netSizeWad),
            "long_size": .text(summary.longSizeWad),
            "short_size": .text(summary.shortSizeWad),
            "open_notional_long": .text(summary.openNotionalLongWad),
            "open_notional_short": .text(summary.openNotionalShortWad),
            "funding_long": .text(summary.fundingLongWad),
            "funding_short": .text(summary.fundingShortWad),
            "funding_rate": .text(summary.fundingRateWad),
            "next_funding_time": .text(summary.nextFundingTime),
            "last_funding_time": .text(summary.lastFundingTime),
            "curve_account": .text(summary.curveAccountWad),
            "imbalance_account": .text(summary.imbalanceAccountWad),
            "fee_pool": .text(summary.feePoolWad),
            "uncovered": .text(summary.uncoveredWad),
            "socialised_owed": .text(summary.socialisedOwedWad),
            "bad_debt": .text(summary.badDebtWad),
            "bad_debt_paid": .object(Dictionary(uniqueKeysWithValues: paid)),
            "open": .bool(summary.isOpen),
            "settlement_price": .text(summary.settlementPriceWad),
            "mark": .text(summary.markWad),
            "positions": .object(positions),
            "counters": .object(Dictionary(uniqueKeysWithValues: counters)),
        ])
    }

    /// A position; nil for one that has no field but zeros.
    private func written(_ position: ReferencePositionSummary) -> JSONValue? {
        let members: Amounts = [
            "size": .text(position.sizeWad),
            "open_notional": .text(position.openNotionalWad),
            "margin": .text(position.marginWad),
            "funding_index": .text(position.fundingIndexWad),
            "socialised_owed": .text(position.socialisedOwedWad),
            "flag_time": .text(position.flagTime),
            "last_block": .text(position.lastBlock),
        ]
        return members.values.allSatisfy { $0 == .string("0") } ? nil : .object(members)
    }

    // MARK: - Risk

    /// The prices of a market and its open positions at them.
    func risk(
        of market: Address, truePriceWad: UInt256?, _ names: ReferencePerpNames,
        in host: ContractHost, block: BlockEnvironment
    ) -> Result<JSONValue, Revert> {
        house.risk(of: market, truePriceWad: truePriceWad, in: host, block: block)
            .map { written($0, names) }
    }

    private func written(_ risk: ReferenceRisk, _ names: ReferencePerpNames) -> JSONValue {
        let positions = risk.positions.map { position in
            (
                names.name(position.trader),
                JSONValue.object([
                    "margin_price": .text(position.marginPriceWad),
                    "notional": .text(position.notionalWad),
                    "pnl": .text(position.pnlWad),
                    "funding_owed": .text(position.fundingOwedWad),
                    "equity": .text(position.equityWad),
                    "margin_ratio": .text(position.marginRatioWad),
                    "maintenance": .text(position.maintenanceWad),
                ])
            )
        }
        return .object([
            "prices": .object([
                "mark": .text(risk.markWad),
                "markTwap": .text(risk.markTwapWad),
                "oracle": .text(risk.oracleWad),
                "oracleTwap": .text(risk.oracleTwapWad),
                "median": .text(risk.medianWad),
            ]),
            "feed_status": .string(risk.feedStatus.rawValue),
            "bad_debt": .object([
                "booked": .text(risk.bookedWad),
                "latent_at_price": .text(risk.latentAtPriceWad),
                "latent_at_curve": .text(risk.latentAtCurveWad),
            ]),
            "positions": .object(Dictionary(positions, uniquingKeysWith: { first, _ in first })),
        ])
    }
}

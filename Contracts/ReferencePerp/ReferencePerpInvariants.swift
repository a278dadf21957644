import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The books of one house of ReferencePerp, checked statement by statement.
///
/// Each check may be called alone. Running figures are kept from the logs of successful calls, which
/// `book` takes in after each; what comes from outside of calls must be in place before. Checks
/// named R are those of the design's own list.
/// - Source: perplab's specification of ReferencePerp, section 11.
public struct ReferencePerpInvariants {
    let house: ReferenceHouse
    let markets: [ReferenceMarket]
    let token: ERC20Token
    /// Tokens that have come to the house from others, less those that have left.
    var netInflow = Int256.zero
    /// Tokens that were sent to the house by no function of its own.
    var gifts = Int256.zero
    let heldAtFirst: Int256
    /// Figures of each market, in the order of `markets`.
    var figures: [Figures]
    /// Whether calls are booked together at their block's end, when the state is that after all of
    /// them: statements that need the state after each call are left out then (the second part of R2,
    /// and R5 where the fund bears the difference).
    let isBookedByBlock: Bool

    /// What is kept of a market between calls.
    struct Figures {
        /// The floored product of the reserves, and what the curve has kept.
        var product = Int256.zero
        var dust = Int256.zero
        var socialised = Int256.zero
        var socialisedCollected = Int256.zero
        /// Bad debt that liquidations and payers have named.
        var badDebtPaid = Int256.zero
        var badDebtLiquidated = Int256.zero
        var hasSettledBadDebt = false
        /// What the fund should have given to funding and could not.
        var fundingMissing = Int256.zero
        /// Before the next call: the totals that its funding is paid on, and the fund.
        var longSize = Int256.zero
        var shortSize = Int256.zero
        var fundingLong = Int256.zero
        var fundingShort = Int256.zero
        var fund = Int256.zero
    }

    /// Takes the present state as the start.
    public init(
        house: ReferenceHouse, markets: [ReferenceMarket], token: ERC20Token,
        in state: WorldState, isBookedByBlock: Bool = false
    ) {
        self.isBookedByBlock = isBookedByBlock
        self.house = house
        self.markets = markets
        self.token = token
        heldAtFirst = Int256(bitPattern: token.balanceRaw(of: house.account, in: state))
        figures = markets.map { _ in Figures() }
        for index in markets.indices {
            figures[index].product = (try? product(markets[index], state)) ?? .zero
            figures[index].dust = (try? dust(markets[index], state)) ?? .zero
            readFundingBase(index, state)
        }
    }

    // MARK: - Statements of the design

    /// R1: the vault is what margins, claims, funds, fees, deposits and the markets' accounts add up
    /// to, and the running sums of it are right; free collateral is never below zero.
    /// - Complexity: linear in the records of the state.
    public func checkR1(_ state: WorldState) throws(InvariantViolation) {
        let funds = sum(of: house.slots.funds, state)
        let deposits = sum(of: house.slots.deposits, state)
        let claims = sum(of: house.slots.claims, state)
        var (fees, margins, accounts) = (Int256.zero, Int256.zero, Int256.zero)
        for market in markets {
            fees = fees &+ word(.feePool, market, state)
            for position in positions(market, state) { margins = margins &+ position.margin }
            accounts =
                accounts &+ word(.curveAccount, market, state)
                &+ word(.imbalanceAccount, market, state) &- word(.uncovered, market, state)
                &- word(.socialisedOwed, market, state)
        }
        let vault = Int256(bitPattern: state[house.slots.vault])
        let held = funds &+ fees &+ deposits
        let expected = margins &+ claims &+ held &+ accounts
        try require(vault == expected, 1) {
            """
            the vault holds \(vault), margins \(margins), claims \(claims), funds \(funds), fees \
            \(fees), deposits \(deposits), accounts \(accounts) are \(expected)
            """
        }
        let reserved = Int256(bitPattern: state[house.slots.reserved])
        try require(reserved == held, 1) { "held apart \(held), running sum \(reserved)" }
        let total = Int256(bitPattern: state[house.slots.claimsTotal])
        try require(claims == total, 1) { "claims \(claims), running sum \(total)" }
        try checkFreeCollateral(state)
    }

    /// R1, its running part: free collateral is never below zero.
    public func checkFreeCollateral(_ state: WorldState) throws(InvariantViolation) {
        let vault = Int256(bitPattern: state[house.slots.vault])
        let reserved = Int256(bitPattern: state[house.slots.reserved])
        try require(vault >= reserved, 1) { "the vault holds \(vault), apart \(reserved)" }
    }

    /// R3: losses that were socialised are collected or owed by positions.
    /// - Complexity: linear in the records of the state.
    public func checkR3(_ state: WorldState) throws(InvariantViolation) {
        for (market, figures) in zip(markets, figures) {
            var owed = Int256.zero
            for position in positions(market, state) { owed = owed &+ position.socialisedOwed }
            let running = word(.socialisedOwed, market, state)
            try require(owed == running, 3) { "positions owe \(owed), running sum \(running)" }
            try require(figures.socialised == figures.socialisedCollected &+ owed, 3) {
                """
                socialised \(figures.socialised), collected \(figures.socialisedCollected), \
                owed \(owed)
                """
            }
            let paid = word(.paidSocialise, market, state)
            try require(figures.socialised == paid, 3) {
                "socialised \(figures.socialised), booked as paid \(paid)"
            }
        }
    }

    /// R4: no margin, fund, deposit, fee pool or claim is below zero.
    /// - Complexity: linear in the records of the state.
    public func checkR4(_ state: WorldState) throws(InvariantViolation) {
        let tables = [
            ("fund", house.slots.funds), ("deposit", house.slots.deposits),
            ("claim", house.slots.claims),
        ]
        for (name, table) in tables {
            for slot in state.records(in: table) {
                let amount = Int256(bitPattern: state[slot])
                try require(amount >= .zero, 4) { "a \(name) is \(amount)" }
            }
        }
        let fields: [MarketField] = [
            .feePool, .uncovered, .badDebt, .paidInsurance, .paidBackstop, .paidDeleverage,
            .paidSocialise, .paidUncovered, .longSize, .shortSize, .openNotionalLong,
            .openNotionalShort,
        ]
        for market in markets {
            for field in fields {
                let amount = word(field, market, state)
                try require(amount >= .zero, 4) { "\(field) is \(amount)" }
            }
            for position in positions(market, state) {
                try require(position.margin >= .zero, 4) { "a margin is \(position.margin)" }
                try require(position.openNotional >= .zero, 4) {
                    "an open notional is \(position.openNotional)"
                }
                try require(position.socialisedOwed >= .zero, 4) {
                    "a socialised loss is \(position.socialisedOwed)"
                }
            }
        }
    }

    /// R5: what payers of funding have paid or owe covers what receivers have got or are owed, as far
    /// as the policy promises it.
    ///
    /// Where the fund bears the difference, what it could not give is allowed to be missing; where
    /// nobody bears it, nothing is promised.
    /// - Complexity: linear in the records of the state.
    public func checkR5(_ state: WorldState) throws(InvariantViolation) {
        for (market, figures) in zip(markets, figures) {
            let payer = market.parameters.funding.payer
            if payer == .imbalanceAccount || isBookedByBlock && payer == .protocolFund { continue }
            let account = word(.imbalanceAccount, market, state)
            var owed = Int256.zero
            for position in positions(market, state) where !position.size.isZero {
                let funding = word(
                    position.isLong ? .fundingLong : .fundingShort, market, state)
                let part = try? position.amount.part(
                    try funding.minus(position.fundingIndex), .up)
                // What cannot be computed cannot be collected either.
                guard let part else { return }
                owed = owed &+ part
            }
            try require(account &+ owed >= figures.fundingMissing.negated, 5) {
                """
                imbalance account \(account), owed \(owed), the fund was short of \
                \(figures.fundingMissing)
                """
            }
        }
    }

    /// R6: what the curve has kept is never below zero and never falls while the market is open.
    public mutating func checkR6(_ state: WorldState) throws(InvariantViolation) {
        for (index, market) in markets.enumerated() where market.isOpen(in: state) {
            let dust: Int256
            do throws(Revert) {
                dust = try self.dust(market, state)
            } catch {
                throw violation(6, "the value of the curve cannot be computed: \(error)")
            }
            let before = figures[index].dust
            try require(dust >= .zero, 6) { "the curve has kept \(dust)" }
            try require(dust >= before, 6) { "the curve has kept \(dust) after \(before)" }
            figures[index].dust = dust
        }
    }

    // MARK: - Parts

    func require(
        _ condition: Bool, _ number: Int, of series: InvariantViolation.Series = .referencePerp,
        _ statement: () -> String
    ) throws(InvariantViolation) {
        if !condition { throw InvariantViolation(number, of: series, statement()) }
    }

    func violation(_ number: Int, _ statement: String) -> InvariantViolation {
        InvariantViolation(number, of: .referencePerp, statement)
    }

    func word(
        _ field: MarketField, _ market: ReferenceMarket, _ state: WorldState
    ) -> Int256 {
        Int256(bitPattern: state[market.slots[field]])
    }

    private func sum(of table: SlotTable, _ state: WorldState) -> Int256 {
        state.records(in: table).reduce(.zero) { $0 &+ Int256(bitPattern: state[$1]) }
    }

    /// All positions that a market has ever had.
    func positions(_ market: ReferenceMarket, _ state: WorldState) -> [ReferencePosition] {
        state.records(in: market.slots.positions).map { slot in
            ReferencePosition(words: InlineArray { state[slot.advanced(by: $0)] })
        }
    }

    func curve(_ market: ReferenceMarket, _ state: WorldState) -> PeggedCurve {
        PeggedCurve(
            quote: word(.quoteReserve, market, state), base: word(.baseReserve, market, state),
            peg: word(.peg, market, state))
    }

    func product(
        _ market: ReferenceMarket, _ state: WorldState
    ) throws(Revert) -> Int256 {
        let curve = curve(market, state)
        return try curve.quote.part(curve.base, .down)
    }

    /// The curve account and what positions have paid in, less what closing all of them takes out.
    private func dust(
        _ market: ReferenceMarket, _ state: WorldState
    ) throws(Revert) -> Int256 {
        let paidIn = try word(.openNotionalLong, market, state)
            .minus(word(.openNotionalShort, market, state))
        let value = try curve(market, state)
            .closingValue(ofNet: word(.netSize, market, state))
        return try word(.curveAccount, market, state).plus(paidIn).minus(value)
    }
}

extension ReferenceMarket {
    /// Whether it can be traded.
    func isOpen(in state: WorldState) -> Bool { state[slots[.status]].w0 == 1 }
}

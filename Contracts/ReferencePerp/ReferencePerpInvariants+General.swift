import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What holds everywhere, as it reads for ReferencePerp. I5 is the ledger's, of native balances.
extension ReferencePerpInvariants {
    /// I1: the token's supply equals the sum of all balances.
    /// - Complexity: linear in the records of the state.
    public func checkI1(_ state: WorldState) throws(InvariantViolation) {
        var sum = UInt256.zero
        for slot in state.records(in: token.balances) { sum = sum &+ state[slot] }
        let supply = token.totalSupplyRaw(in: state)
        try require(sum == supply, 1, of: .general) {
            "sum of balances \(sum), total supply \(supply)"
        }
    }

    /// I2: while a market is open, positions add up to the net base that the curve has given out;
    /// sides and the list of open positions always add up.
    /// - Complexity: linear in the records of the state.
    public func checkI2(_ state: WorldState) throws(InvariantViolation) {
        for market in markets {
            var (long, short) = (Int256.zero, Int256.zero)
            var (paidForLong, paidForShort) = (Int256.zero, Int256.zero)
            var openCount: UInt64 = 0
            for position in positions(market, state) where !position.size.isZero {
                openCount += 1
                if position.isLong {
                    long = long &+ position.amount
                    paidForLong = paidForLong &+ position.openNotional
                } else {
                    short = short &+ position.amount
                    paidForShort = paidForShort &+ position.openNotional
                }
            }
            let net = word(.netSize, market, state)
            if market.isOpen(in: state) {
                try require(long &- short == net, 2, of: .general) {
                    "positions add up to \(long &- short), the curve has given out \(net)"
                }
            }
            let totals: [(MarketField, Int256)] = [
                (.longSize, long), (.shortSize, short), (.openNotionalLong, paidForLong),
                (.openNotionalShort, paidForShort),
                (.openCount, Int256(bitPattern: UInt256(openCount))),
            ]
            for (field, sum) in totals {
                let running = word(field, market, state)
                try require(running == sum, 2, of: .general) {
                    "\(field) is \(running), positions add up to \(sum)"
                }
            }
        }
    }

    /// I3: the house holds what came in less what went out, and knows it but for gifts.
    public func checkI3(_ state: WorldState) throws(InvariantViolation) {
        let held = Int256(bitPattern: token.balanceRaw(of: house.account, in: state))
        let expected = heldAtFirst &+ netInflow
        try require(held == expected, 3, of: .general) {
            "the house holds \(held), booked \(expected)"
        }
        let vault = Int256(bitPattern: state[house.slots.vault])
        try require(held == vault &+ gifts, 3, of: .general) {
            "the house holds \(held), its vault \(vault), gifts \(gifts)"
        }
    }

    /// I4: bad debt that was booked is what payers have paid, the uncovered part among them.
    public func checkI4(_ state: WorldState) throws(InvariantViolation) {
        for (market, figures) in zip(markets, figures) {
            let booked = word(.badDebt, market, state)
            var paid = Int256.zero
            for payer in WaterfallParameters.Payer.allCases {
                paid = paid &+ word(MarketField.paid(payer), market, state)
            }
            try require(booked == paid, 4, of: .general) {
                "bad debt \(booked), payers have paid \(paid)"
            }
            try require(booked == figures.badDebtPaid, 4, of: .general) {
                "bad debt \(booked), payers have logged \(figures.badDebtPaid)"
            }
            let uncovered = word(.uncovered, market, state)
            let left = word(.paidUncovered, market, state)
            try require(uncovered == left, 4, of: .general) {
                "uncovered \(uncovered), nobody has paid \(left)"
            }
            if figures.hasSettledBadDebt { continue }
            try require(booked == figures.badDebtLiquidated, 4, of: .general) {
                "bad debt \(booked), liquidations have logged \(figures.badDebtLiquidated)"
            }
        }
    }

    /// I6: the floored product of the reserves never falls but by a booked change of the curve.
    public mutating func checkI6(_ state: WorldState) throws(InvariantViolation) {
        for (index, market) in markets.enumerated() {
            let product: Int256
            do throws(Revert) {
                product = try self.product(market, state)
            } catch {
                // Reserves from the start on too large to be traded.
                continue
            }
            let before = figures[index].product
            try require(product >= before, 6, of: .general) {
                "product \(product) after \(before)"
            }
            figures[index].product = product
        }
    }

    /// I7: a failed call has left the state as it was.
    public static func checkI7(
        before: WorldState.Checkpoint, _ outcome: ExecutionOutcome, _ state: WorldState
    ) throws(InvariantViolation) {
        try PerpV1Invariants.checkI7(before: before, outcome, state)
    }

    /// A mixture of every word of the house and its token, equal for equal states.
    ///
    /// It tells whether a call has changed anything without trusting the journal. Records of zeros, which
    /// a view may make, count for nothing.
    /// - Complexity: linear in the records of the state.
    public func fingerprint(_ state: WorldState) -> UInt64 {
        var mixture: UInt64 = 0
        func mix(_ first: Slot, width: Int, record: Int = 0) {
            for offset in 0..<width {
                let word = state[first.advanced(by: offset)]
                if word.isZero { continue }
                mixture ^= UInt64(record * width + offset)
                for limb in [word.w0, word.w1, word.w2, word.w3] {
                    mixture = (mixture &+ limb ^ mixture >> 29) &* 0xbf58_476d_1ce4_e5b9
                }
            }
        }
        func mix(_ table: SlotTable, width: Int) {
            for (record, slot) in state.records(in: table).enumerated() {
                mix(slot, width: width, record: record)
            }
        }
        mix(house.slots.notEntered, width: 5)
        mix(house.slots.funds, width: 2)
        mix(house.slots.deposits, width: 1)
        mix(house.slots.claims, width: 2)
        mix(house.slots.claimOrder, width: 1)
        mix(token.balances, width: 1)
        for market in markets {
            mix(market.slots[MarketField.quoteReserve], width: MarketField.allCases.count)
            mix(
                market.slots[ReferenceCounter.feedFallback],
                width: ReferenceCounter.allCases.count)
            mix(market.slots.positions, width: 6)
            mix(market.slots.openTraders, width: 1)
            mix(market.slots.observations, width: 3)
        }
        return mixture
    }
}

import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What an account gained by cause, wad of collateral; the parts add up to `totalWad`.
struct Profit: Hashable, Sendable {
    /// Causes in the order of the tables.
    enum Cause: String, CaseIterable {
        case trading, funding, fees, penalties, losses, spot, gas, transfers
    }

    var parts = [Int256](repeating: .zero, count: Cause.allCases.count)
    var beforeWad = Int256.zero
    var afterWad = Int256.zero

    subscript(cause: Cause) -> Int256 {
        get { parts[Profit.place(of: cause)] }
        set { parts[Profit.place(of: cause)] = newValue }
    }

    private static func place(of cause: Cause) -> Int {
        Cause.allCases.firstIndex(of: cause) ?? 0
    }

    var totalWad: Int256 { parts.reduce(.zero) { $0 &+ $1 } }

    static func + (left: Profit, right: Profit) -> Profit {
        var sum = Profit()
        sum.parts = zip(left.parts, right.parts).map { $0 &+ $1 }
        sum.beforeWad = left.beforeWad &+ right.beforeWad
        sum.afterWad = left.afterWad &+ right.afterWad
        return sum
    }
}

extension RunRecorder {
    /// The profit of each known account since the worths before.
    ///
    /// Base is valued at the end's true price before and after, so that holding it gains nothing.
    /// Funding that is owed counts as paid, as it does in the worths.
    /// Nobody is worth less than nothing: what a position lacks at the true price is left to others
    /// and counts under losses. Trading is what no other cause explains.
    func profits(since before: [Worth], to after: [Worth]) -> [Profit] {
        let prices = desk.venues.indices.map { basePriceWad(at: $0) }
        return accounts.tallies.indices.map { place in
            let (tally, old, new) = (accounts.tallies[place], before[place], after[place])
            var profit = Profit()
            let gas = chain.settings.quoteWad(ofWei: tally.gasWei)
            profit[.gas] = .zero &- Int256(bitPattern: gas)
            var base = Int256.zero
            for (index, price) in prices.enumerated() {
                base = base &+ worth(of: new.venueBaseWad[index], price)
                base = base &- worth(of: old.venueBaseWad[index], price)
            }
            profit[.spot] =
                base &+ new.venueQuoteWad &- old.venueQuoteWad &+ tally.pairQuoteWad
            profit[.funding] =
                tally.fundingWad &- new.fundingOwedWad &+ old.fundingOwedWad
            profit[.fees] = tally.feesWad
            profit[.penalties] = tally.penaltiesWad
            profit[.losses] = tally.lossesWad &+ new.shortfallWad &- old.shortfallWad
            profit[.transfers] = tally.transfersWad
            let moved = new.liquidWad &- old.liquidWad &+ base
            let explained =
                profit[.spot] &+ profit[.funding] &+ profit[.fees] &+ profit[.penalties]
                &+ profit[.losses] &+ profit[.transfers]
            profit[.trading] = moved &- explained
            profit.beforeWad =
                zip(old.venueBaseWad, prices).reduce(old.liquidWad) {
                    $0 &+ worth(of: $1.0, $1.1)
                }
            profit.afterWad = profit.beforeWad &+ profit.totalWad
            return profit
        }
    }

    private func worth(of baseWad: Int256, _ priceWad: UInt256) -> Int256 {
        let value = Int256(
            bitPattern: (try? baseWad.magnitude.mulDivDown(priceWad, .wad)) ?? .zero)
        return baseWad.isNegative ? .zero &- value : value
    }

    /// The true price of a venue's base: that of the first market whose path its book stands around,
    /// or the first market's.
    private func basePriceWad(at index: Int) -> UInt256 {
        desk.venues[index].fairPriceWad
            ?? (markets.isEmpty ? .wad : truthWad(0, chain.timeline.now))
    }

    // MARK: - Rows

    /// Writes a row for each account, and what groups have paid each other.
    func writeAccounts(_ profits: [Profit]) {
        for (place, profit) in profits.enumerated() {
            let (owner, tally) = (accounts.owners[place], accounts.tallies[place])
            write(
                .agents,
                [
                    .text(owner.name), .text(owner.population), .text(owner.kind),
                    .text("\(accounts.addresses[place])"), .amount(profit.beforeWad),
                    .amount(profit.afterWad),
                ] + Profit.Cause.allCases.map { .amount(profit[$0]) }
                    + [
                        .count(tally.sent), .count(tally.included), .count(tally.reverted),
                        .amount(tally.gasWei), .amount(tally.gasWastedWei),
                        .count(tally.liquidationsWon), .amount(tally.feesWonWad),
                    ])
        }
    }

    /// The groups of accounts in their order, with their profits.
    func groups(_ profits: [Profit]) -> [(name: String, kind: String, profit: Profit)] {
        var groups: [(name: String, kind: String, profit: Profit)] = []
        for (place, profit) in profits.enumerated() {
            let owner = accounts.owners[place]
            if let known = groups.firstIndex(where: { $0.name == owner.population }) {
                groups[known].profit = groups[known].profit + profit
            } else {
                groups.append((owner.population, owner.kind, profit))
            }
        }
        return groups
    }

    /// Writes who has paid whom, cause by cause: within a cause those who lost pay those who gained
    /// in proportion, and the other side of all agents together is the venue, the chain or the
    /// protocol.
    func writePayments(_ groups: [(name: String, kind: String, profit: Profit)]) {
        for cause in Profit.Cause.allCases {
            var gains = groups.map { ($0.name, $0.profit[cause]) }
            let sum = gains.reduce(Int256.zero) { $0 &+ $1.1 }
            gains.append((Self.otherSide(of: cause), .zero &- sum))
            for payment in Settlement.payments(among: gains) {
                write(
                    .payments,
                    [
                        .text(payment.payer), .text(payment.payee), .text(cause.rawValue),
                        .amount(payment.amountWad),
                    ])
            }
        }
    }

    private static func otherSide(of cause: Profit.Cause) -> String {
        switch cause {
        case .gas: "chain"
        case .spot: "spot liquidity"
        case .trading: "curve"
        default: "protocol"
        }
    }
}

/// Splits gains and losses that add up to nothing into payments.
enum Settlement {
    struct Payment: Hashable, Sendable {
        var payer: String
        var payee: String
        var amountWad: UInt256
    }

    /// Each who lost pays each who gained in proportion to the gains; what rounding leaves goes to the
    /// first whose gain is not paid yet. The sums of both are exact.
    /// - Precondition: the gains add up to nothing.
    static func payments(among gains: [(String, Int256)]) -> [Payment] {
        let winners = gains.filter { $0.1.signum > 0 }
        let total = winners.reduce(UInt256.zero) { $0 &+ $1.1.magnitude }
        var open = winners.map(\.1.magnitude)
        var payments: [Payment] = []
        for loser in gains where loser.1.isNegative {
            var rest = loser.1.magnitude
            var parts = winners.enumerated().map { place, winner in
                let share = try? rest.mulDivDown(winner.1.magnitude, total)
                return min(share ?? .zero, open[place])
            }
            for part in parts { rest = rest &- part }
            for place in parts.indices where !rest.isZero {
                let more = min(rest, open[place] &- parts[place])
                parts[place] = parts[place] &+ more
                rest = rest &- more
            }
            for (place, part) in parts.enumerated() where !part.isZero {
                open[place] = open[place] &- part
                payments.append(
                    Payment(payer: loser.0, payee: winners[place].0, amountWad: part))
            }
        }
        return payments
    }
}

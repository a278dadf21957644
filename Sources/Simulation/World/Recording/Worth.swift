import Agents
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What an account is worth at a moment, wad of collateral, part by part.
struct Worth: Hashable, Sendable {
    /// Collateral in the wallet, idle margin, claims and deposits.
    var cashWad = Int256.zero
    /// Equity of open positions at the true price, none below zero.
    var equityWad = Int256.zero
    /// What positions lack at the true price, which nobody can collect from their owner.
    var shortfallWad = Int256.zero
    /// Funding that open positions owe and have not paid, negative where they are owed some.
    var fundingOwedWad = Int256.zero
    /// Quote in ledgers of venues off the chain.
    var venueQuoteWad = Int256.zero
    /// Base in those ledgers and in the wallet, by venue.
    var venueBaseWad: [Int256] = []

    /// Cash, equity and quote at venues.
    var liquidWad: Int256 { cashWad &+ equityWad &+ venueQuoteWad }
}

extension RunRecorder {
    /// The worth of each known account now, at the true prices of now.
    func worths() -> [Worth] {
        let now = chain.timeline.now
        let state = chain.host.state
        let environment = chain.head.environment(chainID: chain.settings.chainID)
        var worths = accounts.addresses.map { address in
            worth(ofCash: address, in: state)
        }
        for market in markets {
            let truth = truthWad(market.index, now)
            let risk = market.design.risk(in: chain.host, block: environment)
            for (position, owed) in zip(risk.positions, risk.fundingOwedWad) {
                guard let place = accounts.place(of: position.trader) else { continue }
                let equity = position.equityWad(atPriceWad: truth, fundingOwedWad: owed)
                worths[place].fundingOwedWad = worths[place].fundingOwedWad &+ owed
                if equity.isNegative {
                    worths[place].shortfallWad = worths[place].shortfallWad &- equity
                } else {
                    worths[place].equityWad = worths[place].equityWad &+ equity
                }
            }
        }
        return worths
    }

    private func worth(ofCash address: Address, in state: WorldState) -> Worth {
        var worth = Worth()
        worth.cashWad = Int256(bitPattern: balance(of: address, token: markets.first?.collateral))
        var houses: Set<Address> = []
        for market in markets {
            var idle = market.design.idleMarginWad(of: address, in: state)
            if houses.insert(market.house).inserted {
                idle = idle &+ market.design.houseBalanceWad(of: address, in: state)
            }
            worth.cashWad = worth.cashWad &+ Int256(bitPattern: idle)
        }
        let owner = accounts.place(of: address).map { accounts.owners[$0].name } ?? ""
        for venue in desk.venues {
            switch venue.place {
            case .exchange(_, let ledger):
                // Reporters and funds have no account at a venue; two accounts of one owner share it.
                let held = ledger.balance(of: accounts.isFirst(address) ? owner : "")
                worth.venueQuoteWad = worth.venueQuoteWad &+ Int256(bitPattern: held.quoteWad)
                worth.venueBaseWad.append(Int256(bitPattern: held.baseWad))
            case .pair(let route):
                worth.venueBaseWad.append(
                    Int256(bitPattern: balance(of: address, token: route.baseToken)))
            }
        }
        return worth
    }

    /// A token's balance in the state of now.
    func balance(of holder: Address, token: Address?) -> UInt256 {
        let host = chain.host
        // Funds and backstops of exchanges are not on the chain.
        guard let token, host.state.knownAccount(holder) != nil else { return .zero }
        let environment = chain.head.environment(chainID: chain.settings.chainID)
        let (account, tokenAccount) = (host.state.account(holder), host.state.account(token))
        let answer = host.inspect(in: environment) { (context) throws(Revert) in
            try context.attempt(tokenAccount) { () throws(Revert) in
                try context.tokenBalance(tokenAccount, of: account)
            }.get()
        }
        return (try? answer.get()) ?? .zero
    }
}

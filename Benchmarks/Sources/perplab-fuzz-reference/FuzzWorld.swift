import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SeededRandom
import WideIntegers

/// A house with two markets of different policies, poor funds and a few accounts.
struct FuzzWorld {
    static let house = Address(truncating: 0xc1ea)
    static let markets = [Address(truncating: 0xa33), Address(truncating: 0xa34)]
    static let funds = [Address(truncating: 0xf00d), Address(truncating: 0xf00e)]
    static let token = Address(truncating: 0x70ce)
    static let feeds = [Address(truncating: 0xfeed), Address(truncating: 0xfeee)]
    static let contracts = [house] + markets + funds + [token] + feeds
    /// Actor 0 owns the house, 6 and 7 are backstop accounts, 5 has approved nothing.
    static let actorCount = 9
    static let actors = (0..<actorCount).map(actor)
    static let gasLimit: UInt64 = 1 << 32

    static func actor(_ index: Int) -> Address {
        Address(truncating: UInt256(UInt64(0x1000 + index), 0x7ade, 0, 0))
    }

    let host: ContractHost
    let tokenContract: ERC20Token
    let houseContract: ReferenceHouse
    let feedABI: ContractABI
    private(set) var marketContracts: [ReferenceMarket] = []
    private(set) var depths: [UInt256] = []
    private(set) var block: BlockEnvironment
    private(set) var invariants: ReferencePerpInvariants
    private var ledger: NativeLedger
    private var random: SeededRandom
    private var callCount = 0
    /// How often calls have failed, by their text.
    private(set) var failures: [String: Int] = [:]
    /// How often functions have succeeded, by their name.
    private(set) var successes: [String: Int] = [:]
    /// Calls between two walks over the state.
    var walkPeriod = 16

    init(_ sets: [PolicySet], seed: UInt64) throws {
        guard let schedule = GasSchedule(.london) else { throw NoSchedule() }
        random = SeededRandom(seed: seed ^ 0x5eed)
        block = BlockEnvironment(
            number: 10, timestampSeconds: 1_600_000_000, baseFeePerGasWei: 1_000_000_000)
        host = ContractHost(state: WorldState(historyBlocks: 1), schedule: schedule)
        let state = host.state
        let hostContract = host
        tokenContract = try ERC20Token(at: Self.token, in: host, name: "Dollar", symbol: "USD")
        let chosen = sets.enumerated().map { index, set in
            set.parameters(
                feed: Self.feeds[index],
                fund: Self.funds[set.value(.sharedFund) == 1 ? 0 : index], actors: Self.actors)
        }
        depths = chosen.map(\.curve.depthWad)
        // No more than the token's supply has room for.
        let rich = min(max(depths.max() ?? 1, 1_000), .max >> 8)
        for (index, actor) in Self.actors.enumerated() {
            try tokenContract.setGenesisBalance(
                index == 4 ? rich.evmDiv(100) : rich &* 3, of: actor, in: state)
            if index == 5 { continue }
            tokenContract.setGenesisAllowance(.max, of: actor, for: Self.house, in: state)
        }
        var feedABI: ContractABI?
        for (index, parameters) in chosen.enumerated() {
            let price =
                (try? parameters.curve.quoteReserveWad.mulDivDown(
                    parameters.curve.pegWad, parameters.curve.baseReserveWad)) ?? 1
            feedABI =
                try SettablePriceFeed(
                    at: Self.feeds[index], in: host, priceWad: min(max(price, 1), .max >> 8),
                    twapPriceWad: price, timestampSeconds: UInt256(block.timestampSeconds)
                ).abi
        }
        guard let feedABI else { throw NoSchedule() }
        self.feedABI = feedABI
        houseContract = try ReferenceHouse(
            at: Self.house, in: host,
            ReferenceHouseParameters(
                owner: Self.actor(0), token: Self.token,
                claimsPolicy: sets[0].claimsPolicy))
        var balances: [UInt256] = []
        for _ in Self.funds {
            let part = UInt256(UInt64(20 + random.below(1_000)))
            balances.append(random.below(2) == 0 ? .zero : rich.evmDiv(part))
        }
        try tokenContract.setGenesisBalance(
            balances.reduce(0) { $0 &+ $1 }, of: Self.house, in: state)
        for (fund, balance) in zip(Self.funds, balances) {
            houseContract.addFund(fund, balanceWad: balance, in: state)
        }
        for (address, parameters) in zip(Self.markets, chosen) {
            marketContracts.append(
                try houseContract.addMarket(
                    at: address, parameters, in: hostContract, block: block))
        }
        invariants = ReferencePerpInvariants(
            house: houseContract, markets: marketContracts, token: tokenContract, in: state)
        for actor in Self.actors {
            state.setBalanceWei(UInt256.wad &* 1_000_000_000_000, of: state.account(actor))
        }
        ledger = NativeLedger(genesis: state)
        state.sealBlock()
    }

    // MARK: - Steps

    /// Runs an action and checks the books; tells whether the call succeeded.
    /// - Throws: `InvariantViolation`.
    mutating func run(_ action: FuzzAction) throws(InvariantViolation) -> Bool {
        if action.startsBlock {
            host.state.sealBlock()
            block.number += 1
            block.timestampSeconds += action.seconds
        }
        callCount += 1
        guard let message = message(of: action) else { return false }
        let nonce = startTransaction(message.sender)
        let fingerprint = invariants.fingerprint(host.state)
        let before = host.state.checkpoint
        let outcome = host.execute(message, in: block)
        try ReferencePerpInvariants.checkI7(before: before, outcome, host.state)
        var isView = false
        if case .view = action.step { isView = true }
        if !outcome.isSuccess || isView, invariants.fingerprint(host.state) != fingerprint {
            throw InvariantViolation(7, "a failed call or a view has changed the state")
        }
        burnFee(outcome, message)
        try NativeLedger.checkI5(
            afterNonce: nonce, of: host.state.account(message.sender), host.state)
        if outcome.isSuccess {
            try invariants.book(
                outcome, isHouseCall: message.recipient == Self.house, in: host, block: block)
            try checkRunning()
        }
        if callCount % walkPeriod == 0 { try walk() }
        if let revert = outcome.revert {
            let text =
                switch revert {
                case .reason(let reason): reason
                case .data: "data"
                case .panic, .outOfGas, .invalidOpcode: "\(revert)"
                }
            failures["\(action.name): \(text)", default: 0] += 1
        } else {
            successes[action.name, default: 0] += 1
        }
        return outcome.isSuccess
    }

    /// Statements of constant cost.
    private mutating func checkRunning() throws(InvariantViolation) {
        let state = host.state
        try invariants.checkFreeCollateral(state)
        try invariants.checkR6(state)
        try invariants.checkI3(state)
        try invariants.checkI4(state)
        try invariants.checkI6(state)
    }

    /// Statements that walk over the state, and now and then the simulated closing of a market.
    mutating func walk() throws(InvariantViolation) {
        let state = host.state
        try invariants.checkR1(state)
        try invariants.checkR3(state)
        try invariants.checkR4(state)
        try invariants.checkR5(state)
        try invariants.checkI1(state)
        try invariants.checkI2(state)
        try ledger.checkI5(state)
        guard walkPeriod == 1 || callCount % (8 * walkPeriod) == 0 else { return }
        for market in marketContracts {
            for _ in 0..<(walkPeriod == 1 ? 8 : 2) {
                var order = Self.actors
                for index in order.indices.dropLast() {
                    order.swapAt(index, index + random.below(order.count - index))
                }
                let fingerprint = invariants.fingerprint(state)
                try invariants.checkR6(closing: order, of: market, in: host, block: block)
                if invariants.fingerprint(state) != fingerprint {
                    throw InvariantViolation(7, "an undone closing has changed the state")
                }
            }
        }
    }

    // MARK: - Native asset

    /// Includes a transaction: the whole fee is taken, and the nonce rises.
    private mutating func startTransaction(_ address: Address) -> UInt64 {
        let state = host.state
        let sender = state.account(address)
        let fee = UInt256(Self.gasLimit) &* block.baseFeePerGasWei
        let nonce = state.nonce(of: sender)
        state.setBalanceWei(state.balanceWei(of: sender) &- fee, of: sender)
        state.setNonce(nonce + 1, of: sender)
        ledger.bookTransaction()
        return nonce
    }

    private mutating func burnFee(_ outcome: ExecutionOutcome, _ message: Message) {
        let state = host.state
        let sender = state.account(message.sender)
        let unused = UInt256(message.gasLimit - outcome.gasUsed) &* block.baseFeePerGasWei
        state.setBalanceWei(state.balanceWei(of: sender) &+ unused, of: sender)
        ledger.bookBurnt(UInt256(outcome.gasUsed) &* block.baseFeePerGasWei)
    }
}

/// A fork before Istanbul, or no market.
private struct NoSchedule: Error {}

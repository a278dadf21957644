import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

/// A small market with a poor insurance fund, so that every rule comes into play.
struct World {
    static let house = Address(truncating: 0xc1ea)
    static let market = Address(truncating: 0xa33)
    static let fund = Address(truncating: 0xf00d)
    static let token = Address(truncating: 0x70ce)
    static let feed = Address(truncating: 0xfeed)
    static let tollPool = Address(truncating: 0x7011)
    static let wrapped = Address(truncating: 0x3e79)
    static let contracts = [house, market, fund, token, feed, wrapped]
    /// Actor 0 owns the contracts and is a backstop provider.
    static let actors = 8

    static func actor(_ index: Int) -> Address {
        Address(truncating: UInt256(UInt64(0x1000 + index), 0x7ade, 0, 0))
    }

    let host: ContractHost
    let deployment: PerpV1Deployment
    let tokenContract: ERC20Token
    let feedContract: SettablePriceFeed
    let wrappedContract: WrappedNative
    private(set) var block: BlockEnvironment
    private var invariants: PerpV1Invariants
    private var ledger: NativeLedger
    private let traders: [AccountID]

    init() throws {
        guard let schedule = GasSchedule(.london) else { throw NoSchedule() }
        let wad = UInt256.wad
        block = BlockEnvironment(
            number: 10, timestampSeconds: 1_600_000_000, baseFeePerGasWei: 1_000_000_000)
        host = ContractHost(state: WorldState(historyBlocks: 4), schedule: schedule)
        let state = host.state
        tokenContract = try ERC20Token(
            at: World.token, in: host, name: "USD Coin", symbol: "USDC", decimals: 6,
            owner: World.actor(0), behaviour: .traceMock)
        for index in 0..<World.actors {
            try tokenContract.setGenesisBalance(
                UInt256(50_000_000_000 as UInt64), of: World.actor(index), in: state)
            tokenContract.setGenesisAllowance(
                .max >> 1, of: World.actor(index), for: World.house, in: state)
        }
        try tokenContract.setGenesisBalance(
            UInt256(20_000_000_000 as UInt64), of: World.fund, in: state)
        feedContract = try SettablePriceFeed(
            at: World.feed, in: host, priceWad: UInt256(10) &* wad, twapPriceWad: UInt256(10) &* wad
        )
        wrappedContract = try WrappedNative(at: World.wrapped, in: host)
        var deployment = try PerpV1Deployment(
            in: host, clearingHouse: World.house, insuranceFund: World.fund,
            feePool: World.tollPool,
            ClearingHouseParameters(
                owner: World.actor(0), initMarginRatioWad: wad.evmDiv(10),
                maintenanceMarginRatioWad: wad.evmDiv(16), liquidationFeeRatioWad: wad.evmDiv(80),
                insuranceFund: World.fund),
            block: block)
        try deployment.addMarket(
            at: World.market,
            AmmParameters(
                owner: World.actor(0), quoteReserveWad: UInt256(10_000) &* wad,
                baseReserveWad: UInt256(1_000) &* wad,
                tradeLimitRatioWad: UInt256(9) &* wad.evmDiv(10), fundingPeriodSeconds: 3_600,
                priceFeed: World.feed, priceFeedKey: .zero, quoteAsset: World.token,
                fluctuationLimitRatioWad: 0, tollRatioWad: wad.evmDiv(1_000),
                spreadRatioWad: wad.evmDiv(1_000)))
        try deployment.set(
            World.house, PerpV1ABI.clearingHouse, "setBackstopLiquidityProvider",
            [.address(World.actor(0)), .bool(true)])
        self.deployment = deployment
        traders = (0..<World.actors).map { state.account(World.actor($0)) }
        invariants = PerpV1Invariants(
            house: deployment.clearingHouse, fund: deployment.insuranceFund, token: tokenContract,
            in: state)
        for trader in traders { state.setBalanceWei(UInt256.wad, of: trader) }
        ledger = NativeLedger(genesis: state)
        state.sealBlock()
    }

    /// Runs an action and checks the books; tells whether the call succeeded.
    /// - Throws: `InvariantViolation`.
    mutating func run(_ action: FuzzAction) throws(InvariantViolation) -> Bool {
        if action.startsBlock {
            host.state.sealBlock()
            block.number += 1
            block.timestampSeconds += action.seconds
        }
        if action.recipient == .intervention {
            try intervene(action)
            return true
        }
        guard let message = message(of: action),
            let nonce = startTransaction(message)
        else { return false }
        // Names that only the call brings in are no change of state.
        let before = host.state.checkpoint
        let outcome = host.execute(message, in: block)
        try PerpV1Invariants.checkI7(before: before, outcome, host.state)
        burnFee(outcome, message)
        try NativeLedger.checkI5(
            afterNonce: nonce, of: host.state.account(message.sender), host.state)
        try ledger.checkI5(host.state)
        if outcome.isSuccess { try checkBooks(outcome) }
        return outcome.isSuccess
    }

    private func message(of action: FuzzAction) -> Message? {
        let abi: ContractABI
        let recipient: Address
        switch action.recipient {
        case .house: (abi, recipient) = (PerpV1ABI.clearingHouse, World.house)
        case .market: (abi, recipient) = (PerpV1ABI.amm, World.market)
        case .fund: (abi, recipient) = (PerpV1ABI.insuranceFund, World.fund)
        case .token: (abi, recipient) = (tokenContract.abi, World.token)
        case .feed: (abi, recipient) = (feedContract.abi, World.feed)
        case .wrapped: (abi, recipient) = (wrappedContract.abi, World.wrapped)
        case .account, .intervention:
            guard let recipient = action.values.first?.addressValue else { return nil }
            return Message(
                sender: World.actor(action.actor), recipient: recipient,
                valueWei: action.valueWei)
        }
        guard let function = abi.function(named: action.function),
            let data = try? function.encodeCall(action.values)
        else { return nil }
        return Message(
            sender: World.actor(action.actor), recipient: recipient, valueWei: action.valueWei,
            data: data)
    }

    // MARK: - Native asset

    /// Includes a transaction: its sender must be able to pay for all its gas, and the nonce rises.
    /// - Returns: the transaction's nonce; nil when it cannot be included.
    private mutating func startTransaction(_ message: Message) -> UInt64? {
        let state = host.state
        let sender = state.account(message.sender)
        let fee = UInt256(message.gasLimit) &* block.baseFeePerGasWei
        let nonce = state.nonce(of: sender)
        guard state.balanceWei(of: sender) >= fee, nonce < .max else { return nil }
        // The whole fee is taken at once; what is not used comes back.
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

    /// Sets a balance or nonce from outside, as a node's controls do.
    private mutating func intervene(_ action: FuzzAction) throws(InvariantViolation) {
        guard let address = action.values.first?.addressValue,
            let number = action.values.last?.uintValue
        else { return }
        // Room for what payments add.
        let word = number >> 1
        let state = host.state
        let account = state.account(address)
        if action.function == "setBalance" {
            ledger.bookIntervention(balanceWei: state.balanceWei(of: account), to: word)
            state.setBalanceWei(word, of: account)
        } else {
            ledger.bookIntervention(nonce: state.nonce(of: account), to: word.w0)
            state.setNonce(word.w0, of: account)
        }
        try ledger.checkI5(state)
    }

    private mutating func checkBooks(_ outcome: ExecutionOutcome) throws(InvariantViolation) {
        let state = host.state
        invariants.book(outcome, state)
        let amm = deployment.markets[0]
        try invariants.checkI1(state)
        try invariants.checkI2(amm, traders: traders, state)
        try invariants.checkI3(state)
        try invariants.checkI4(state)
        try invariants.checkI6(amm, state)
    }
}

/// A fork before Istanbul.
private struct NoSchedule: Error {}

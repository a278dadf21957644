import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

extension Suite {
    /// Trades of Perpetual Protocol v1 from call data to logs, bloom and digest, without signatures.
    ///
    /// The mix is open, increase, reduce, add margin and close; every one succeeds.
    static func trading() throws -> Suite {
        Suite(
            name: "trading",
            operations: [
                try operation("ramp", Workload(blocks: 40, perBlock: 20, traders: 100)),
                try operation("steady", Workload(blocks: 250, perBlock: 20, traders: 200)),
            ])
    }

    private static func operation(_ name: String, _ workload: Workload) throws -> Operation {
        let messages = try workload.messages()
        return Operation(
            name: name, count: workload.blocks * workload.perBlock,
            subject: Contender(
                "perplab",
                prepare: {
                    let host = try workload.world()
                    return { try workload.run(messages, on: host) }
                }), references: [])
    }
}

/// A trade that should have succeeded.
private struct FailedTrade: Error, CustomStringConvertible {
    let index: Int
    let revert: Revert

    var description: String { "trade \(index) reverted: \(revert)" }
}

/// A fork before Istanbul.
private struct NoSchedule: Error {}

/// A market, its traders, and blocks of trades 15 seconds apart.
private struct Workload {
    let blocks: Int
    let perBlock: Int
    let traders: Int

    private static let house = Address(truncating: 0xc1ea)
    private static let market = Address(truncating: 0xa33)
    private static let fund = Address(truncating: 0xf00d)
    private static let token = Address(truncating: 0x70ce)
    private static let feed = Address(truncating: 0xfeed)
    private static let admin = Address(truncating: 0xad)
    private static let start: UInt64 = 1_600_000_000

    private func trader(_ index: Int) -> Address {
        Address(truncating: UInt256(UInt64(0x1000 + index), 0x7ade, 0, 0))
    }

    // MARK: - World

    func world() throws -> ContractHost {
        guard let schedule = GasSchedule(.london) else { throw NoSchedule() }
        let host = ContractHost(state: WorldState(historyBlocks: 8), schedule: schedule)
        host.computeCosts = PerpV1ComputeCosts.table
        let block = BlockEnvironment(number: 1, timestampSeconds: Workload.start)
        let token = try ERC20Token(
            at: Workload.token, in: host, name: "USD Coin", symbol: "USDC", decimals: 6,
            owner: Workload.admin, behaviour: .traceMock)
        for index in 0..<traders {
            try token.setGenesisBalance(
                1_000_000_000_000, of: trader(index), in: host.state)
            token.setGenesisAllowance(
                1_000_000_000_000_000, of: trader(index), for: Workload.house, in: host.state)
        }
        try token.setGenesisBalance(1_000_000_000_000, of: Workload.fund, in: host.state)
        _ = try SettablePriceFeed(
            at: Workload.feed, in: host, priceWad: try wad(500), twapPriceWad: try wad(500))
        _ = InsuranceFund(at: Workload.fund, in: host, owner: Workload.admin)
        _ = try Amm(
            at: Workload.market, in: host,
            AmmParameters(
                owner: Workload.admin, quoteReserveWad: try wad(10_000_000),
                baseReserveWad: try wad(20_000), tradeLimitRatioWad: try wad(9) / 10,
                fundingPeriodSeconds: 3_600, priceFeed: Workload.feed, priceFeedKey: .zero,
                quoteAsset: Workload.token, fluctuationLimitRatioWad: 0, tollRatioWad: 0,
                spreadRatioWad: try wad(1) / 1_000),
            block: block)
        _ = try ClearingHouse(
            at: Workload.house, in: host,
            ClearingHouseParameters(
                owner: Workload.admin, initMarginRatioWad: try wad(1) / 10,
                maintenanceMarginRatioWad: try wad(1) / 16,
                liquidationFeeRatioWad: try wad(1) / 80,
                insuranceFund: Workload.fund))
        try configure(host, block)
        host.state.sealBlock()
        return host
    }

    private func configure(_ host: ContractHost, _ block: BlockEnvironment) throws {
        let calls: [(Address, ContractABI, String, [ABIValue])] = [
            (Workload.fund, PerpV1ABI.insuranceFund, "setBeneficiary", [.address(Workload.house)]),
            (Workload.fund, PerpV1ABI.insuranceFund, "addAmm", [.address(Workload.market)]),
            (Workload.market, PerpV1ABI.amm, "setCounterParty", [.address(Workload.house)]),
            (Workload.market, PerpV1ABI.amm, "setOpen", [.bool(true)]),
        ]
        for (index, (recipient, abi, name, values)) in calls.enumerated() {
            guard let function = abi.function(named: name) else { continue }
            let outcome = host.execute(
                Message(
                    sender: Workload.admin, recipient: recipient,
                    data: try function.encodeCall(values)),
                in: block)
            if let revert = outcome.revert { throw FailedTrade(index: -index, revert: revert) }
        }
    }

    // MARK: - Trades

    /// Each trader opens, enlarges, reduces, adds margin and closes, over and over.
    func messages() throws -> [Message] {
        let abi = PerpV1ABI.clearingHouse
        guard let open = abi.function(named: "openPosition"),
            let add = abi.function(named: "addMargin"),
            let close = abi.function(named: "closePosition")
        else { return [] }
        let market = ABIValue.address(Workload.market)
        func amount(_ value: UInt256) -> ABIValue { .tuple([.uint(value)]) }
        return try (0..<blocks * perBlock).map { index in
            let trader = index % traders
            let isLong = trader.isMultiple(of: 2)
            let size = try wad(UInt64(50 + trader))
            let data: [UInt8]
            switch index / traders % 5 {
            case 0, 1:
                data = try open.encodeCall([
                    market, .uint(isLong ? 0 : 1), amount(size), amount(try wad(3)), amount(0),
                ])
            case 2:
                data = try open.encodeCall([
                    market, .uint(isLong ? 1 : 0), amount(size), amount(try wad(2)), amount(0),
                ])
            case 3: data = try add.encodeCall([market, amount(size)])
            default: data = try close.encodeCall([market, amount(0)])
            }
            return Message(sender: self.trader(trader), recipient: Workload.house, data: data)
        }
    }

    /// Runs all trades on a new world; the checksum is of its digest.
    func run(_ messages: [Message], on host: ContractHost) throws -> UInt64 {
        var blooms: UInt64 = 0
        for number in 0..<blocks {
            let block = BlockEnvironment(
                number: UInt64(2 + number),
                timestampSeconds: Workload.start + 15 * UInt64(1 + number))
            for index in number * perBlock..<(number + 1) * perBlock {
                let outcome = host.execute(messages[index], in: block)
                if let revert = outcome.revert { throw FailedTrade(index: index, revert: revert) }
                blooms &+= outcome.logs.bloom(in: host).isEmpty ? 1 : 0
            }
            host.state.sealBlock()
        }
        return UInt256(host.state.digest).w0 ^ blooms
    }

    private func wad(_ whole: UInt64) throws -> UInt256 { try UInt256(whole) * UInt256.wad }
}

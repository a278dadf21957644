import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// The argument fields of `PositionChanged`.
struct TradeEvent {
    let margin: UInt256
    let exchangedQuote: UInt256
    let exchangedSize: Int256
    let fee: UInt256
    let sizeAfter: Int256
    let realizedPnl: Int256
    let unrealizedPnlAfter: Int256
    let badDebt: UInt256
    let penalty: UInt256
    let spotPrice: UInt256
    let fundingPayment: Int256

    init(_ words: [UInt256]) {
        func signed(_ index: Int) -> Int256 { Int256(bitPattern: words[index]) }
        (margin, exchangedQuote, exchangedSize, fee) = (words[0], words[1], signed(2), words[3])
        (sizeAfter, realizedPnl, unrealizedPnlAfter) = (signed(4), signed(5), signed(6))
        (badDebt, penalty, spotPrice) = (words[7], words[8], words[9])
        fundingPayment = signed(10)
    }
}

// MARK: - Calls

extension PerpV1World {
    private var marketKey: ABIValue { .address(market) }

    private func decimal(_ value: UInt256) -> ABIValue { .tuple([.uint(value)]) }

    /// A call of the clearing house whose first argument is the market.
    func call(
        _ name: String, _ values: [ABIValue] = [], from sender: Address
    ) throws -> ExecutionOutcome {
        try send(PerpV1ABI.clearingHouse, house, name, [marketKey] + values, from: sender)
    }

    /// `openPosition`: collateral in wad.
    func trade(
        _ trader: Address, _ side: PerpV1Side, _ quote: UInt256, leverage: UInt256 = .wad,
        baseLimit: UInt256 = 0
    ) throws -> ExecutionOutcome {
        try call(
            "openPosition",
            [
                .uint(UInt256(UInt64(side.rawValue))), decimal(quote), decimal(leverage),
                decimal(baseLimit),
            ], from: trader)
    }

    func close(_ trader: Address, quoteLimit: UInt256 = 0) throws -> ExecutionOutcome {
        try call("closePosition", [decimal(quoteLimit)], from: trader)
    }

    func addMargin(_ amount: UInt256, from trader: Address) throws -> ExecutionOutcome {
        try call("addMargin", [decimal(amount)], from: trader)
    }

    func removeMargin(_ amount: UInt256, from trader: Address) throws -> ExecutionOutcome {
        try call("removeMargin", [decimal(amount)], from: trader)
    }

    func liquidate(_ trader: Address, by keeper: Address = carol) throws -> ExecutionOutcome {
        try call("liquidate", [.address(trader)], from: keeper)
    }

    func liquidate(
        _ trader: Address, quoteLimit: UInt256, by keeper: Address = carol
    ) throws -> ExecutionOutcome {
        try call(
            "liquidateWithSlippage", [.address(trader), decimal(quoteLimit)], from: keeper)
    }

    func mint(_ amount: UInt256, to holder: Address) throws {
        try ok(dollars.abi, token, "mint", [.address(holder), .uint(amount)])
    }

    /// Has the owner set a ratio of the clearing house.
    func setHouse(_ name: String, _ ratio: UInt256) throws {
        try ok(PerpV1ABI.clearingHouse, house, name, [decimal(ratio)])
    }

    /// Has the owner set an account of the clearing house.
    func setHouse(_ name: String, _ account: Address) throws {
        try ok(PerpV1ABI.clearingHouse, house, name, [.address(account)])
    }

    func setBackstop(_ account: Address) throws {
        try ok(
            PerpV1ABI.clearingHouse, house, "setBackstopLiquidityProvider",
            [.address(account), .bool(true)])
    }

    /// Has the owner set a ratio of the market.
    func setMarket(_ name: String, _ ratio: UInt256) throws {
        try ok(PerpV1ABI.amm, market, name, [decimal(ratio)])
    }

    func setCap(holding: UInt256, openInterest: UInt256) throws {
        try ok(PerpV1ABI.amm, market, "setCap", [decimal(holding), decimal(openInterest)])
    }

    /// Sets what the feed answers for the present price.
    func setIndex(_ price: UInt256) throws {
        try ok(feedABI, feed, "setPrice", [.uint(price)])
    }
}

// MARK: - Results

extension PerpV1World {
    private var amm: Amm { deployment.markets[0] }

    func position(_ trader: Address) -> PerpV1Position {
        deployment.clearingHouse.position(
            of: host.state.account(trader), in: amm.account, host.state)
    }

    func balance(_ holder: Address) -> UInt256 {
        dollars.balanceRaw(of: host.state.account(holder), in: host.state)
    }

    var pool: ConstantProduct { amm.pool(in: host.state) }

    var prepaidBadDebt: UInt256 {
        deployment.clearingHouse.prepaidBadDebtWad(of: dollars.account, in: host.state)
    }

    /// A market's view with amounts for arguments; the first word of the result.
    func quote(_ name: String, _ direction: PoolDirection, _ amount: UInt256) throws -> UInt256 {
        try word(
            PerpV1ABI.amm, market, name,
            [.uint(UInt256(UInt64(direction.rawValue))), decimal(amount)])
    }

    /// What closing a trader's whole position would exchange now.
    func closingQuote(_ trader: Address) throws -> UInt256 {
        let size = position(trader).size
        return try quote("getOutputPrice", size.isNegative ? .remove : .add, size.magnitude)
    }

    func marginRatio(_ trader: Address) throws -> Int256 {
        Int256(
            bitPattern: try word(
                PerpV1ABI.clearingHouse, house, "getMarginRatio",
                [.address(market), .address(trader)]))
    }

    /// The data words of an outcome's only event of a name.
    func event(
        _ name: String, of abi: ContractABI = PerpV1ABI.clearingHouse,
        in outcome: ExecutionOutcome
    ) throws -> [UInt256] {
        let topic = try #require(abi.event(named: name)).topic0
        let logs = (0..<outcome.logs.count).map { outcome.logs.log($0, in: host.state) }
        let found = logs.filter { $0.topics.first == topic }
        let data = try #require(found.count == 1 ? found.first?.data : nil, "\(name)")
        return stride(from: 0, to: data.count, by: 32).compactMap {
            UInt256(bigEndianBytes: data[$0..<($0 + 32)])
        }
    }

    /// The trade that a successful call has logged.
    func traded(
        _ outcome: ExecutionOutcome, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> TradeEvent {
        #expect(outcome.revert == nil, sourceLocation: sourceLocation)
        return TradeEvent(try event("PositionChanged", in: outcome))
    }
}

import ContractRuntime
import Foundation

/// The market on which the gas of operation classes was measured: 10,000,000 quote to 10,000 base,
/// spread 0.1 %, no limit and no cap unless a class says so.
final class PerpV1GasMarket {
    private let situation: PerpV1GasSituation
    private let world: PerpV1World

    /// Seconds of a block.
    private static let blockSeconds = 14

    /// Places the contracts and runs what comes before the operation.
    init(
        _ situation: PerpV1GasSituation, hasToll: Bool, isProxied: Bool
    ) throws(VectorFileError) {
        self.situation = situation
        world = try PerpV1World(try Self.setup(situation, hasToll: hasToll))
        for mock in ["usd", "price_feed"] { world.host.meterApart(world.account(mock)) }
        if isProxied {
            for contract in ["clearing_house", "amm", "insurance_fund"] {
                world.host.placeBehindProxy(world.account(contract))
            }
        }
    }

    /// Runs the class's operation after others have left a number of snapshots in its window.
    func measure(snapshots: Int, countsSteps: Bool) throws(VectorFileError) -> ExecutionOutcome {
        for operation in situation.prelude { try run(operation) }
        advance(seconds: situation.windowSeconds + 100)
        for _ in 0..<snapshots {
            advance(seconds: Self.blockSeconds)
            // Two traders, so that the price stays where the prelude has left it: a flip of equal
            // sizes then moves no unit of the token.
            try run(.trade("alice", .buy, 10, leverage: 2))
            try run(.trade("bob", .sell, 10, leverage: 2))
        }
        advance(seconds: Self.blockSeconds)
        for operation in situation.sameBlock { try run(operation) }
        world.host.countsComputeSteps = countsSteps
        return try run(situation.measured)
    }

    private func advance(seconds: Int) {
        world.advance(
            seconds: UInt64(seconds), blocks: UInt64(max(1, seconds / Self.blockSeconds)))
    }

    @discardableResult
    private func run(_ operation: PerpV1GasOperation) throws(VectorFileError) -> ExecutionOutcome {
        if operation.secondsBefore > 0 { advance(seconds: operation.secondsBefore) }
        let call = try world.call(operation.contract, operation.call, operation.arguments)
        let receipt = world.execute(call, from: operation.actor)
        guard receipt.outcome.isSuccess else {
            throw VectorFileError(
                place: "\(operation.actor) \(operation.contract).\(operation.call)",
                reason: "\(receipt.reply)")
        }
        return receipt.outcome
    }

    // MARK: - Setup

    private static let traders = ["alice", "bob", "carol", "keeper", "backstop"]

    /// Addresses without a zero byte, as in the traces, so that call data costs the same.
    private static func address(_ number: Int) -> String {
        "0x" + String(repeating: String(format: "%02x", 0x11 + number), count: 20)
    }

    private static func setup(
        _ situation: PerpV1GasSituation, hasToll: Bool
    ) throws(VectorFileError) -> PerpV1Setup {
        let names =
            traders + [
                "admin", "usd", "price_feed", "insurance_fund", "amm", "clearing_house",
                "toll_pool",
            ]
        let addresses = names.enumerated().map { "\"\($1)\":\"\(address($0))\"" }
        let balances = (traders + ["insurance_fund"]).map { "\"\($0)\":\"100000000000000\"" }
        let allowances = traders.map {
            "{\"owner\":\"\($0)\",\"spender\":\"clearing_house\",\"amount\":\"1\(zeros(40))\"}"
        }
        let text = """
            {"clock":{"timestamp":"1600000000","block":"10001"},
            "addresses":{\(addresses.joined(separator: ","))},
            "tokens":[{"name":"usd","symbol":"USD","decimals":6,
            "balances_raw":{\(balances.joined(separator: ","))},
            "allowances_raw":[\(allowances.joined(separator: ","))]}],
            "oracles":[{"name":"price_feed","kind":"settable","price":"1000\(zeros(18))",
            "twap_price":"1000\(zeros(18))"}],
            "insurance_fund":{"name":"insurance_fund","owner":"admin",
            "beneficiary":"clearing_house","amms":["amm"],"quote_tokens":["usd"]},
            "clearing_house":{"name":"clearing_house","owner":"admin",
            "init_margin_ratio":"1\(zeros(17))","maintenance_margin_ratio":"625\(zeros(14))",
            "liquidation_fee_ratio":"125\(zeros(14))",
            "partial_liquidation_ratio":"25\(zeros(16))","insurance_fund":"insurance_fund",
            "fee_pool":"toll_pool","backstop_liquidity_providers":["backstop"]},
            "amms":[{"name":"amm","owner":"admin","quote_token":"usd","oracle":"price_feed",
            "price_feed_key":"ETH","quote_reserve":"1\(zeros(25))","base_reserve":"1\(zeros(22))",
            "trade_limit_ratio":"9\(zeros(17))","funding_period_s":"3600",
            "spot_price_twap_interval_s":"3600",
            "fluctuation_limit_ratio":"\(situation.fluctuationLimitWad)",
            "toll_ratio":"\(hasToll ? "1\(zeros(15))" : "0")","spread_ratio":"1\(zeros(15))",
            "max_holding_base":"\(situation.hasCaps ? "1\(zeros(24))" : "0")",
            "open_interest_notional_cap":"\(situation.hasCaps ? "1\(zeros(26))" : "0")",
            "counter_party":"clearing_house","global_shutdown":"insurance_fund","open":true,
            "next_funding_time":"1600002000"}]}
            """
        do {
            return try JSONDecoder().decode(PerpV1Setup.self, from: Data(text.utf8))
        } catch {
            throw VectorFileError(place: "setup", reason: "\(error)")
        }
    }

    private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}

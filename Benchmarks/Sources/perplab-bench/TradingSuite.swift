import ContractRuntime
import TradingWorld
import WideIntegers

extension Suite {
    /// Trades of Perpetual Protocol v1 and of ReferencePerp from call data to logs, bloom and digest, without signatures.
    ///
    /// The mix is open, increase, reduce, add margin and close; every one succeeds.
    static func trading() throws -> Suite {
        Suite(
            name: "trading",
            operations: [
                try operation("ramp", Workload(blocks: 40, perBlock: 20, traders: 100)),
                try operation("steady", Workload(blocks: 250, perBlock: 20, traders: 200)),
                try operation(
                    "oracle-margined", Workload(blocks: 250, perBlock: 20, traders: 200),
                    .oracleMargined),
            ])
    }

    private static func operation(
        _ name: String, _ workload: Workload, _ design: Design = .perpV1
    ) throws -> Operation {
        let messages = try workload.messages()
        return Operation(
            name: name, count: workload.blocks * workload.perBlock,
            subject: Contender(
                "perplab",
                prepare: {
                    let host = try workload.makeHost(design)
                    return { try workload.run(messages, on: host) }
                }), references: [])
    }
}

/// Blocks of trades 15 seconds apart, so that the clearing house's average of 900 seconds walks up to
/// 60 snapshots.
struct Workload {
    let blocks: Int
    let perBlock: Int
    let traders: Int

    /// Each trader opens, enlarges, reduces, adds margin and closes, over and over.
    var trades: [(trader: Int, trade: Trade)] {
        (0..<blocks * perBlock).map { index in
            let trader = index % traders
            let isLong = trader.isMultiple(of: 2)
            let size = UInt64(50 + trader)
            let trade: Trade =
                switch index / traders % 5 {
                case 0, 1: .open(isLong: isLong, collateral: size, leverage: 3)
                case 2: .open(isLong: !isLong, collateral: size, leverage: 2)
                case 3: .addMargin(size)
                default: .close(limit: 0)
                }
            return (trader, trade)
        }
    }

    func messages() throws -> [Message] {
        let world = try TradingWorld(traders: 0)
        return try trades.map { try world.message($0.trade, of: $0.trader) }
    }

    /// A new world for all trades.
    func makeHost(_ design: Design = .perpV1) throws -> ContractHost {
        try TradingWorld(design, traders: traders).host
    }

    /// Runs all trades on a new world; the checksum is of its digest.
    func run(_ messages: [Message], on host: ContractHost) throws -> UInt64 {
        var emptyBlooms: UInt64 = 0
        for number in 0..<blocks {
            let block = TradingWorld.block(1 + number)
            for index in number * perBlock..<(number + 1) * perBlock {
                let outcome = host.execute(messages[index], in: block)
                if let revert = outcome.revert { throw FailedTrade("trade \(index)", revert) }
                emptyBlooms &+= outcome.logs.bloom(in: host).isEmpty ? 1 : 0
            }
            host.state.sealBlock()
        }
        return UInt256(host.state.digest).w0 ^ emptyBlooms
    }
}

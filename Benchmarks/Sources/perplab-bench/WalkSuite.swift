import ContractRuntime
import PerpContracts
import TradingWorld
import WideIntegers

extension Suite {
    /// Calls of ReferencePerp that walk over all positions or claims; each is undone again.
    static func walks() throws -> Suite {
        Suite(
            name: "walks",
            operations: try [1_000, 100_000].flatMap { count in
                [
                    try bankruptcy("deleverage of \(count)", positions: count, .deleverage),
                    try bankruptcy("socialise over \(count)", positions: count, .socialise),
                    try claims("claim among \(count)", count),
                ]
            })
    }

    /// The liquidation of one bankrupt long beside winning shorts.
    private static func bankruptcy(
        _ name: String, positions: Int, _ payer: WaterfallParameters.Payer
    ) throws -> Operation {
        walk(name) {
            let world = try TradingWorld(
                .reference(.firstCome) { parameters in
                    parameters.marginPrice = .oracle
                    parameters.pnlBasis = .price
                    parameters.waterfall.payers = [payer]
                }, traders: positions + 1)
            try world.perform(.open(isLong: true, collateral: 10_000, leverage: 9), of: positions)
            for trader in 0..<positions {
                let trade = Trade.open(
                    isLong: trader % 4 == 0, collateral: UInt64(1_000_000 / positions),
                    leverage: 2)
                try world.perform(trade, of: trader)
            }
            try world.perform(try world.feedMessage(price: 300))
            return (world, try world.message(.liquidate(positions), of: 0))
        }
    }

    /// A claim that is served in proportion with all others, out of a new trader's margin.
    private static func claims(_ name: String, _ count: Int) throws -> Operation {
        walk(name) {
            let world = try TradingWorld(
                .reference(.proRata) { parameters in
                    parameters.marginPrice = .oracle
                    parameters.pnlBasis = .price
                    parameters.withdrawUnrealised = .full
                }, traders: count + 2)
            try world.perform(.open(isLong: true, collateral: 1_000, leverage: 5), of: count)
            for trader in 0..<count {
                let trade = Trade.open(
                    isLong: trader.isMultiple(of: 2), collateral: 10, leverage: 1)
                try world.perform(trade, of: trader)
            }
            // A lying feed lets one trader leave with everybody's collateral.
            try world.perform(try world.feedMessage(price: 50_000_000))
            try world.perform(.removeMargin(UInt64(count) * 10 + 900), of: count)
            try world.perform(try world.feedMessage(price: 500))
            for trader in 0..<count { try world.perform(.close(limit: 0), of: trader) }
            try world.perform(.open(isLong: true, collateral: 500, leverage: 1), of: count + 1)
            return (world, try world.message(.claim(count - 1), of: 0))
        }
    }

    private static func walk(
        _ name: String, _ prepare: @escaping () throws -> (TradingWorld, Message)
    ) -> Operation {
        var prepared: (TradingWorld, Message)?
        return Operation(
            name: name, count: 1,
            subject: Contender(
                "perplab",
                prepare: {
                    var (world, message) = try prepared ?? prepare()
                    prepared = (world, message)
                    // No block's gas would pay for the largest.
                    message.gasLimit = 1 << 60
                    let call = message
                    return {
                        let outcome = world.host.simulate(call, in: TradingWorld.block(2))
                        if let revert = outcome.revert { throw FailedTrade(name, revert) }
                        return outcome.gasUsed
                    }
                }), references: [])
    }
}

extension TradingWorld {
    fileprivate func perform(_ trade: Trade, of trader: Int) throws {
        try perform(try message(trade, of: trader))
    }

    fileprivate func perform(_ message: Message) throws {
        let outcome = host.execute(message, in: TradingWorld.block(1))
        if let revert = outcome.revert { throw FailedTrade("\(message.recipient)", revert) }
    }
}

/// A call of the gas market, with the time that passes before it.
struct PerpV1GasOperation {
    /// Which way a trader trades.
    enum Side: String {
        case buy = "BUY"
        case sell = "SELL"
    }

    let actor: String
    let contract: String
    let call: String
    let arguments: [JSONValue]
    var secondsBefore = 0

    /// The same call some time later.
    func after(seconds: Int) -> PerpV1GasOperation {
        var later = self
        later.secondsBefore = seconds
        return later
    }

    /// Opens, increases, reduces or flips a position; amounts in whole quote tokens.
    static func trade(
        _ trader: String, _ side: Side, _ quote: Int, leverage: Int
    ) -> PerpV1GasOperation {
        house(
            trader, "openPosition", .string(side.rawValue), wad(quote), wad(leverage), .string("0"))
    }

    static func close(_ trader: String) -> PerpV1GasOperation {
        house(trader, "closePosition", .string("0"))
    }

    static func addMargin(_ trader: String, _ quote: Int) -> PerpV1GasOperation {
        house(trader, "addMargin", wad(quote))
    }

    static func removeMargin(_ trader: String, _ quote: Int) -> PerpV1GasOperation {
        house(trader, "removeMargin", wad(quote))
    }

    static func liquidate(
        _ trader: String, by liquidator: String = "keeper"
    ) -> PerpV1GasOperation {
        house(liquidator, "liquidate", .string(trader))
    }

    static func liquidateWithSlippage(_ trader: String) -> PerpV1GasOperation {
        house("keeper", "liquidateWithSlippage", .string(trader), .string("0"))
    }

    static let payFunding = house("keeper", "payFunding")

    static func settle(_ trader: String) -> PerpV1GasOperation { house(trader, "settlePosition") }

    static let shutdown = PerpV1GasOperation(
        actor: "admin", contract: "amm", call: "shutdown", arguments: [])

    static func setFluctuationLimit(_ ratioWad: String) -> PerpV1GasOperation {
        PerpV1GasOperation(
            actor: "admin", contract: "amm", call: "setFluctuationLimitRatio",
            arguments: [.string(ratioWad)])
    }

    static func setPrice(_ price: Int) -> PerpV1GasOperation { feed("setPrice", price) }

    static func setTwapPrice(_ price: Int) -> PerpV1GasOperation { feed("setTwapPrice", price) }

    /// A transfer in base units.
    static func transfer(_ sender: String, to recipient: String, _ units: Int) -> PerpV1GasOperation
    {
        PerpV1GasOperation(
            actor: sender, contract: "usd", call: "transfer",
            arguments: [.string(recipient), .string("\(units)")])
    }

    private static func feed(_ call: String, _ price: Int) -> PerpV1GasOperation {
        PerpV1GasOperation(
            actor: "admin", contract: "price_feed", call: call, arguments: [wad(price)])
    }

    private static func house(
        _ actor: String, _ call: String, _ arguments: JSONValue...
    ) -> PerpV1GasOperation {
        PerpV1GasOperation(
            actor: actor, contract: "clearing_house", call: call,
            arguments: [.string("amm")] + arguments)
    }

    private static func wad(_ whole: Int) -> JSONValue {
        .string("\(whole)" + String(repeating: "0", count: 18))
    }
}

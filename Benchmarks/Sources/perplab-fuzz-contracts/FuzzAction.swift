import EthereumPrimitives
import PerpContracts
import SeededRandom
import WideIntegers

/// One step of a sequence: time that passes, a call or payment by an account, or an intervention.
struct FuzzAction: CustomStringConvertible {
    /// Seconds before the call; a new block begins when positive, or when `startsBlock`.
    let seconds: UInt64
    let startsBlock: Bool
    let actor: Int
    /// Native asset that goes along, in wei.
    let valueWei: UInt256
    let recipient: Recipient
    let function: String
    let values: [ABIValue]

    enum Recipient: String {
        case house, market, fund, token, feed, wrapped
        /// A payment without data to the address in `values`.
        case account
        /// A balance or nonce that is set from outside, for the address in `values`.
        case intervention
    }

    var description: String {
        "+\(seconds)s\(startsBlock ? " new block" : "") actor \(actor): "
            + "\(recipient.rawValue).\(function)(\(values.map { "\($0)" }.joined(separator: ", ")))"
            + (valueWei.isZero ? "" : " with \(valueWei) wei")
    }
}

extension SeededRandom {
    /// A call that is usual, odd or hostile.
    mutating func action(actors: Int) -> FuzzAction {
        let isLater = below(3) == 0
        let seconds: UInt64 = isLater ? pick([1, 5, 15, 15, 15, 60, 900, 3_600]) : 0
        let usesNative = below(6) == 0
        let (recipient, function, values) =
            usesNative ? nativeCall(actors: actors) : call(actors: actors)
        // What takes no value must refuse it.
        let hasValue = below(usesNative ? 2 : 40) == 0
        return FuzzAction(
            seconds: seconds, startsBlock: isLater, actor: below(actors),
            valueWei: hasValue ? wei() : 0, recipient: recipient, function: function,
            values: values)
    }

    /// Payments and calls that move the native asset, and now and then an intervention.
    private mutating func nativeCall(
        actors: Int
    ) -> (FuzzAction.Recipient, String, [ABIValue]) {
        let actor = ABIValue.address(World.actor(below(actors)))
        switch below(20) {
        case 0..<5: return (.wrapped, "deposit", [])
        case 5..<10: return (.wrapped, "withdraw", [.uint(wei())])
        case 10, 11: return (.wrapped, "transfer", [actor, .uint(wei())])
        case 12: return (.wrapped, "approve", [actor, .uint(wei())])
        case 13: return (.account, "", [.address(pick(World.contracts))])
        case 14: return (.account, "", [.address(Address(truncating: number()))])
        case 15..<19: return (.account, "", [actor])
        default:
            return below(2) == 0
                ? (.intervention, "setBalance", [actor, .uint(wei())])
                : (.intervention, "setNonce", [actor, .uint(UInt256(next() >> 1))])
        }
    }

    /// An amount of native asset: some of what actors have, all and more of it, or dust.
    private mutating func wei() -> UInt256 {
        switch below(8) {
        case 0: pick([0, 1, .max, UInt256.wad, number()])
        default: UInt256(next() >> UInt64(4 + below(40)))
        }
    }

    private mutating func call(
        actors: Int
    ) -> (FuzzAction.Recipient, String, [ABIValue]) {
        let market = ABIValue.address(below(40) == 0 ? Address(truncating: number()) : World.market)
        let trader = ABIValue.address(World.actor(below(actors)))
        switch below(30) {
        case 0..<10:
            return (
                .house, "openPosition",
                [
                    market, .uint(UInt256(UInt64(below(2)))), amount(), leverage(),
                    below(4) == 0 ? amount() : .tuple([.uint(0)]),
                ]
            )
        case 10..<14: return (.house, "closePosition", [market, limit()])
        case 14, 15: return (.house, "addMargin", [market, amount()])
        case 16, 17: return (.house, "removeMargin", [market, amount()])
        case 18..<22: return (.house, "liquidate", [market, trader])
        case 22: return (.house, "liquidateWithSlippage", [market, trader, limit()])
        case 23, 24: return (.house, "payFunding", [market])
        case 25: return (.house, "settlePosition", [market])
        case 26: return administration(trader)
        case 27: return (.feed, below(2) == 0 ? "setPrice" : "setTwapPrice", [.uint(price())])
        case 28: return (.token, "transfer", [trader, .uint(number() >> 150)])
        default: return forbidden(trader)
        }
    }

    private mutating func administration(
        _ trader: ABIValue
    ) -> (FuzzAction.Recipient, String, [ABIValue]) {
        switch below(8) {
        case 0: (.house, "pause", [])
        case 1: (.house, "unpause", [])
        case 2: (.house, "setBackstopLiquidityProvider", [trader, .bool(below(3) > 0)])
        case 3: (.house, "setPartialLiquidationRatio", [ratio()])
        case 4: (.market, "setFluctuationLimitRatio", [ratio()])
        case 5: (.market, "setCap", [amount(), amount()])
        case 6: (.market, "setOpen", [.bool(below(4) > 0)])
        default: (.market, below(6) == 0 ? "shutdown" : "settleFunding", [])
        }
    }

    /// Calls that only another contract may make.
    private mutating func forbidden(
        _ trader: ABIValue
    ) -> (FuzzAction.Recipient, String, [ABIValue]) {
        switch below(3) {
        case 0: (.market, "swapInput", [.uint(0), amount(), amount(), .bool(true)])
        case 1: (.market, "swapOutput", [.uint(1), amount(), amount()])
        default: (.fund, "withdraw", [.address(World.token), amount()])
        }
    }

    private mutating func amount() -> ABIValue {
        let wad = UInt256.wad
        let usual = (UInt256(UInt64(1 + below(2_000))) &* wad)
        let odd: [UInt256] = [
            0, 1, 99, wad &- .one, wad &+ .one, UInt256(999_999_999_999 as UInt64),
            UInt256(1_000_000_000_000 as UInt64), UInt256(0, 0, 0, 1 << 63), .max, number(),
        ]
        return .tuple([.uint(below(8) == 0 ? pick(odd) : usual &+ UInt256(UInt64(below(1_000))))])
    }

    private mutating func limit() -> ABIValue {
        below(4) == 0 ? amount() : .tuple([.uint(0)])
    }

    private mutating func leverage() -> ABIValue {
        let tenth = UInt256(100_000_000_000_000_000 as UInt64)
        let usual = UInt256(UInt64(5 + below(100))) &* tenth
        return .tuple([.uint(below(20) == 0 ? pick([0, 1, .max, number()]) : usual)])
    }

    private mutating func ratio() -> ABIValue {
        let hundredth = UInt256(10_000_000_000_000_000 as UInt64)
        return .tuple([.uint(UInt256(UInt64(below(101))) &* hundredth)])
    }

    private mutating func price() -> UInt256 {
        below(20) == 0 ? pick([0, 1, number()]) : UInt256(UInt64(1 + below(20))) &* UInt256.wad
    }

    /// A number whose bit length is uniform in 0 to 256.
    mutating func number() -> UInt256 {
        let bits = below(257)
        return bits == 0 ? .zero : UInt256(next(), next(), next(), next()) >> (256 - bits)
    }
}

import EthereumPrimitives
import SeededRandom
import WideIntegers

/// A number in a call: as it is, or as a part of what the market is worth.
enum FuzzAmount: CustomStringConvertible {
    case exact(UInt256)
    /// Millionths of the market's depth, and some wei.
    case ofDepth(Int, wei: Int)
    /// Thousandths of a margin, size or balance that the world knows.
    case ofOwn(Int)

    var description: String {
        switch self {
        case .exact(let number): "\(number)"
        case .ofDepth(let parts, let wei): "\(parts) ppm of the depth + \(wei) wei"
        case .ofOwn(let parts): "\(parts) permille of its own"
        }
    }
}

/// One step of a sequence; numbers are resolved when it runs, so that steps before it can be left out.
struct FuzzAction: CustomStringConvertible {
    /// What is called.
    enum Step {
        /// Leverage as it is, or in thousandths of the most that the market allows.
        case open(isLong: Bool, amount: FuzzAmount, leverage: FuzzAmount, limit: FuzzAmount)
        case close(limit: FuzzAmount)
        case addMargin(FuzzAmount)
        case removeMargin(FuzzAmount)
        /// A trader above the last actor stands for the open position of the least margin ratio.
        case liquidate(trader: Int, limit: FuzzAmount?)
        case flag(trader: Int)
        case payFunding, settle, shutdown
        /// Thousandths of the present peg, or a number.
        case repeg(FuzzAmount)
        case scaleK(UInt256)
        case withdrawFees(FuzzAmount)
        case claim(Address)
        case donate(fund: Address, FuzzAmount)
        case depositBackstop(FuzzAmount)
        case withdrawBackstop(FuzzAmount)
        /// Thousandths of the market's mark, or a number, and how old the price is.
        case feed(FuzzAmount, ageSeconds: Int)
        /// Tokens to an address, without a call of the house.
        case transfer(Address, FuzzAmount)
        case view(String, [ABIValue])
        case data([UInt8])
    }

    /// Seconds before the call; a new block begins when positive, or when `startsBlock`.
    let seconds: UInt64
    let startsBlock: Bool
    let actor: Int
    /// Which market; above the last for an address that is none.
    let market: Int
    /// Native asset that goes along, in wei.
    let valueWei: UInt256
    let step: Step

    /// The name of what is called.
    var name: String { String("\(step)".prefix { $0 != "(" }) }

    var description: String {
        "+\(seconds)s\(startsBlock ? " new block" : "") actor \(actor) market \(market): \(step)"
            + (valueWei.isZero ? "" : " with \(valueWei) wei")
    }
}

extension SeededRandom {
    /// A call that is usual, odd or hostile.
    /// - Parameter isLate: whether markets are likely to be shut.
    mutating func action(isLate: Bool) -> FuzzAction {
        let isLater = below(3) == 0
        let seconds: UInt64 =
            isLater ? pick([0, 1, 1, 5, 15, 15, 60, 60, 900, 3_600, 100_000, 400_000_000]) : 0
        let step = isLate && below(2) == 0 ? lateStep() : self.step()
        return FuzzAction(
            seconds: seconds, startsBlock: isLater, actor: actor(of: step),
            market: below(40) == 0 ? 2 : below(2),
            valueWei: below(60) == 0 ? pick([1, .wad, .max]) : 0, step: step)
    }

    /// Somebody who may call, as a rule.
    private mutating func actor(of step: FuzzAction.Step) -> Int {
        let anyone = below(FuzzWorld.actorCount)
        if below(4) == 0 { return anyone }
        switch step {
        case .repeg, .scaleK, .withdrawFees, .shutdown: return 0
        case .liquidate: return pick([2, 6])
        case .depositBackstop, .withdrawBackstop: return pick([6, 7])
        default: return anyone
        }
    }

    private mutating func lateStep() -> FuzzAction.Step {
        switch below(16) {
        case 0..<3: .shutdown
        case 3..<12: .settle
        case 12, 13: .claim(account())
        default: .removeMargin(ofOwn())
        }
    }

    private mutating func step() -> FuzzAction.Step {
        switch below(48) {
        case 0..<13:
            return .open(
                isLong: below(2) == 0, amount: amount(), leverage: leverage(),
                limit: below(10) == 0 ? amount() : .exact(0))
        case 13..<16: return .close(limit: limit())
        case 16, 17: return .addMargin(amount())
        case 18..<20: return .removeMargin(below(2) == 0 ? amount() : ofOwn())
        case 20..<27: return .liquidate(trader: trader(), limit: below(8) == 0 ? amount() : nil)
        case 27, 28: return .flag(trader: trader())
        case 29..<31: return .payFunding
        case 31..<38: return feed()
        case 38: return .repeg(below(8) == 0 ? amount() : .ofOwn(700 + below(600)))
        case 39: return .scaleK(below(8) == 0 ? number() : .part(750 + below(500), of: 1_000))
        case 40: return .withdrawFees(below(2) == 0 ? amount() : ofOwn())
        case 41: return .claim(account())
        case 42: return .donate(fund: fund(), amount())
        case 43: return .depositBackstop(amount())
        case 44: return .withdrawBackstop(below(2) == 0 ? amount() : ofOwn())
        case 45: return below(100) == 0 ? .shutdown : .settle
        case 46: return view()
        default: return rare()
        }
    }

    private mutating func trader() -> Int {
        below(3) == 0 ? below(FuzzWorld.actorCount) : FuzzWorld.actorCount
    }

    private mutating func rare() -> FuzzAction.Step {
        switch below(4) {
        case 0: .transfer(below(2) == 0 ? FuzzWorld.house : account(), amount())
        case 1: .data(bytes(below(200)))
        case 2: view()
        default: .claim(Address(truncating: number()))
        }
    }

    private mutating func view() -> FuzzAction.Step {
        switch below(7) {
        case 0: .view("getMarginRatio", [.address(account())])
        case 1: .view("getPosition", [.address(account())])
        case 2: .view("getTwapPrice", [.uint(below(4) == 0 ? number() : UInt256(next() >> 52))])
        case 3: .view("getInputPrice", [.uint(UInt256(UInt64(below(3)))), plain()])
        case 4: .view("getOutputPrice", [.uint(UInt256(UInt64(below(3)))), plain()])
        case 5: .view("calcFee", [plain()])
        default: .view(pick(["getSpotPrice", "getReserve", "getUnderlyingPrice", "open"]), [])
        }
    }

    private mutating func plain() -> ABIValue { .tuple([.uint(number())]) }

    /// An amount of usual size, dust, or a hostile one.
    private mutating func amount() -> FuzzAmount {
        if below(8) > 0 {
            let parts = pick([1, 100, 2_000, 10_000, 10_000, 50_000, 200_000])
            return .ofDepth(1 + below(parts), wei: below(3))
        }
        let wad = UInt256.wad
        return .exact(
            pick([
                0, 1, 2, 99, wad &- 1, wad &+ 1, UInt256(0, 0, 0, 1 << 63),
                UInt256(0, 0, 0, 1 << 63) &- 1, .max, number(), number(),
            ]))
    }

    /// Some of what there is, all of it, or a little more.
    private mutating func ofOwn() -> FuzzAmount {
        .ofOwn(pick([1, 100, 500, 900, 999, 1_000, 1_000, 1_001]))
    }

    private mutating func limit() -> FuzzAmount { below(5) == 0 ? amount() : .exact(0) }

    private mutating func leverage() -> FuzzAmount {
        switch below(20) {
        case 0: .exact(pick([0, 1, .max, number(), .wad &+ 1]))
        case 1..<8: .exact(.part(5 + below(100), of: 10))
        default: .ofOwn(700 + below(310))
        }
    }

    /// A price near the mark, far from it, none, or one out of time.
    private mutating func feed() -> FuzzAction.Step {
        let age = pick([0, 0, 0, 0, 0, 0, 0, 30, 600, 5_000, 1_000_000, -100, -100_000_000])
        switch below(12) {
        case 0:
            let odd: [UInt256] = [0, 0, 1, .max, UInt256(0, 0, 0, 1 << 63), number()]
            return .feed(.exact(pick(odd)), ageSeconds: age)
        case 1, 2: return .feed(.ofOwn(1 + below(4_000)), ageSeconds: age)
        case 3..<7: return .feed(.ofOwn(600 + below(900)), ageSeconds: age)
        default: return .feed(.ofOwn(950 + below(100)), ageSeconds: 0)
        }
    }

    /// An actor, as a rule; a fund, a market or nobody else now and then.
    private mutating func account() -> Address {
        below(3) > 0
            ? FuzzWorld.actor(below(FuzzWorld.actorCount))
            : pick(FuzzWorld.contracts + [Address(truncating: number())])
    }

    private mutating func fund() -> Address {
        below(10) == 0 ? account() : pick(FuzzWorld.funds)
    }

    /// A number whose bit length is uniform in 0 to 256.
    mutating func number() -> UInt256 {
        let bits = below(257)
        return bits == 0 ? .zero : UInt256(next(), next(), next(), next()) >> (256 - bits)
    }
}

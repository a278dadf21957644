import ContractRuntime
import WideIntegers

/// A variable of a market, in the order of its slots.
///
/// - Source: perplab's specification of ReferencePerp, section 1.
package enum MarketField: Int, CaseIterable {
    case quoteReserve, baseReserve, peg
    /// Net base that traders hold, which the curve has given out.
    case netSize
    case longSize, shortSize, openNotionalLong, openNotionalShort
    /// What a long and a short owe per unit of base, cumulative.
    case fundingLong, fundingShort
    case fundingRate
    /// Next funding in the low 64 bits, last funding above them.
    case fundingTimes
    /// The other side of realised profit and of the costs of curve changes.
    case curveAccount
    /// What funding has paid in and not out, of either sign.
    case imbalanceAccount
    case feePool, uncovered, socialisedOwed
    case badDebt, paidInsurance, paidBackstop, paidDeleverage, paidSocialise, paidUncovered
    /// The packed `MarketClock`.
    case clock
    /// Sums of price times seconds.
    case markAccumulator, oracleAccumulator
    /// The oracle at the last touch.
    case oracleSample
    /// Prices at the end of the last touched block.
    case blockMark, blockOracle
    case lastGood
    /// Whether it is open in the lowest bit, the block of the last restriction above 64 bits.
    case status
    case settlementPrice
    /// How many positions are open.
    case openCount

    /// What a payer has paid of bad debt.
    package static func paid(_ payer: WaterfallParameters.Payer) -> MarketField {
        switch payer {
        case .insurance: .paidInsurance
        case .backstop: .paidBackstop
        case .deleverage: .paidDeleverage
        case .socialise: .paidSocialise
        case .uncovered: .paidUncovered
        }
    }
}

/// A rule that has bound, counted in a market's state.
///
/// - Source: perplab's specification of ReferencePerp, section 9.
public enum ReferenceCounter: String, Hashable, Sendable, CaseIterable {
    /// A bad feed was replaced by the mark or its last good price.
    case feedFallback
    /// A position could not bear the whole penalty.
    case penaltyCut
    /// The fund was short of a reward or of funding.
    case fundEmpty
    /// The fund chose to pay a share only.
    case insuranceDeclined
    /// Positions deleveraged.
    case deleverage
    /// Positions passed over when they were deleveraged.
    case deleverageSkipped
    /// Losses spread over winners.
    case socialise
    /// Bad debt that nobody paid.
    case uncovered
    /// The clamp of the premium.
    case fundingClamp
    /// The greatest rate.
    case fundingCap
    /// The greatest change of the rate.
    case fundingStep
    /// Receivers of funding got less than the rate.
    case receiverCapped
    /// A payout became a claim.
    case claim
    /// A partial liquidation became a full one.
    case madeFull
    /// Positions taken over.
    case takeover
    /// An automatic change of the curve was cut or skipped for its cost.
    case repegCut
    /// Profit was realised to make a margin good.
    case profitRealised
}

/// Where a market's variables are.
package struct MarketSlots: Sendable {
    private let first: Slot
    private let firstCounter: Slot
    /// Six words by trader.
    package let positions: SlotTable
    /// Accounts with an open position by place, counted from zero.
    let openTraders: SlotTable
    /// Time and the two accumulators, by number in a ring.
    let observations: SlotTable

    init(in state: WorldState) {
        first = state.addSlots(MarketField.allCases.count)
        firstCounter = state.addSlots(ReferenceCounter.allCases.count)
        positions = state.addTable(width: 6)
        openTraders = state.addTable(width: 1)
        observations = state.addTable(width: 3)
    }

    /// The place of a variable.
    package subscript(field: MarketField) -> Slot { first.advanced(by: field.rawValue) }

    /// The place of a rule's count.
    package subscript(counter: ReferenceCounter) -> Slot {
        firstCounter.advanced(by: ReferenceCounter.allCases.firstIndex(of: counter) ?? 0)
    }
}

/// When a market was last touched, and where its averages begin; one word.
struct MarketClock {
    var block: UInt64
    var timestamp: UInt64
    var observationCount: UInt64
    /// The last observation at or before the start of each window.
    var marginTail: UInt32
    var fundingTail: UInt32

    init(word: UInt256) {
        block = word.w0
        timestamp = word.w1
        observationCount = word.w2
        marginTail = UInt32(truncatingIfNeeded: word.w3)
        fundingTail = UInt32(truncatingIfNeeded: word.w3 >> 32)
    }

    var word: UInt256 {
        UInt256(
            block, timestamp, observationCount, UInt64(marginTail) | UInt64(fundingTail) << 32)
    }
}

/// One position, isolated in its market.
struct ReferencePosition: Equatable {
    /// Base, signed.
    var size = Int256.zero
    var openNotional = Int256.zero
    var margin = Int256.zero
    /// The funding of its side that it has settled.
    var fundingIndex = Int256.zero
    var socialisedOwed = Int256.zero
    var flagTime: UInt64 = 0
    var lastBlock: UInt64 = 0
    /// Its place among the open positions, plus one; zero when it is not open.
    var place: UInt64 = 0

    var isLong: Bool { size > .zero }
    /// The size without its sign.
    var amount: Int256 { size.absolute }

    /// What the position adds to the sums of its market's sides.
    var longSize: Int256 { isLong ? size : .zero }
    var shortSize: Int256 { size.isNegative ? size.negated : .zero }
    var longNotional: Int256 { isLong ? openNotional : .zero }
    var shortNotional: Int256 { size.isNegative ? openNotional : .zero }

    init() {}

    init(words: InlineArray<6, UInt256>) {
        size = Int256(bitPattern: words[0])
        openNotional = Int256(bitPattern: words[1])
        margin = Int256(bitPattern: words[2])
        fundingIndex = Int256(bitPattern: words[3])
        socialisedOwed = Int256(bitPattern: words[4])
        flagTime = words[5].w0
        lastBlock = words[5].w1
        place = words[5].w2
    }

    /// Flag, last block and place in one word.
    var timesWord: UInt256 { UInt256(flagTime, lastBlock, place, 0) }
}

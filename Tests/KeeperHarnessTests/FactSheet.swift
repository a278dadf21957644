import Agents
import EthereumPrimitives
import KeeperHarness
import SimulationKernel
import WideIntegers

/// Hand-made facts of a chain with a block every twelve seconds.
struct FactSheet {
    static let bot = Address(truncating: 0xb07)
    static let rival = Address(truncating: 0x1234)
    static let trader = Address(truncating: 0x7)

    static func name(_ number: UInt64 = 7) -> PositionName {
        PositionName(market: 0, trader: Address(truncating: UInt256(number)))
    }

    static func time(ofBlock number: UInt64, plusMicros: UInt64 = 0) -> SimulatedTime {
        SimulatedTime(micros: number * 12_000_000 + plusMicros)
    }

    /// Blocks from 0 to `last`, whose heads reach the bot after half a second.
    var blocks: [BlockFacts]
    var arrivals: [HeadArrival]
    var transactions: [OwnTransaction] = []
    var faults: [TrialRecord.Fault] = []
    var badDebtWad = UInt256.zero
    var bounds: Scorecard.Bounds?
    /// One quote for a unit of the native asset.
    var terms = EpisodeTerms(bot: FactSheet.bot, nativePriceWad: .wad)

    init(last: UInt64) {
        blocks = (0...last).map { BlockFacts(number: $0, sealedAt: Self.time(ofBlock: $0)) }
        arrivals = (0...last).map {
            HeadArrival(at: Self.time(ofBlock: $0, plusMicros: 500_000), number: $0)
        }
        for place in blocks.indices {
            blocks[place].timestampSeconds = UInt64(place) * 12
            blocks[place].nativeWei = .wad &* 10
            blocks[place].baseFeeWei = 1_000_000_000
            blocks[place].nextBaseFeeWei = 1_000_000_000
        }
    }

    /// A position is open after the blocks of a range; a liquidation of it pays ten quote.
    mutating func open(
        _ range: ClosedRange<Int>, _ name: PositionName = FactSheet.name(),
        access: LiquidationAccess = .open, rewardWad: UInt256 = .wad &* 10
    ) {
        for place in range {
            blocks[place].open.append(
                OpenPosition(name: name, access: access, rewardWad: rewardWad, gas: 200_000))
        }
    }

    mutating func liquidate(
        in block: Int, by liquidator: Address, _ name: PositionName = FactSheet.name(),
        tipWei: UInt256 = 2, index: Int = 0, transaction: UInt64 = 99
    ) {
        blocks[block].liquidations.append(
            LiquidationFact(
                name: name, liquidator: liquidator, rewardWad: .wad &* 10,
                transaction: transaction, index: index, tipWei: tipWei))
    }

    /// A transaction of the bot, sent half a second after a block and mined or not.
    mutating func send(
        _ id: UInt64, nonce: UInt64, _ purpose: OwnPurpose = .liquidate(FactSheet.name()),
        after block: UInt64, minedIn mined: UInt64? = nil, revert: String? = nil,
        fate: OwnTransaction.Fate = .pending, endedInBlock: UInt64? = nil, index: Int = 1,
        tipWei: UInt256 = 2, capWei: UInt256 = 5_000_000_000, rewardWad: UInt256 = .zero,
        isPrivate: Bool = false
    ) {
        var own = OwnTransaction(
            id: id, nonce: nonce, purpose: purpose,
            sentAt: Self.time(ofBlock: block, plusMicros: 600_000), sentHead: block, fate: fate,
            endedAt: endedInBlock.map { Self.time(ofBlock: $0) }, tipWei: tipWei, capWei: capWei,
            isPrivate: isPrivate)
        if let mined {
            let receipt = OwnReceipt(
                transaction: id, index: index, revert: revert, gasUsed: 100_000,
                feeWei: 100_000_000_000_000, tipFeeWei: 30_000_000_000_000, rewardWad: rewardWad)
            own.fate = .mined(block: mined, receipt)
            own.endedAt = Self.time(ofBlock: mined)
            blocks[Int(mined)].own.append(receipt)
        }
        transactions.append(own)
    }

    var episodes: [Episode] { EpisodeBuilder.episodes(blocks, arrivals: arrivals, terms: terms) }

    var record: TrialRecord {
        var record = TrialRecord(terms: terms)
        record.markets = ["eth-perp"]
        record.blocks = blocks
        record.arrivals = arrivals
        record.episodes = episodes
        record.transactions = transactions
        record.faults = faults
        record.badDebtWad = badDebtWad
        record.bounds = bounds
        return record
    }

    var card: Scorecard { ScorecardBuilder(record).card() }
}

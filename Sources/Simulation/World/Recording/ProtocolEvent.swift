import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// What logs of perpetual contracts tell, for both designs; amounts in wad.
enum ProtocolEvent {
    case positionChanged(PositionChanged)
    case liquidated(PositionLiquidated)
    case funding(rateWad: Int256, referenceWad: UInt256)
    case badDebtPaid(trader: Address, payer: UInt8, account: Address, amountWad: UInt256)
    case deleveraged(trader: Address, sizeWad: Int256, valueWad: UInt256, fundingWad: Int256)
    case takenOver(trader: Address, taker: Address, sizeWad: Int256, valueWad: UInt256)
    case marginChanged(trader: Address, amountWad: Int256, fundingWad: Int256)
    case settled(trader: Address, valueWad: UInt256)
    case donated(fund: Address, amountWad: UInt256)
    case backstopChanged(account: Address, amountWad: Int256)

    /// `PositionChanged`.
    struct PositionChanged {
        var trader: Address
        var marginWad, notionalWad: UInt256
        var sizeWad: Int256
        var feeWad: UInt256
        var sizeAfterWad, realisedWad: Int256
        var badDebtWad, penaltyWad, markWad: UInt256
        var fundingWad: Int256
        /// Whether it is the resting side of a trade, whose other side is counted.
        var isMaker = false
        /// What it was paid for resting.
        var rebateWad = UInt256.zero
    }

    /// `PositionLiquidated`.
    struct PositionLiquidated {
        var trader: Address
        var notionalWad, sizeWad, rewardWad: UInt256
        var liquidator: Address
        var badDebtWad: UInt256
    }
}

/// Finds protocol events in logs.
struct ProtocolEventReader {
    private enum Kind {
        case positionChanged, liquidated, funding, badDebtPaid, deleveraged, takenOver
        case marginChanged, settled, donated, backstopChanged
    }

    private let kinds: [UInt256: Kind]
    private let markets: [AccountID: Int]

    /// A reader for markets by their accounts.
    init(markets: [AccountID: Int]) {
        self.markets = markets
        let house = ReferencePerpABI.house
        kinds = [
            house.topic(ofEvent: "PositionChanged"): .positionChanged,
            house.topic(ofEvent: "PositionLiquidated"): .liquidated,
            ReferencePerpABI.market.topic(ofEvent: "FundingRateUpdated"): .funding,
            house.topic(ofEvent: "BadDebtPaid"): .badDebtPaid,
            house.topic(ofEvent: "PositionDeleveraged"): .deleveraged,
            house.topic(ofEvent: "PositionTakenOver"): .takenOver,
            house.topic(ofEvent: "MarginChanged"): .marginChanged,
            house.topic(ofEvent: "PositionSettled"): .settled,
            house.topic(ofEvent: "FundDonated"): .donated,
            house.topic(ofEvent: "BackstopChanged"): .backstopChanged,
        ]
    }

    /// The event of a log and its market's place; nil for other logs. Gifts to funds and deposits
    /// belong to no market, and come with the first one.
    func event(
        _ index: Int, of logs: LogStore, in state: WorldState
    ) -> (market: Int, event: ProtocolEvent)? {
        guard logs.topicCount(of: index) > 0, let kind = kinds[logs.topicWord(0, of: index)] else {
            return nil
        }
        func address(_ place: Int) -> Address {
            Address(truncating: logs.topicWord(place, of: index))
        }
        func word(_ place: Int) -> UInt256 { logs.dataWord(place, of: index) }
        func signed(_ place: Int) -> Int256 { Int256(bitPattern: word(place)) }
        func market(_ address: Address) -> Int? {
            state.knownAccount(address).flatMap { markets[$0] }
        }
        switch kind {
        case .funding:
            guard let place = markets[logs.emitter(of: index)] else { return nil }
            return (place, .funding(rateWad: signed(0), referenceWad: word(1)))
        case .donated: return (0, .donated(fund: address(1), amountWad: word(0)))
        case .backstopChanged:
            return (0, .backstopChanged(account: address(1), amountWad: signed(0)))
        case .badDebtPaid:
            guard let place = market(address(1)) else { return nil }
            return (
                place,
                .badDebtPaid(
                    trader: address(2), payer: UInt8(truncatingIfNeeded: word(0).w0),
                    account: Address(truncating: word(1)), amountWad: word(2))
            )
        case .settled:
            guard let place = market(address(1)) else { return nil }
            return (place, .settled(trader: address(2), valueWad: word(0)))
        default: break
        }
        guard let place = market(address(2)) else { return nil }
        switch kind {
        case .positionChanged:
            let change = ProtocolEvent.PositionChanged(
                trader: address(1), marginWad: word(0), notionalWad: word(1), sizeWad: signed(2),
                feeWad: word(3), sizeAfterWad: signed(4), realisedWad: signed(5),
                badDebtWad: word(7), penaltyWad: word(8), markWad: word(9), fundingWad: signed(10))
            return (place, .positionChanged(change))
        case .liquidated:
            let liquidation = ProtocolEvent.PositionLiquidated(
                trader: address(1), notionalWad: word(0), sizeWad: word(1), rewardWad: word(2),
                liquidator: Address(truncating: word(3)), badDebtWad: word(4))
            return (place, .liquidated(liquidation))
        case .deleveraged:
            return (
                place,
                .deleveraged(
                    trader: address(1), sizeWad: signed(0), valueWad: word(1), fundingWad: signed(4)
                )
            )
        case .takenOver:
            return (
                place,
                .takenOver(
                    trader: address(1), taker: address(3), sizeWad: signed(0), valueWad: word(1))
            )
        case .marginChanged:
            return (
                place,
                .marginChanged(trader: address(1), amountWad: signed(0), fundingWad: signed(1))
            )
        default: return nil
        }
    }
}

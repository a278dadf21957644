import Agents
import Chain
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// Protocol events of blocks that stay.
extension RunRecorder {
    func count(_ seen: SeenEvent, in block: EventScene) {
        let index = seen.market
        guard markets.indices.contains(index) else { return }
        let truth = block.truthsWad[index]
        let time = block.time
        switch seen.event {
        case .positionChanged(let change):
            let isForced = isLiquidation(of: change.trader, seen, in: block)
            count(change, of: index, isForced: isForced, truth, seen.receipt, block)
        case .liquidated(let liquidation):
            count(liquidation, seen.judgement ?? .init(), of: index, truth, seen.receipt, block)
        case .funding(let rate, let reference):
            tracks[index].fundingCount += 1
            write(
                .funding,
                [
                    .time(time), .count(block.number), .text(markets[index].name),
                    .amount(rate), .amount(reference), .amount(tracks[index].quote.markWad),
                    .amount(truth),
                ])
        case .badDebtPaid(let trader, let payer, let account, let amount):
            paid(amount, of: trader, by: payer, account, market: index, block)
        case .deleveraged(let trader, let size, let value, let funding):
            tracks[index].deleveragedCount += 1
            tracks[index].deleveragedWad = tracks[index].deleveragedWad &+ value
            accounts.tally(trader) { $0.fundingWad = $0.fundingWad &- funding }
            trade(
                trader, "deleverage", size: size, notional: value, market: index, truth,
                seen.receipt, block)
        case .takenOver(let trader, let taker, let size, let value):
            trade(
                trader, "takeover", size: .zero &- size, notional: value, market: index, truth,
                seen.receipt, block)
            trade(
                taker, "takeover", size: size, notional: value, market: index, truth,
                seen.receipt, block)
        case .marginChanged(let trader, _, let funding):
            accounts.tally(trader) { $0.fundingWad = $0.fundingWad &- funding }
        case .settled(let trader, let value):
            trade(
                trader, "settlement", size: .zero, notional: value, market: index, truth,
                seen.receipt, block)
        case .donated(let fund, let amount):
            if let sender = block.sender(seen.receipt) { move(amount, from: sender, to: fund) }
        case .backstopChanged: break
        }
    }

    /// Whether a change of a position belongs to a liquidation in the same transaction.
    private func isLiquidation(of trader: Address, _ seen: SeenEvent, in block: EventScene) -> Bool
    {
        block.events.contains { other in
            guard other.receipt == seen.receipt, case .liquidated(let one) = other.event else {
                return false
            }
            return one.trader == trader
        }
    }

    func move(_ amount: UInt256, from payer: Address, to payee: Address) {
        let signed = Int256(bitPattern: amount)
        accounts.tally(payer) { $0.transfersWad = $0.transfersWad &- signed }
        accounts.tally(payee) { $0.transfersWad = $0.transfersWad &+ signed }
    }

    // MARK: - Trades

    private func count(
        _ change: ProtocolEvent.PositionChanged, of index: Int, isForced: Bool, _ truth: UInt256,
        _ receipt: Int, _ seen: EventScene
    ) {
        if !change.isMaker {
            tracks[index].tradeCount += 1
            tracks[index].volumeWad = tracks[index].volumeWad &+ change.notionalWad
        }
        tracks[index].feesWad = tracks[index].feesWad &+ change.feeWad
        let market = markets[index]
        let (fee, penalty) = (
            Int256(bitPattern: change.feeWad), Int256(bitPattern: change.penaltyWad)
        )
        accounts.tally(change.trader) { tally in
            tally.fundingWad = tally.fundingWad &- change.fundingWad
            tally.feesWad = tally.feesWad &- fee &+ Int256(bitPattern: change.rebateWad)
            tally.penaltiesWad = tally.penaltiesWad &- penalty
            tally.realisedWad = tally.realisedWad &+ change.realisedWad
            tally.lossesWad = tally.lossesWad &+ Int256(bitPattern: change.badDebtWad)
        }
        if market.design.isBadDebtTheFunds, !change.badDebtWad.isZero {
            tracks[index].badDebtWad = tracks[index].badDebtWad &+ change.badDebtWad
            paid(
                change.badDebtWad, of: change.trader, by: 0, market.fund, market: index, seen)
        }
        let action =
            isForced ? "liquidation" : change.sizeAfterWad.signum == 0 ? "close" : "open"
        write(
            .trades,
            [
                .time(seen.time), .count(seen.number), .count(receipt),
                .text(market.name), .text("\(change.trader)"),
                .name(accounts.name(of: change.trader)), .text(action), .amount(change.sizeWad),
                .amount(change.notionalWad), .amount(change.feeWad), .amount(change.realisedWad),
                .amount(change.fundingWad), .amount(change.sizeAfterWad),
                .amount(change.marginWad), .amount(change.markWad), .amount(truth),
            ])
    }

    private func trade(
        _ trader: Address, _ action: String, size: Int256, notional: UInt256, market: Int,
        _ truth: UInt256, _ receipt: Int, _ seen: EventScene
    ) {
        write(
            .trades,
            [
                .time(seen.time), .count(seen.number), .count(receipt),
                .text(markets[market].name), .text("\(trader)"),
                .name(accounts.name(of: trader)), .text(action), .amount(size),
                .amount(notional), .amount(UInt256.zero), .null, .null, .null, .null,
                .amount(tracks[market].quote.markWad), .amount(truth),
            ])
    }

    // MARK: - Liquidations

    private func count(
        _ liquidation: ProtocolEvent.PositionLiquidated, _ judgement: LiquidationWatch.Judgement,
        of index: Int, _ truth: UInt256, _ receipt: Int, _ seen: EventScene
    ) {
        let number = seen.number
        watches[index].add(
            liquidation.trader, judgement, notionalWad: liquidation.notionalWad, block: number)
        let change = change(of: liquidation.trader, receipt, seen)
        let reward = Int256(bitPattern: liquidation.rewardWad)
        accounts.tally(liquidation.liquidator) { tally in
            tally.penaltiesWad = tally.penaltiesWad &+ reward
            tally.feesWonWad = tally.feesWonWad &+ liquidation.rewardWad
            tally.liquidationsWon += 1
        }
        var badDebtWad = liquidation.badDebtWad
        tracks[index].badDebtWad = tracks[index].badDebtWad &+ badDebtWad
        if markets[index].design.isBadDebtTheFunds {
            if !badDebtWad.isZero {
                paid(
                    badDebtWad, of: liquidation.trader, by: 0, markets[index].fund, market: index,
                    seen)
            }
            // It is what the liquidator's fee lacked, beside the position's own shortage.
            badDebtWad = badDebtWad &+ (change?.badDebtWad ?? .zero)
        }
        let size = change?.sizeWad ?? Int256(bitPattern: liquidation.sizeWad)
        write(
            .liquidations,
            [
                .time(seen.time), .count(number), .count(receipt),
                .text(markets[index].name), .text("\(liquidation.trader)"),
                .name(accounts.name(of: liquidation.trader)),
                .text(accounts.nameOrAddress(of: liquidation.liquidator)),
                .amount(Int256.zero &- size), .amount(liquidation.notionalWad),
                .amount(liquidation.rewardWad), .amount(change?.penaltyWad ?? .zero),
                .amount(badDebtWad),
                .flag(change.map { $0.sizeAfterWad.signum != 0 } ?? false),
                .count(watches[index].wave), .count(watches[index].cascade),
                .amount(change?.markWad ?? .zero), .known(seen.oraclesWad[index]),
                .amount(truth), judgement.ratioTrueWad.map { .amount($0) } ?? .null,
                .flag(judgement.isFalse), .count(judgement.delayBlocks),
            ])
    }

    /// The change of a position that goes with its liquidation.
    private func change(
        of trader: Address, _ receipt: Int, _ seen: EventScene
    ) -> ProtocolEvent.PositionChanged? {
        for event in seen.events where event.receipt == receipt {
            if case .positionChanged(let change) = event.event, change.trader == trader {
                return change
            }
        }
        return nil
    }

    // MARK: - Bad debt

    private static let payers = ["insurance", "backstop", "deleverage", "socialise", "uncovered"]

    private func paid(
        _ amount: UInt256, of trader: Address, by payer: UInt8, _ account: Address, market: Int,
        _ seen: EventScene
    ) {
        let payerName = Self.payers.indices.contains(Int(payer)) ? Self.payers[Int(payer)] : "other"
        tracks[market].borne[payerName, default: .zero] =
            (tracks[market].borne[payerName] ?? .zero) &+ amount
        let signed = Int256(bitPattern: amount)
        if payerName != "uncovered" {
            accounts.tally(account) { $0.lossesWad = $0.lossesWad &- signed }
        }
        write(
            .badDebt,
            [
                .time(seen.time), .count(seen.number),
                .text(markets[market].name), .text("\(trader)"),
                .name(accounts.name(of: trader)), .text(payerName),
                .text(accounts.nameOrAddress(of: account)), .amount(amount),
            ])
    }
}

import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Questions about positions that the clearing house does not answer itself.
///
/// It reads the clearing house, its fund and the markets by address through their encoded ABI, and
/// changes nothing.
/// - Source: Perpetual Protocol v1 (final line v2.3.x), `ClearingHouseViewer`.
public final class ClearingHouseViewer: Contract {
    /// The functions of the viewer.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let clearingHouseSlot: Slot

    private let insuranceFund = EncodedView(PerpV1ABI.clearingHouse, "insuranceFund")
    private let initMarginRatio = EncodedView(PerpV1ABI.clearingHouse, "initMarginRatio")
    private let position = EncodedView(PerpV1ABI.clearingHouse, "getPosition")
    private let marginRatio = EncodedView(PerpV1ABI.clearingHouse, "getMarginRatio")
    private let premiumFraction = EncodedView(
        PerpV1ABI.clearingHouse, "getLatestCumulativePremiumFraction")
    private let valuation = EncodedView(
        PerpV1ABI.clearingHouse, "getPositionNotionalAndUnrealizedPnl")
    private let unadjustedPosition = EncodedView(
        PerpV1ABI.clearingHouse, "getUnadjustedPosition")
    private let allMarkets = EncodedView(PerpV1ABI.insuranceFund, "getAllAmms")
    private let quoteAsset = EncodedView(PerpV1ABI.amm, "quoteAsset")
    private let liquidityHistoryLength = EncodedView(PerpV1ABI.amm, "getLiquidityHistoryLength")

    /// Places the viewer of a clearing house.
    public init(
        at address: Address, in host: ContractHost, clearingHouse: Address
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "ClearingHouseViewer", declarations: ClearingHouseViewer.declarations)
        table = DispatchTable(abi)
        clearingHouseSlot = host.state.addSlots(1)
        host.state.write(clearingHouse.number, to: clearingHouseSlot)
        host.deploy(self, at: host.state.account(address))
    }

    /// What a view is asked about.
    private struct Subject {
        let clearingHouse: AccountID
        let market: UInt256
        let trader: UInt256

        var key: [UInt256] { [market, trader] }
    }

    // MARK: - Views

    /// The position with its margin after funding; a debt beyond the margin shows as zero.
    /// - Source: ClearingHouseViewer, getPersonalPositionWithFundingPayment.
    private func fundedPosition(
        _ subject: Subject, _ context: CallContext
    ) throws(Revert) -> PerpV1Position {
        var position = PerpV1Position(
            words: try position.words(subject.clearingHouse, subject.key, context))
        let word = try premiumFraction.word(subject.clearingHouse, [subject.market], context)
        let latest = Int256(bitPattern: word)
        let current = position
        let margin = try checked { () throws(FixedPointError) in
            var payment = Int256.zero
            if !current.size.isZero {
                payment = try latest.subD(current.lastPremiumFraction).mulD(current.size)
                    .mulScalar(-1 as Int256)
            }
            return try Int256(fromDecimal: current.margin).addD(payment)
        }
        position.margin = margin.isNegative ? .zero : margin.magnitude
        return position
    }

    /// The trader's margins after funding in all markets of the fund that are quoted in a token.
    /// - Source: ClearingHouseViewer, getPersonalBalanceWithFundingPayment.
    private func balance(
        _ token: UInt256, _ trader: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let house = try clearingHouse(context)
        let fund = try insuranceFund.account(house, [], context)
        var sum = UInt256.zero
        for market in try addresses(in: try allMarkets.call(fund, [], context)) {
            let quote = try quoteAsset.word(context.state.account(market), [], context)
            guard quote == token else { continue }
            let subject = Subject(clearingHouse: house, market: market.number, trader: trader)
            let margin = try fundedPosition(subject, context).margin
            let before = sum
            sum = try checked { () throws(FixedPointError) in try before.addD(margin) }
        }
        return sum
    }

    private func addresses(in output: [UInt8]) throws(Revert) -> [Address] {
        do throws(ABIDecodingError) {
            var reader = try ABIReader(output, headSize: 32, rules: .solidity)
            return try reader.array(of: ABILayout(isDynamic: false, size: 32)) {
                element throws(ABIDecodingError) in try element.address()
            }
        } catch {
            throw .empty
        }
    }

    /// What of the margin is not bound, at the worse of spot and average; negative when short.
    ///
    /// Unlike the clearing house, which refuses to take margin out then, it counts a margin that
    /// funding has used up as zero.
    /// - Source: ClearingHouseViewer, getFreeCollateral.
    private func freeCollateral(
        _ subject: Subject, _ context: CallContext
    ) throws(Revert) -> Int256 {
        let position = try fundedPosition(subject, context)
        let spot = try value(subject, .spotPrice, context)
        let average = try value(subject, .twap, context)
        let ratio = try initMarginRatio.word(subject.clearingHouse, [], context)
        let worse = spot.pnl > average.pnl ? average : spot
        return try checked { () throws(FixedPointError) in
            let account = try worse.pnl.addD(position.margin)
            let margin = try Int256(fromDecimal: position.margin)
            let basis = position.size > .zero ? position.openNotional : worse.notional
            let bound = try Int256(fromDecimal: basis).mulD(ratio)
            return try (account < margin ? account : margin).subD(bound)
        }
    }

    private func value(
        _ subject: Subject, _ option: PnlOption, _ context: CallContext
    ) throws(Revert) -> (notional: UInt256, pnl: Int256) {
        let words: InlineArray<2, UInt256> = try valuation.words(
            subject.clearingHouse, subject.key + [UInt256(UInt64(option.rawValue))], context)
        return (words[0], Int256(bitPattern: words[1]))
    }

    /// Whether a position is from before the last change of liquidity; never in this version.
    /// - Source: ClearingHouseViewer, isPositionNeedToBeMigrated.
    private func needsMigration(
        _ subject: Subject, _ context: CallContext
    ) throws(Revert) -> Bool {
        let position = PerpV1Position(
            words: try unadjustedPosition.words(subject.clearingHouse, subject.key, context))
        if position.size.isZero { return false }
        let market = context.state.account(Address(truncating: subject.market))
        let length = try liquidityHistoryLength.word(market, [], context)
        let latest = try checked { () throws(FixedPointError) in try length.subD(.one) }
        return position.liquidityHistoryIndex != latest
    }

    // MARK: - Calls

    private static let declarations = [
        "function clearingHouse() view returns (address)",
        "function getUnrealizedPnl(address amm, address trader, uint8 pnlCalcOption) view returns ((int256 d))",
        "function getPersonalBalanceWithFundingPayment(address quoteToken, address trader) view returns ((uint256 d) margin)",
        "function getPersonalPositionWithFundingPayment(address amm, address trader) view returns (((int256 d) size, (uint256 d) margin, (uint256 d) openNotional, (int256 d) lastUpdatedCumulativePremiumFraction, uint256 liquidityHistoryIndex, uint256 blockNumber) position)",
        "function isPositionNeedToBeMigrated(address amm, address trader) view returns (bool)",
        "function getMarginRatio(address amm, address trader) view returns ((int256 d))",
        "function getFreeCollateral(address amm, address trader) view returns ((int256 d))",
    ]

    private enum Function: Int, CaseIterable {
        case clearingHouse, getUnrealizedPnl, getPersonalBalanceWithFundingPayment
        case getPersonalPositionWithFundingPayment, isPositionNeedToBeMigrated, getMarginRatio
        case getFreeCollateral
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .clearingHouse:
            return CallResult.word(try context.load(clearingHouseSlot))
        case .getUnrealizedPnl:
            let subject = try subject(&arguments, context)
            let option = try arguments.choice(PnlOption.self)
            return CallResult.word(try value(subject, option, context).pnl)
        case .getPersonalBalanceWithFundingPayment:
            let subject = try subject(&arguments, context)
            return CallResult.word(try balance(subject.market, subject.trader, context))
        case .getPersonalPositionWithFundingPayment:
            return CallResult.words(
                try fundedPosition(try subject(&arguments, context), context).words)
        case .isPositionNeedToBeMigrated:
            return CallResult.flag(try needsMigration(try subject(&arguments, context), context))
        case .getMarginRatio:
            let subject = try subject(&arguments, context)
            return CallResult.word(
                try marginRatio.word(subject.clearingHouse, subject.key, context))
        case .getFreeCollateral:
            return CallResult.word(try freeCollateral(try subject(&arguments, context), context))
        }
    }

    private func subject(
        _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) -> Subject {
        let market = context.state.address(of: try arguments.account())
        let trader = context.state.address(of: try arguments.account())
        return Subject(
            clearingHouse: try clearingHouse(context), market: market.number,
            trader: trader.number)
    }

    private func clearingHouse(_ context: CallContext) throws(Revert) -> AccountID {
        context.state.account(Address(truncating: try context.load(clearingHouseSlot)))
    }
}

extension PerpV1Position {
    /// The six words of the struct in the order of the ABI.
    fileprivate init(words: InlineArray<6, UInt256>) {
        self.init(
            size: Int256(bitPattern: words[0]), margin: words[1], openNotional: words[2],
            lastPremiumFraction: Int256(bitPattern: words[3]), liquidityHistoryIndex: words[4],
            blockNumber: words[5])
    }

    fileprivate var words: InlineArray<6, UInt256> {
        [
            size.bitPattern, margin, openNotional, lastPremiumFraction.bitPattern,
            liquidityHistoryIndex, blockNumber,
        ]
    }
}

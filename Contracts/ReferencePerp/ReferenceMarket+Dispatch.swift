import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The market's functions in the order of its ABI.
enum ReferenceMarketFunction: Int, CaseIterable, Sendable {
    case getSpotPrice, getReserve, getInputPrice, getOutputPrice, getTwapPrice
    case getUnderlyingPrice, calcFee, open
}

extension ReferenceMarket {
    /// Gas of a view beside storage and calls; an estimate by those of Perpetual Protocol v1.
    private static let viewGas: UInt64 = 1_500

    /// Runs the view that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        try context.compute(ReferenceMarket.viewGas)
        let call = try MarketCall(self, context, isView: true)
        switch function {
        case .getSpotPrice: return CallResult.word(try call.curve.mark())
        case .getReserve:
            return CallResult.words([call.curve.quote.bitPattern, call.curve.base.bitPattern])
        case .getInputPrice, .getOutputPrice:
            let direction = try arguments.choice(PoolDirection.self)
            let amount = try arguments.decimal()
            if amount.isZero { return CallResult.word(UInt256.zero) }
            let exchange =
                function == .getInputPrice
                ? try call.curve.exchange(money: amount, isSale: direction == .remove)
                : try call.curve.exchange(base: amount, isSale: direction == .add)
            return CallResult.word(function == .getInputPrice ? exchange.base : exchange.money)
        case .getTwapPrice: return CallResult.word(try call.twap(try arguments.uint256()))
        case .getUnderlyingPrice:
            return CallResult.word(
                try context.price(at: feed, key: parameters.feedKey))
        case .calcFee:
            let amount = try arguments.decimal()
            let toll = try amount.part(Int256(bitPattern: parameters.fees.tollRatioWad), .up)
            let spread = try amount.part(
                Int256(bitPattern: parameters.fees.spreadRatioWad), .up)
            return CallResult.words([toll.bitPattern, spread.bitPattern])
        case .open: return CallResult.flag(try call.isOpen)
        }
    }
}

extension MarketCall {
    /// The mark's average over any interval up to the longest window, as of now.
    func twap(_ interval: UInt256) throws(Revert) -> Int256 {
        guard let window = UInt64(exactly: interval), window <= longestWindow else {
            throw .reason("interval above the longest window")
        }
        // The curve's own price asks no feed.
        if blockNumber > clock.block { try beginBlock() }
        if window == 0 { return try curve.mark() }
        // Observations are in the order of time: the last at or before the window's start.
        var low = UInt64(min(clock.marginTail, clock.fundingTail))
        var high = clock.observationCount
        let target = now >= window ? now - window : 0
        while high - low > 1 {
            let middle = (low + high) / 2
            if try context.load(observationSlot(middle)).w0 <= target {
                low = middle
            } else {
                high = middle
            }
        }
        return try average(ofMark: true, window: window, from: low)
    }
}

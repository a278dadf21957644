import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What the market's owner may change: perp-v1 sections 4 and 5.9.
extension Amm {
    func administer(
        _ function: AmmFunction, _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.ammSetter)
        switch function {
        case .setOwner: return try ownable.setOwner(try arguments.account(), in: context)
        case .updateOwner: return try ownable.updateOwner(in: context)
        case .renounceOwnership: return try ownable.renounceOwnership(in: context)
        default: try set(function, &arguments, context)
        }
    }

    private func set(
        _ function: AmmFunction, _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) {
        switch function {
        case .setOpen:
            let isOpen = try arguments.bool()
            try ownable.requireOwner(in: context)
            try setOpen(isOpen, context)
        case .setCap:
            let holding = try arguments.uint256()
            let interest = try arguments.uint256()
            try ownable.requireOwner(in: context)
            try context.compute(.ammSetCap)
            try context.store(holding, to: slots.maxHoldingBase)
            try context.store(interest, to: slots.openInterestCap)
            try context.log(topics: [PerpV1ABI.capChanged], words: [holding, interest])
        case .setFluctuationLimitRatio:
            try setWord(slots.fluctuationLimitRatio, try arguments.uint256(), context)
        case .setTollRatio:
            try setWord(slots.tollRatio, try arguments.uint256(), context)
        case .setSpreadRatio:
            try setWord(slots.spreadRatio, try arguments.uint256(), context)
        case .setSpotPriceTwapInterval:
            let interval = try arguments.uint256()
            try ownable.requireOwner(in: context)
            try require(!interval.isZero, "can not set interval to 0")
            try context.store(interval, to: slots.spotPriceTwapInterval)
        case .setPriceFeed:
            try setPriceFeed(try arguments.account(), context)
        case .setCounterParty:
            try setWord(
                slots.counterParty, context.state.address(of: try arguments.account()).number,
                context)
        case .setGlobalShutdown:
            try setWord(
                slots.globalShutdown, context.state.address(of: try arguments.account()).number,
                context)
        default: throw .empty
        }
    }

    private func setWord(
        _ slot: Slot, _ value: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.ammSetWord)
        try ownable.requireOwner(in: context)
        try context.store(value, to: slot)
    }

    private func setPriceFeed(_ feed: AccountID, _ context: CallContext) throws(Revert) {
        try ownable.requireOwner(in: context)
        let number = context.state.address(of: feed).number
        try require(!number.isZero, "invalid PriceFeed address")
        let word = try context.load(slots.priceFeedAndOpen)
        try context.store(word & AmmSlots.openBit | number, to: slots.priceFeedAndOpen)
        try context.log(topics: [PerpV1ABI.priceFeedUpdated], words: [number])
    }
}

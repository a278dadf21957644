import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What the clearing house's owner may change: perp-v1 sections 4 and 7.13.
extension ClearingHouse {
    func administer(
        _ function: ClearingHouseFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) {
        try context.compute(.clearingHouseSetter)
        switch function {
        case .setOwner:
            let owner = try arguments.account()
            try ownable.setOwner(owner, sender: try sender(context), in: context)
        // These take no arguments, so that no forwarder could append a sender for them.
        case .updateOwner: try ownable.updateOwner(in: context)
        case .renounceOwnership: try ownable.renounceOwnership(in: context)
        case .pause: try setPaused(true, context)
        case .unpause: try setPaused(false, context)
        default: try set(function, &arguments, context)
        }
    }

    private func requireOwner(_ context: CallContext) throws(Revert) {
        try ownable.requireOwner(sender: try sender(context), in: context)
    }

    private func set(
        _ function: ClearingHouseFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) {
        switch function {
        case .setLiquidationFeeRatio:
            let ratio = try arguments.uint256()
            try context.compute(.setRatio)
            try requireOwner(context)
            try context.store(ratio, to: slots.liquidationFeeRatio)
            try context.log(topics: [PerpV1ABI.liquidationFeeRatioChanged], words: [ratio])
        case .setMaintenanceMarginRatio:
            let ratio = try arguments.uint256()
            try context.compute(.setRatio)
            try requireOwner(context)
            try context.store(ratio, to: slots.maintenanceMarginRatio)
            try context.log(topics: [PerpV1ABI.marginRatioChanged], words: [ratio])
        case .setPartialLiquidationRatio:
            let ratio = try arguments.uint256()
            try context.compute(.setPartialRatio)
            try requireOwner(context)
            try require(ratio <= .wad, "invalid partial liquidation ratio")
            try context.store(ratio, to: slots.partialLiquidationRatio)
        case .setTollPool:
            try setAddress(slots.feePool, try arguments.account(), context)
        case .setWhitelist:
            try setAddress(slots.whitelist, try arguments.account(), context)
        case .setBackstopLiquidityProvider:
            let provider = try arguments.account()
            try setBackstop(provider, try arguments.bool(), context)
        default: throw .empty
        }
    }

    private func setAddress(
        _ slot: Slot, _ account: AccountID, _ context: CallContext
    ) throws(Revert) {
        try requireOwner(context)
        try context.store(context.state.address(of: account).number, to: slot)
    }

    private func setBackstop(
        _ provider: AccountID, _ isProvider: Bool, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.setBackstop)
        try requireOwner(context)
        let flag: UInt256 = isProvider ? .one : .zero
        try context.store(flag, to: context.state.record(in: slots.backstops, provider))
        try context.log(
            topics: [
                PerpV1ABI.backstopChanged, context.state.address(of: provider).number, flag,
            ], words: [])
    }

    private func setPaused(_ isPaused: Bool, _ context: CallContext) throws(Revert) {
        try context.compute(.setPaused)
        try ownable.requireOwner(in: context)
        let wasPaused = !(try context.load(slots.paused)).isZero
        if isPaused {
            try require(!wasPaused, "Pausable: paused")
        } else {
            try require(wasPaused, "Pausable: not paused")
        }
        // The flag shares its word with others, which are read before it is written.
        _ = try context.load(slots.paused)
        try context.store(isPaused ? UInt256.one : .zero, to: slots.paused)
        try context.log(
            topics: [isPaused ? PerpV1ABI.paused : PerpV1ABI.unpaused],
            words: [context.state.address(of: context.caller).number])
    }
}

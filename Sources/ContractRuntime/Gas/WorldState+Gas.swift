import WideIntegers

/// The gas of storage access, over the slots that a contract really touches.
extension WorldState {
    /// SLOAD.
    @inline(__always)
    func gasOfRead(_ slot: Slot, _ schedule: GasSchedule) -> UInt64 {
        if schedule.hasAccessLists && touch(slot) {
            return schedule.slotReadWarm &+ schedule.slotReadColdExtra
        }
        return schedule.slotReadWarm
    }

    /// SSTORE of the value that a slot has.
    @inline(__always)
    func gasOfWritingAgain(_ slot: Slot, _ schedule: GasSchedule) -> UInt64 {
        coldExtra(of: slot, schedule) &+ schedule.slotReadWarm
    }

    /// SSTORE of another value than the present one, before it is written; the refund is changed with
    /// it.
    ///
    /// - Source: EIP-2200 with EIP-2929 and EIP-3529.
    @inline(__always)
    func gasOfWrite(
        _ new: UInt256, over current: UInt256, to slot: Slot, _ schedule: GasSchedule,
        _ refund: inout Int64
    ) -> UInt64 {
        let extra = coldExtra(of: slot, schedule)
        let original = original(of: slot, present: current)
        if current == original {
            if original.isZero { return extra &+ schedule.slotSet }
            if new.isZero { refund &+= schedule.slotClearRefund }
            return extra &+ schedule.slotReset
        }
        if !original.isZero {
            if current.isZero { refund &-= schedule.slotClearRefund }
            if new.isZero { refund &+= schedule.slotClearRefund }
        }
        if new == original {
            let first = original.isZero ? schedule.slotSet : schedule.slotReset
            refund &+= Int64(first) &- Int64(schedule.slotReadWarm)
        }
        return extra &+ schedule.slotReadWarm
    }

    /// Touches a slot that is written, also before access lists, for its original value.
    @inline(__always)
    private func coldExtra(of slot: Slot, _ schedule: GasSchedule) -> UInt64 {
        let isCold = touch(slot)
        return isCold && schedule.hasAccessLists ? GasSchedule.slotWriteColdExtra : 0
    }
}

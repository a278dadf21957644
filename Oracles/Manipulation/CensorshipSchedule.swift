import SimulationKernel
import WideIntegers

/// Which slots leave out a reporter's transactions, drawn in advance by the share that censors.
///
/// The chain has no such handle of its own: whoever carries a reporter's transactions to the chain
/// asks here, and sends what a censored slot would leave out in the first one that is open.
public struct CensorshipSchedule: Hashable, Sendable {
    /// Whether each slot censors, from the first of the schedule on.
    public let isCensored: [Bool]

    /// Slots that a schedule may have.
    public static let slotsMax: UInt64 = 10_000_000

    /// Draws a schedule; slots beyond its end are open.
    /// - Throws: `.outOfRange`.
    public init(
        share: Ratio, slots: UInt64, stream: inout RandomStream
    ) throws(ManipulationError) {
        try ManipulationError.check("slots", slots, in: 0...Self.slotsMax)
        var drawn: [Bool] = []
        drawn.reserveCapacity(Int(slots))
        for _ in 0..<slots { drawn.append(stream.chance(share)) }
        isCensored = drawn
    }

    /// A schedule that is known slot by slot.
    public init(_ isCensored: [Bool]) {
        self.isCensored = isCensored
    }

    /// The first slot from one on that is open; slots are counted from zero.
    public func firstOpenSlot(from slot: UInt64) -> UInt64 {
        var open = slot
        while open < UInt64(isCensored.count), isCensored[Int(open)] { open += 1 }
        return open
    }

    /// The bribes for leaving out, so much a slot, a transaction that waits from a slot on.
    /// - Throws: `.amount` beyond what a bill counts in.
    public func bill(
        forReportAt slot: UInt64, bribePerSlotWei: UInt256
    ) throws(ManipulationError) -> ManipulationBill {
        var bill = ManipulationBill()
        for censored in slot..<firstOpenSlot(from: slot) {
            do {
                try bill.book(.bribe, .native, paid: bribePerSlotWei, note: "slot \(censored)")
            } catch {
                throw .amount(error)
            }
        }
        return bill
    }
}

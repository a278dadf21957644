import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// When and amid what events happened: a block with its logs, or a moment of an exchange.
struct EventScene {
    /// When.
    var time: SimulatedTime
    /// The block, or the head at that time.
    var number: UInt64
    /// The true price of each market.
    var truthsWad: [UInt256]
    /// What each market's feed said.
    var oraclesWad: [UInt256?]
    /// All events of the scene.
    var events: [RunRecorder.SeenEvent]
    /// Who has sent the transaction at a place; nil where there is none.
    var sender: (Int) -> Address?

    /// A block.
    init(_ seen: RunRecorder.SeenBlock) {
        time = seen.block.sealedAt
        number = seen.block.number
        truthsWad = seen.truthsWad
        oraclesWad = seen.oraclesWad
        events = seen.events
        let receipts = seen.block.receipts
        sender = { receipts[$0].transaction.sender }
    }

    /// A moment of an exchange.
    init(
        time: SimulatedTime, number: UInt64, truthsWad: [UInt256], oraclesWad: [UInt256?],
        events: [RunRecorder.SeenEvent]
    ) {
        self.time = time
        self.number = number
        self.truthsWad = truthsWad
        self.oraclesWad = oraclesWad
        self.events = events
        sender = { _ in nil }
    }
}

import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A message bridge and the root bridge before it on one chain: the mock of tests and scenarios.
///
/// It says who sent the message that it delivers, which anyone may set, and calls what it is told to.
/// A price update that comes in as at the root bridge waits until somebody has it delivered, so
/// that the delay between the chains is the deliverer's.
/// - Source: Perpetual Protocol v1, RootBridge's `updatePriceFeed`; Arbitrary Message Bridge,
///   `messageSender`.
public final class BridgeMock: Contract {
    /// The function by which a receiver asks who has sent the message.
    static let messageSenderDeclaration = "function messageSender() view returns (address)"
    static let updatePriceFeedDeclaration =
        "function updatePriceFeed(address priceFeedAddrOnL2, bytes32 priceFeedKey, "
        + "(uint256) price, uint256 timestamp, uint256 roundId) returns (bytes32 messageId)"

    /// The functions of the bridge.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let setLatestData: ABIFunction
    private let senderSlot: Slot
    private let countSlot: Slot
    /// Receiver, key, price, timestamp and round of each message; zeros once it is delivered.
    private let messages: SlotTable

    /// Places a bridge that delivers for a sender on the other chain.
    public init(
        at address: Address, in host: ContractHost, messageSender: Address
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "BridgeMock",
            declarations: [
                BridgeMock.messageSenderDeclaration,
                "function setMessageSender(address sender)",
                "function relay(address recipient, bytes data)",
                BridgeMock.updatePriceFeedDeclaration,
                "function deliver(bytes32 messageId)",
                "function messageCount() view returns (uint256)",
            ])
        table = DispatchTable(abi)
        setLatestData = try ABIFunction(parsing: RoundFeedView.pushDeclaration)
        senderSlot = host.state.addSlots(2)
        countSlot = senderSlot.advanced(by: 1)
        messages = host.state.addTable(width: 5)
        host.state.write(messageSender.number, to: senderSlot)
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case messageSender, setMessageSender, relay, updatePriceFeed, deliver, messageCount
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .messageSender: return CallResult.word(try context.load(senderSlot))
        case .setMessageSender:
            let sender = context.state.address(of: try arguments.account())
            try context.store(sender.number, to: senderSlot)
        case .relay:
            let recipient = try arguments.account()
            _ = try context.call(recipient, try arguments.bytes(), .lowLevel)
        case .updatePriceFeed: return try queue(&arguments, context)
        case .deliver: try deliver(try arguments.uint256(), context)
        case .messageCount: return CallResult.word(try context.load(countSlot))
        }
        return CallResult.none
    }

    /// Keeps a price update; its id is its number, counted from one.
    private func queue(
        _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        let receiver = context.state.address(of: try arguments.account())
        let id = (try context.load(countSlot)) &+ .one
        try context.store(id, to: countSlot)
        let slot = context.state.record(in: messages, number: id.w0)
        try context.store(receiver.number, to: slot)
        for word in 1..<5 {
            try context.store(try arguments.uint256(), to: slot.advanced(by: word))
        }
        return CallResult.word(id)
    }

    /// Calls the receiver of a waiting price update, which is gone when that succeeds.
    private func deliver(_ id: UInt256, _ context: CallContext) throws(Revert) {
        let count = try context.load(countSlot)
        guard !id.isZero && id <= count else {
            throw .reason("no such message")
        }
        let slot = context.state.record(in: messages, number: id.w0)
        let receiver = try context.load(slot)
        if receiver.isZero { throw .reason("message was delivered") }
        try context.store(UInt256.zero, to: slot)
        var call = setLatestData.callWriter()
        for word in 1..<5 {
            let place = slot.advanced(by: word)
            call.append(try context.load(place))
            try context.store(UInt256.zero, to: place)
        }
        let account = context.state.account(Address(truncating: receiver))
        _ = try context.call(account, call.bytes)
    }
}

import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// Ownership as the bridged feed has it; the other contracts hold the same piece.
@Suite struct OwnershipTests {
    private func text(_ end: String) -> String { "PerpFiOwnableUpgrade: \(end)" }

    @Test("only the owner may change anything")
    func onlyOwner() throws {
        let feed = try L2World()
        let refusal = text("caller is not the owner")
        let eth = key("ETH")
        let address = ABIValue.address(FeedWorld.stranger)
        let calls: [(String, [ABIValue])] = [
            ("setOwner", [address]), ("renounceOwnership", []), ("addAggregator", [eth]),
            ("removeAggregator", [eth]), ("setRootBridge", [address]),
        ]
        for (name, values) in calls {
            #expect(try feed.l2.reason(name, values, from: FeedWorld.stranger) == refusal)
            #expect(try feed.l2.reason(name, values, from: feed.bridge.address) == refusal)
        }
        let chainlink = try ChainlinkWorld(decimals: 8).chainlink
        for (name, values) in [("addAggregator", [eth, address]), ("removeAggregator", [eth])] {
            #expect(try chainlink.reason(name, values, from: FeedWorld.stranger) == refusal)
        }
    }

    @Test("a new owner is named by the old one and takes over itself")
    func handover() throws {
        let l2 = try L2World().l2
        let old = FeedWorld.admin
        let new = FeedWorld.stranger
        #expect(try l2.reason("updateOwner") == text("candidate is zero address"))
        #expect(try l2.reason("setOwner", [.address(.zero)]) == text("zero address"))
        #expect(try l2.reason("setOwner", [.address(old)]) == text("same as original"))
        try l2.ok("setOwner", [.address(new)])
        #expect(try l2.reason("setOwner", [.address(new)]) == text("same as candidate"))
        #expect(try l2.word("owner") == old.number)
        #expect(try l2.word("candidate") == new.number)
        #expect(try l2.reason("updateOwner", from: old) == text("not the new owner"))

        let logs = try l2.logs("updateOwner", from: new)
        let topic = try Hash256(
            hex: "0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0")
        #expect(logs.map(\.topics) == [[topic, Hash256(old.number), Hash256(new.number)]])
        #expect(logs.map(\.data) == [[]])
        #expect(try l2.word("owner") == new.number)
        #expect(try l2.word("candidate") == 0)
        #expect(try l2.reason("addAggregator", [key("A")]) == text("caller is not the owner"))
        try l2.ok("addAggregator", [key("A")], from: new)
    }

    @Test("a renounced contract has no owner, but its candidate may still take it")
    func renouncing() throws {
        let l2 = try L2World().l2
        try l2.ok("setOwner", [.address(FeedWorld.stranger)])
        let logs = try l2.logs("renounceOwnership")
        #expect(logs.first?.topics.suffix(2) == [Hash256(FeedWorld.admin.number), .zero])
        #expect(try l2.word("owner") == 0)
        let refusal = text("caller is not the owner")
        #expect(try l2.reason("setOwner", [.address(FeedWorld.admin)]) == refusal)
        try l2.ok("updateOwner", from: FeedWorld.stranger)
        #expect(try l2.word("owner") == FeedWorld.stranger.number)
    }

    @Test("the root bridge can be replaced, by an address")
    func rootBridge() throws {
        let feed = try L2World()
        #expect(try feed.l2.reason("setRootBridge", [.address(.zero)]) == "addr is empty")
        try feed.l2.ok("setRootBridge", [.address(FeedWorld.stranger)])
        #expect(try feed.l2.word("rootBridge") == FeedWorld.stranger.number)
        #expect(try feed.l2.word("ambBridge") == feed.bridge.address.number)
    }

    @Test("a contract may name its sender itself, as one behind a forwarder does")
    func forwarded() throws {
        let world = try FeedWorld()
        let address = Address(truncating: 0x0f0)
        let contract = Deployed(
            world: world, program: try Forwarded(at: address, in: world.host), address: address)
        try contract.ok("setOwner", [.address(FeedWorld.stranger)], from: FeedWorld.stranger)
        let refusal = text("not the new owner")
        #expect(try contract.reason("updateOwner", from: FeedWorld.stranger) == refusal)
        try contract.ok("renounceOwnership", from: FeedWorld.stranger)
        #expect(try contract.word("owner") == 0)
    }
}

/// Takes every call for the admin's.
private final class Forwarded: Contract {
    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
    }

    let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable

    init(at address: Address, in host: ContractHost) throws {
        abi = try ContractABI("Forwarded", declarations: Ownable.declarations)
        table = DispatchTable(abi)
        ownable = Ownable(slots: host.state.addSlots(Ownable.slotCount))
        ownable.initialize(owner: host.state.account(FeedWorld.admin), in: host.state)
        host.deploy(self, at: host.state.account(address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        let sender = context.state.account(FeedWorld.admin)
        let named: Ownable.Function =
            switch function {
            case .owner: .owner
            case .candidate: .candidate
            case .setOwner: .setOwner
            case .updateOwner: .updateOwner
            case .renounceOwnership: .renounceOwnership
            }
        return try ownable.run(named, &arguments, sender: sender, in: context)
    }
}

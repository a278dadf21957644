import ContractRuntime
import EthereumPrimitives
import Foundation
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Frames of the traces' token, as `mock_frames` of gas.json lists them.
@Suite struct TokenGasTests {
    /// What happens before the measured frame, and the frame.
    struct Scene: Sendable, CustomTestStringConvertible {
        enum Frame: Sendable { case decimals, balanceOf, transfer, transferFrom }
        let frame: Frame
        let gas: UInt64
        /// Touches before: balances read, then transfers made.
        var reads: [Address] = []
        var paysBefore: [(from: Address, to: Address, amount: UInt256)] = []
        var takesBefore: [(to: Address, amount: UInt256)] = []
        var to = TokenGasTests.rich
        var amount: UInt256 = 5
        var testDescription: String { "\(frame) \(gas)" }
    }

    static let vault = Address(0xa1)
    static let trader = Address(0xa2)
    static let rich = Address(0xa3)
    static let poor = Address(0xa4)
    static let tokenAddress = Address(0xa5)

    static let scenes: [Scene] = [
        Scene(frame: .decimals, gas: 123),
        Scene(frame: .balanceOf, gas: 2_337),
        Scene(frame: .balanceOf, gas: 337, reads: [rich]),
        Scene(frame: .transfer, gas: 10_223, reads: [rich]),
        Scene(frame: .transfer, gas: 8_223, reads: [vault, rich]),
        Scene(
            frame: .transfer, gas: 5_423, reads: [rich],
            paysBefore: [(from: vault, to: trader, amount: 1)]),
        Scene(frame: .transfer, gas: 25_323, reads: [vault, poor], to: poor),
        Scene(frame: .transfer, gas: 2_623, reads: [vault, rich], amount: 0),
        Scene(frame: .transfer, gas: 4_623, reads: [rich], amount: 0),
        Scene(frame: .transferFrom, gas: 15_439, reads: [rich]),
        Scene(frame: .transferFrom, gas: 13_439, reads: [trader, rich]),
        Scene(frame: .transferFrom, gas: 32_539, reads: [poor], to: poor),
        Scene(
            frame: .transferFrom, gas: 5_839, reads: [rich],
            takesBefore: [(to: vault, amount: 1)]),
        Scene(
            frame: .transferFrom, gas: 22_939, reads: [poor],
            takesBefore: [(to: vault, amount: 1)], to: poor),
        Scene(
            frame: .transferFrom, gas: 10_639, reads: [rich],
            paysBefore: [(from: vault, to: trader, amount: 1)]),
        Scene(
            frame: .transferFrom, gas: 27_739, reads: [poor],
            paysBefore: [(from: vault, to: trader, amount: 1)], to: poor),
        Scene(
            frame: .transferFrom, gas: 7_839,
            paysBefore: [
                (from: vault, to: trader, amount: 1), (from: vault, to: rich, amount: 1),
            ]),
        Scene(
            frame: .transferFrom, gas: 3_039, takesBefore: [(to: rich, amount: 1)]),
        Scene(
            frame: .transferFrom, gas: 5_039, reads: [trader, rich], amount: 0),
        Scene(frame: .transferFrom, gas: 7_039, reads: [rich], amount: 0),
    ]

    private func mock(in world: TokenWorld) throws -> ERC20Token {
        let token = try ERC20Token(
            at: Self.tokenAddress, in: world.host, name: "usd", symbol: "USD", decimals: 6,
            behaviour: .traceMock)
        for holder in [Self.vault, Self.trader, Self.rich] {
            try token.setGenesisBalance(1_000, of: holder, in: world.state)
        }
        token.setGenesisAllowance(900, of: Self.trader, for: Self.vault, in: world.state)
        return token
    }

    /// Runs a scene as the vault and gives the gas of its last frame.
    private func frameGas(_ scene: Scene, encoded: Bool) throws -> UInt64 {
        let world = try TokenWorld()
        let token = try mock(in: world)
        let state = world.state
        let (trader, to) = (state.account(Self.trader), state.account(scene.to))
        let reads = scene.reads.map { state.account($0) }
        let pays = scene.paysBefore.map { (to: state.account($0.to), amount: $0.amount) }
        let takes = scene.takesBefore.map { (to: state.account($0.to), amount: $0.amount) }
        try Probe(at: Self.vault, in: world.host) { _, context throws(Revert) in
            let callee =
                encoded ? EncodedToken.shared : PerpContracts.token(at: token.account, in: context)
            func frame(_ body: () throws(Revert) -> Void) throws(Revert) -> UInt64 {
                let outer = try context.enter(token.account)
                // What the caller keeps back is the same at both ends of the frame.
                let before = context.gasRemaining
                try body()
                let spent = before - context.gasRemaining
                context.leave(outer)
                return spent
            }
            for account in reads {
                _ = try frame { () throws(Revert) in
                    _ = try callee.balance(of: account, in: context)
                }
            }
            for pay in pays {
                _ = try frame { () throws(Revert) in
                    _ = try callee.transfer(to: pay.to, pay.amount, in: context)
                }
            }
            for take in takes {
                _ = try frame { () throws(Revert) in
                    _ = try callee.transferFrom(trader, to: take.to, take.amount, in: context)
                }
            }
            let gas = try frame { () throws(Revert) in
                switch scene.frame {
                case .decimals: #expect(try callee.decimals(in: context) == 6)
                case .balanceOf: _ = try callee.balance(of: to, in: context)
                case .transfer:
                    #expect(try callee.transfer(to: to, scene.amount, in: context) == .flag(true))
                case .transferFrom:
                    let reply = try callee.transferFrom(
                        trader, to: to, scene.amount, in: context)
                    #expect(reply == .flag(true))
                }
            }
            return CallResult.word(UInt256(gas))
        }
        let outcome = world.send(.zero, Self.vault, [])
        #expect(outcome.isSuccess)
        return try #require(UInt256(bigEndianBytes: outcome.output)).w0
    }

    @Test("frames cost what the recorded bytecode's cost", arguments: scenes)
    func frames(_ scene: Scene) throws {
        #expect(try frameGas(scene, encoded: false) == scene.gas)
        #expect(try frameGas(scene, encoded: true) == scene.gas)
    }

    @Test(
        "the scenes are all frames that were recorded",
        .enabled(if: Places.hasShared("vectors/perp-v1-traces")))
    func allFrames() throws {
        let file = Places.shared.appendingPathComponent("vectors/perp-v1-traces/gas.json")
        let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
        let mocks = (json as? [String: Any])?["mock_frames"] as? [String: Any]
        let frames = try #require(mocks?["frames"] as? [String: [String: Int]])
        for (name, frame) in [
            ("token.decimals()", Scene.Frame.decimals),
            ("token.balanceOf(address)", .balanceOf),
            ("token.transfer(address,uint256)", .transfer),
            ("token.transferFrom(address,address,uint256)", .transferFrom),
        ] {
            let recorded = try #require(frames[name]).keys.compactMap { UInt64($0) }
            let ours = Self.scenes.filter { $0.frame == frame }.map(\.gas)
            #expect(recorded.sorted() == ours.sorted())
        }
    }

    @Test("transactions that call the token or fail in it cost what was recorded")
    func transactions() throws {
        // TRC-std-1000 step 342, TRC-toll-1000 steps 38 and 41, without their call data.
        let world = try TokenWorld()
        let token = try mock(in: world)
        func execution(_ name: String, _ values: [ABIValue]) throws -> UInt64 {
            let outcome = try world.send(
                Self.trader, Self.tokenAddress, token.abi, name, values)
            return outcome.gasParts.total - outcome.gasParts[.intrinsic]
        }
        let vault = ABIValue.address(Self.vault)
        #expect(try execution("transfer", [vault, .uint(5)]) == 33_843 - 21_000 - 620)
        #expect(try execution("approve", [vault, .uint(1)]) == 28_697 - 21_000 - 596)
        // The frames of settlePosition and openPosition that failed, balanceOf taken off; in the
        // second the allowance was too small.
        let missing = try execution("transfer", [vault, .uint(5_000)])
        #expect(missing == 4_725 - 2_337)
        let tooMuch: [ABIValue] = [vault, .address(Self.rich), .uint(2_000)]
        #expect(try execution("transferFrom", tooMuch) == 4_743 - 2_337)
        let unallowed: [ABIValue] = [vault, .address(Self.rich), .uint(5)]
        #expect(try execution("transferFrom", unallowed) == 13_061 - 2_337 + 2_000)
    }
}

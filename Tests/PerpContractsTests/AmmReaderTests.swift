import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

@Suite struct AmmReaderTests {
    private let world: PerpV1World
    private let reader = Address(truncating: 0x4ead)
    private let abi: ContractABI

    init() throws {
        world = try PerpV1World()
        abi = try AmmReader(at: reader, in: world.host).abi
    }

    private func states(_ market: Address) throws -> [ABIValue] {
        let output = try world.ok(abi, reader, "getAmmStates", [.address(market)])
        let function = try #require(abi.function(named: "getAmmStates"))
        let values = try function.decodeResult(output, rules: .solidity)
        return try #require(values.first?.elements)
    }

    @Test("tells a market's figures, names and feed")
    func figures() throws {
        let key = Array("ETH".utf8)
        let padded = key + [UInt8](repeating: 0, count: 29)
        #expect(
            try states(world.market) == [
                .uint(PerpV1World.wad(1_000)), .uint(PerpV1World.wad(100)),
                .uint(PerpV1World.wad(9, over: 10)), .uint(86_400), .string(Array("USD".utf8)),
                .string(key), .fixedBytes(padded), .address(world.feed),
            ])
        try world.open(PerpV1World.alice, .buy, margin: 60, leverage: 10)
        let after = try states(world.market)
        #expect(
            after.prefix(2) == [
                .uint(PerpV1World.wad(1_600)), .uint(PerpV1World.wad(125, over: 2)),
            ])
    }

    @Test("a market's name is its key up to the first zero, whatever the bytes")
    func baseSymbol() throws {
        let keys: [[UInt8]] = [
            [], [0xff, 0xfe], [0x41, 0, 0x42], [UInt8](repeating: 0x5a, count: 32),
        ]
        for (index, key) in keys.enumerated() {
            let market = Address(truncating: UInt256(UInt64(0x900 + index)))
            _ = try Amm(
                at: market, in: world.host, world.parameters(quoteAsset: world.token, key: key),
                block: world.block)
            #expect(try states(market)[5] == .string(Array(key.prefix { $0 != 0 })))
        }
    }

    /// A token that fails, answers nothing, or answers with what is no string.
    private final class OddToken: Contract {
        let abi: ContractABI
        private let answer: [UInt8]?

        init(_ answer: [UInt8]?) throws {
            abi = try ContractABI("OddToken", declarations: [])
            self.answer = answer
        }

        func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
            guard let answer else { throw .reason("no symbol") }
            return answer
        }
    }

    @Test("a token without a symbol has an empty one; one that answers nonsense has none")
    func quoteSymbol() throws {
        func market(_ number: UInt64, quoteAsset: Address) throws -> Address {
            let market = Address(truncating: UInt256(number))
            _ = try Amm(
                at: market, in: world.host, world.parameters(quoteAsset: quoteAsset),
                block: world.block)
            return market
        }
        func token(_ number: UInt64, _ answer: [UInt8]?) throws -> Address {
            let token = Address(truncating: UInt256(number))
            world.host.deploy(try OddToken(answer), at: world.host.state.account(token))
            return token
        }
        let failing = try market(0x901, quoteAsset: token(0x801, nil))
        #expect(try states(failing)[4] == .string([]))
        let odd: [Address] = [
            try market(0x902, quoteAsset: token(0x802, [])),
            try market(0x903, quoteAsset: token(0x803, [UInt8](repeating: 0xff, count: 64))),
            try market(0x904, quoteAsset: PerpV1World.bob),
            PerpV1World.bob,
        ]
        for address in odd {
            let outcome = try world.send(abi, reader, "getAmmStates", [.address(address)])
            #expect(outcome.revert == .empty, "\(address)")
        }
    }
}

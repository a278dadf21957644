import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct SettablePriceFeedTests {
    @Test("answers what it was told")
    func answers() throws {
        let schedule = try #require(GasSchedule(.london))
        let host = ContractHost(state: WorldState(), schedule: schedule)
        let address = Address(truncating: 0xfeed)
        let feed = try SettablePriceFeed(at: address, in: host, priceWad: 5, twapPriceWad: 6)
        let block = BlockEnvironment(number: 1, timestampSeconds: 1)
        func call(_ name: String, _ values: [ABIValue]) throws -> [UInt8] {
            let function = try #require(feed.abi.function(named: name))
            let message = Message(
                sender: .zero, recipient: address, data: try function.encodeCall(values))
            let outcome = host.execute(message, in: block)
            #expect(outcome.isSuccess)
            return outcome.output
        }
        let key = ABIValue.bytes32(.zero)
        #expect(try call("getPrice", [key]) == UInt256(5).bigEndianBytes)
        #expect(try call("getTwapPrice", [key, .uint(900)]) == UInt256(6).bigEndianBytes)
        _ = try call("setPrice", [.uint(7)])
        #expect(try call("getPrice", [key]) == UInt256(7).bigEndianBytes)
    }
}

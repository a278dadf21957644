import EthereumPrimitives
import Foundation
import TestSupport
import Testing
import WideIntegers

@testable import Chain

@Suite struct BaseFeeBlocksTests {
    /// A chain whose blocks use exactly the gas that is asked for.
    private func makeChain(gasLimit: String, initial: String) throws -> ChainFixture {
        try ChainFixture(
            [("block-gas-limit", gasLimit), ("base-fee.initial", initial)],
            balance: .wad &* 1_000_000_000_000, prepare: { host in _ = GasSink(in: host) })
    }

    private func makeBlock(using gas: UInt64, nonce: inout UInt64, on fixture: ChainFixture) throws
    {
        if gas >= 21_000 {
            try fixture.send(
                0, nonce: nonce, to: GasSink.address, tip: 1, cap: 1_000_000_000, gas: gas)
            nonce += 1
        }
        fixture.run(seconds: 1)
        #expect(fixture.head.header.gasUsed == (gas >= 21_000 ? gas : 0))
    }

    @Test("rises by an eighth with every full block")
    func ladder() throws {
        let fixture = try makeChain(gasLimit: "30M", initial: "1 gwei")
        var nonce: UInt64 = 0
        var ladder: [UInt256] = []
        for _ in 0..<21 {
            try makeBlock(using: 30_000_000, nonce: &nonce, on: fixture)
            ladder.append(fixture.baseFee)
        }
        print("base fee of full blocks, wei: \(ladder.map(\.description).joined(separator: " "))")
        // The first block follows the empty genesis.
        #expect(ladder[0] == 875_000_000)
        for (fee, next) in zip(ladder, ladder.dropFirst()) {
            #expect(next == fee &+ (fee >> 3))
        }
        // Tenfold in twenty blocks: 1.125^20 is 10.545.
        #expect(ladder[20] > ladder[0] &* 10 && ladder[20] < ladder[0] &* 11)
    }

    @Test("follows another elasticity, denominator and floor")
    func otherRule() throws {
        let fixture = try ChainFixture(
            [
                ("base-fee.elasticity", "6"), ("base-fee.denominator", "250"),
                ("base-fee.initial", "1 gwei"), ("base-fee.floor", "997000000 wei"),
            ], balance: .wad &* 1_000_000_000_000, prepare: { host in _ = GasSink(in: host) })
        var nonce: UInt64 = 0
        // Empty: 996,000,000 by the rule, and the floor by its own.
        try makeBlock(using: 0, nonce: &nonce, on: fixture)
        #expect(fixture.baseFee == 997_000_000)
        try makeBlock(using: 30_000_000, nonce: &nonce, on: fixture)
        #expect(fixture.baseFee == 997_000_000)
        try makeBlock(using: 0, nonce: &nonce, on: fixture)
        // Target 5M, five targets above it: 1/250 of the fee for each.
        #expect(fixture.baseFee == 1_016_940_000)
    }

    struct Series: Decodable {
        struct Case: Decodable {
            let id: String
            let gasLimit: String
            let gasUsed: [String]
            let baseFees: [String]

            enum CodingKeys: String, CodingKey {
                case id
                case gasLimit = "gas_limit"
                case gasUsed = "gas_used"
                case baseFees = "base_fees"
            }
        }

        let cases: [Case]
    }

    @Test(
        "makes blocks with the base fees of the recorded series",
        .enabled(if: Places.hasShared("vectors/ethereum"), "the larger vectors are not there"))
    func recordedSeries() throws {
        let file = Places.shared.appendingPathComponent("vectors/ethereum/base_fee_series.json")
        let series = try JSONDecoder().decode(Series.self, from: Data(contentsOf: file))
        #expect(series.cases.count == 8)
        for row in series.cases {
            let fixture = try makeChain(gasLimit: row.gasLimit, initial: "1 gwei")
            let first = try UInt256(decimal: row.baseFees[0])
            fixture.chain.intervene(.setNextBaseFee(first))
            var nonce: UInt64 = 0
            for (index, text) in row.gasUsed.enumerated() {
                let gas = try #require(UInt64(text))
                try makeBlock(using: gas, nonce: &nonce, on: fixture)
                let fee = fixture.baseFee.description
                #expect(fee == row.baseFees[index], "\(row.id) block \(index)")
            }
            let next = fixture.chain.nextBaseFeePerGasWei ?? .zero
            #expect(next.description == row.baseFees.last)
        }
    }
}

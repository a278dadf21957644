import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct BaseFeeTests {
    @Test(
        "published steps of Ethereum",
        arguments: [
            // Parent base fee, gas used, gas limit, next: figures that clients test with.
            (1_000_000_000, 10_000_000, 20_000_000, 1_000_000_000),
            (1_000_000_000, 9_000_000, 20_000_000, 987_500_000),
            (1_000_000_000, 11_000_000, 20_000_000, 1_012_500_000),
            (7, 30_000_000, 30_000_000, 8), (7, 0, 30_000_000, 7), (0, 30_000_000, 30_000_000, 1),
        ] as [(UInt64, UInt64, UInt64, UInt64)])
    func published(parent: UInt64, used: UInt64, limit: UInt64, next: UInt64) {
        let got = BaseFeeRule.ethereum.next(
            parentBaseFeePerGasWei: UInt256(parent), parentGasUsed: used, parentGasLimit: limit)
        #expect(got == UInt256(next))
    }

    @Test("other elasticities, denominators and floors")
    func otherRules() throws {
        let rollup = try #require(BaseFeeRule(elasticityMultiplier: 6, changeDenominator: 250))
        func next(_ rule: BaseFeeRule, used: UInt64) -> UInt256 {
            rule.next(
                parentBaseFeePerGasWei: 1_000_000_000, parentGasUsed: used,
                parentGasLimit: 30_000_000)
        }
        #expect(next(rollup, used: 30_000_000) == 1_020_000_000)
        #expect(next(rollup, used: 0) == 996_000_000)
        #expect(next(rollup, used: 5_000_000) == 1_000_000_000)
        let floored = try #require(
            BaseFeeRule(
                elasticityMultiplier: 2, changeDenominator: 8, floorWei: 999_000_000))
        #expect(next(floored, used: 0) == 999_000_000)
        #expect(BaseFeeRule(elasticityMultiplier: 0, changeDenominator: 8) == nil)
        #expect(BaseFeeRule(elasticityMultiplier: 2, changeDenominator: 0) == nil)
    }

    @Test("divides exactly where the first quotient passes 256 bits")
    func wideQuotient() throws {
        // Five times the fee passes 2^256; five eighths of it do not.
        let rule = try #require(BaseFeeRule(elasticityMultiplier: 6, changeDenominator: 8))
        let fee = UInt256.max >> 1
        let next = rule.next(
            parentBaseFeePerGasWei: fee, parentGasUsed: 30_000_000, parentGasLimit: 30_000_000)
        let step = try fee.mulDivDown(5, 8)
        #expect(next == fee &+ step)
        let full = rule.next(
            parentBaseFeePerGasWei: .max, parentGasUsed: 30_000_000, parentGasLimit: 30_000_000)
        #expect(full == .max)
    }

    @Test("stays in range for every input")
    func extremes() {
        let rule = BaseFeeRule.ethereum
        for fee in [UInt256.zero, .one, .max] {
            for used in [UInt64(0), 1, .max] {
                for limit in [UInt64(0), 1, 2, 3, .max] {
                    let next = rule.next(
                        parentBaseFeePerGasWei: fee, parentGasUsed: used, parentGasLimit: limit)
                    let target = limit / 2
                    if target == 0 || used == target { #expect(next == fee) }
                    if target > 0 && used > target { #expect(next > fee || next == .max) }
                    if target > 0 && used < target { #expect(next <= fee) }
                }
            }
        }
    }
}

@Suite struct IntrinsicGasTests {
    private func gas(_ data: [UInt8], creation: Bool = false, _ fork: Hardfork) -> IntrinsicGas {
        IntrinsicGas(data: data, isCreation: creation, fork: fork)
    }

    @Test("bytes cost by fork")
    func bytes() {
        // Two zero and three other bytes.
        let data: [UInt8] = [0, 1, 0, 2, 3]
        #expect(gas(data, .frontier).intrinsic == 21_000 + 2 * 4 + 3 * 68)
        #expect(gas(data, .petersburg).intrinsic == 21_000 + 2 * 4 + 3 * 68)
        #expect(gas(data, .istanbul).intrinsic == 21_000 + 2 * 4 + 3 * 16)
        #expect(gas(data, .cancun).floor == 0)
        #expect(gas(data, .prague).floor == 21_000 + 10 * (2 + 4 * 3))
        #expect(gas(data, .prague).gasLimitMin == 21_140)
    }

    @Test("creation costs by fork")
    func creation() {
        let data = [UInt8](repeating: 0, count: 33)
        #expect(gas(data, creation: true, .frontier).intrinsic == 21_132)
        #expect(gas(data, creation: true, .homestead).intrinsic == 53_132)
        #expect(gas(data, creation: true, .shanghai).intrinsic == 53_132 + 2 * 2)
    }

    @Test("lists and authorizations add up")
    func lists() {
        let gas = IntrinsicGas(
            data: [], isCreation: false, accessListAddresses: 2, accessListKeys: 3,
            authorizations: 4, fork: .prague)
        #expect(gas.intrinsic == 21_000 + 2 * 2_400 + 3 * 1_900 + 4 * 25_000)
    }
}

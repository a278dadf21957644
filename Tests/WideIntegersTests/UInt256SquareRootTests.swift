import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256SquareRootTests {
    /// `s*s <= n < (s+1)^2` determines s.
    private func check(_ n: UInt256, seed: UInt64? = nil) {
        let s = BigUInt(n.squareRoot)
        let comment = Comment("n = \(n), s = \(s), seed \(String(describing: seed))")
        #expect(s * s <= BigUInt(n), comment)
        #expect((s + 1) * (s + 1) > BigUInt(n), comment)
    }

    @Test("brackets every edge")
    func edges() {
        UInt256.edges.forEach { check($0) }
    }

    @Test("takes every small number's root")
    func small() {
        for n in 0..<5_000 as Range<UInt64> { check(UInt256(n)) }
    }

    @Test("changes exactly at squares", arguments: [1, 2, 3, 4] as [UInt64])
    func squares(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let root = generator.wide() >> 128
            let square = root &* root
            #expect(square.squareRoot == root, "root \(root), seed \(seed)")
            if !root.isZero {
                #expect((square &- .one).squareRoot == root &- .one, "root \(root), seed \(seed)")
            }
            check(square &+ root, seed: seed)
            check(square &+ root &+ root, seed: seed)
            check(generator.wide(), seed: seed)
        }
    }

    @Test("takes the root of every power of two and its neighbours")
    func powersOfTwo() {
        for exponent in 0..<256 {
            let power = UInt256.one << exponent
            check(power)
            check(power &- .one)
            check(power &+ .one)
        }
    }

    @Test("takes the roots of the largest numbers")
    func largest() {
        #expect(UInt256.max.squareRoot == UInt256(UInt128.max))
        let square = UInt256(UInt128.max) &* UInt256(UInt128.max)
        #expect(square.squareRoot == UInt256(UInt128.max))
        #expect((square &- .one).squareRoot == UInt256(UInt128.max - 1))
        #expect(UInt256(UInt128.max).squareRoot == UInt256(UInt64.max))
    }
}

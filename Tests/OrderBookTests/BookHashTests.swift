import OrderBook
import Testing

@Suite struct BookHashTests {
    @Test("the hash of no words is the offset basis, and of a zero word that of eight zero bytes")
    func known() {
        var hash = BookHash()
        #expect(hash.value == 0xcbf2_9ce4_8422_2325)
        // FNV-1a of bytes is a product of primes where all bytes are zero.
        hash.add(0 as UInt64)
        var expected: UInt64 = 0xcbf2_9ce4_8422_2325
        for _ in 0..<8 { expected = expected &* 0x100_0000_01b3 }
        #expect(hash.value == expected)
    }
}

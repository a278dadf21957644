import Testing
import WideIntegers

@Suite struct UInt256SmokeTests {
    @Test("prints and reads decimal text")
    func text() throws {
        let text = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        #expect(try UInt256(decimal: text) == .max)
        #expect(UInt256.max.description == text)
    }
}

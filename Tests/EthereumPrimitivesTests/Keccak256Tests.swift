import EthereumPrimitives
import Testing

@Suite struct Keccak256Tests {
    @Test("hashes the empty message")
    func empty() {
        // The code hash of an account without code, Ethereum yellow paper, appendix.
        #expect(
            Keccak256.hash([UInt8]()).description
                == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")
    }
}

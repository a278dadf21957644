import EthereumPrimitives
import TestSupport
import Testing

@Suite struct Keccak256Tests {
    @Test(
        "known digests",
        arguments: [
            // Yellow paper, KEC of nothing; EIP-20 event and function names; Keccak team's test of "abc".
            ("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
            ("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
            (
                "Transfer(address,address,uint256)",
                "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
            ),
        ])
    func known(message: String, digest: String) {
        #expect(Keccak256.hash(Array(message.utf8)).description == digest)
    }

    @Test("the digest does not depend on how the message is cut")
    func pieces() {
        let seed: UInt64 = 0x6b65_6363
        var random = SeededGenerator(seed: seed)
        for length in 0...(3 * 136 + 9) {
            let message = random.bytes(length)
            var hasher = Keccak256()
            var rest = message[...]
            while !rest.isEmpty {
                let piece = 1 + random.below(rest.count)
                hasher.update(Array(rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            }
            #expect(
                hasher.finalize() == Keccak256.hash(message), "seed \(seed), \(length) bytes")
        }
    }

    @Test("messages around the block length all differ")
    func padding() {
        // Padding that merged with the message would make neighbours collide.
        let digests = Set((0...300).map { Keccak256.hash([UInt8](repeating: 0, count: $0)) })
        #expect(digests.count == 301)
    }
}

import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct RevertDataTests {
    @Test("reads and writes the example of the Solidity documentation")
    func error() throws {
        // Solidity documentation, "revert": the data of `revert("Not enough Ether provided.")`.
        let text = "0x4e6f7420656e6f7567682045746865722070726f76696465642e000000000000"
        let data = [0x08, 0xc3, 0x79, 0xa0] + words("0x20", "0x1a", text)
        let revert = RevertData(decoding: data)
        #expect(revert == .error(reason: "Not enough Ether provided."))
        #expect(revert.encoded == data)
        #expect(revert.gethMessage == "execution reverted: Not enough Ether provided.")
    }

    @Test(
        "explains panics as go-ethereum does",
        arguments: [
            (0x00, "generic panic"), (0x01, "assert(false)"),
            (0x11, "arithmetic underflow or overflow"),
            (0x12, "division or modulo by zero"), (0x21, "enum overflow"),
            (0x22, "invalid encoded storage byte array accessed"),
            (0x31, "out-of-bounds array access; popping on an empty array"),
            (0x32, "out-of-bounds access of an array or bytesN"), (0x41, "out of memory"),
            (0x51, "uninitialized function"), (0x99, "unknown panic code: 0x99"),
            (0x02, "unknown panic code: 0x2"),
        ] as [(UInt64, String)]
    )
    func panic(code: UInt64, reason: String) {
        let revert = RevertData.panic(code: UInt256(code))
        #expect(RevertData(decoding: revert.encoded) == revert)
        #expect(revert.encoded.prefix(4) == [0x4e, 0x48, 0x7b, 0x71])
        #expect(revert.gethMessage == "execution reverted: \(reason)")
    }

    @Test("tells codes apart that agree in their low bits")
    func widePanic() {
        #expect(
            RevertData.panic(code: UInt256(1, 1, 0, 0)).gethMessage
                == "execution reverted: unknown panic code: 0x10000000000000001"
        )
    }

    @Test("keeps other data as it is")
    func others() throws {
        let declaration = try ABIErrorDeclaration(parsing: "error Bad(uint256 a)")
        let data = try declaration.encode([.uint(7)])
        #expect(
            RevertData(decoding: data) == .custom(declaration.selector, arguments: words("0x7"))
        )
        #expect(try declaration.decode(data, rules: .strict) == [.uint(7)])
        #expect(RevertData(decoding: []) == .none)
        for data: [UInt8] in [
            [8, 0xc3, 0x79], [0x08, 0xc3, 0x79, 0xa0], [0x4e, 0x48, 0x7b, 0x71, 1],
            [0x08, 0xc3, 0x79, 0xa0] + words("0x20", "0x21", "0x0"),
        ] {
            #expect(RevertData(decoding: data) == .unknown(data))
            #expect(RevertData(decoding: data).gethMessage == "execution reverted")
            #expect(RevertData(decoding: data).encoded == data)
        }
    }

    @Test("reads a reason without padding, and replaces bytes that are not text one by one")
    func lenience() {
        let head: [UInt8] = [0x08, 0xc3, 0x79, 0xa0] + words("0x20", "0x6")
        // A cut sequence of three bytes, of which Go makes three replacements.
        let revert = RevertData(decoding: head + [0x61, 0xf0, 0x9f, 0x9a, 0xc3, 0xa9])
        #expect(revert == .error(reason: "a\u{fffd}\u{fffd}\u{fffd}é"))
    }

    @Test("reads any data", arguments: 0..<UInt64(10))
    func arbitraryData(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let data = generator.damaged(RevertData.error(reason: "reason").encoded)
            let revert = RevertData(decoding: data)
            #expect(revert.gethMessage.hasPrefix("execution reverted"), "seed \(seed)")
        }
    }
}

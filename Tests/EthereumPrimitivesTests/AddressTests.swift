import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct AddressTests {
    /// The examples of EIP-55.
    static let checksummed = [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ]

    @Test("writes and reads checksums", arguments: checksummed)
    func checksum(text: String) throws {
        let address = try Address(text)
        #expect(address.checksummed == text)
        #expect(try Address(text.lowercased()) == address)
        #expect(try Address("0x" + text.dropFirst(2).uppercased()) == address)
    }

    @Test("refuses a wrong pattern of cases and tells the right one", arguments: checksummed)
    func wrongChecksum(text: String) throws {
        // Change the case of the last letter; skip where that makes all letters alike.
        guard let index = text.lastIndex(where: { $0.isLetter && $0 != "x" }) else { return }
        var characters = Array(text)
        let offset = text.distance(from: text.startIndex, to: index)
        let letter = characters[offset]
        characters[offset] = Character(
            letter.isUppercase ? letter.lowercased() : letter.uppercased())
        let changed = String(characters)
        #expect(throws: AddressError.wrongChecksum(expected: text)) { try Address(changed) }
    }

    @Test(
        "refuses texts that are not 20 bytes",
        arguments: [
            "", "0x", "0x00", "de709f2102306220921060314715629080e2fb77",
            "0xde709f2102306220921060314715629080e2fb7",
            "0xde709f2102306220921060314715629080e2fb7700",
            "0xde709f2102306220921060314715629080e2fbzz",
        ])
    func malformed(text: String) {
        #expect(throws: AddressError.self) { try Address(text) }
    }

    @Test("bytes and numbers convert both ways")
    func conversions() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let number = random.wide() >> 96
            let address = Address(truncating: number)
            #expect(address.number == number)
            #expect(Address(bytes: address.bytes) == address)
            #expect(Address(exactly: number) == address)
            var appended: [UInt8] = []
            address.append(to: &appended)
            #expect(appended == address.bytes)
        }
        #expect(Address(exactly: UInt256(0, 0, 1 << 32, 0)) == nil)
        #expect(Address(bytes: [UInt8](repeating: 0, count: 21)) == nil)
    }

    @Test("CREATE by nonce")
    func create() throws {
        // The first contracts of an account in the documentation of web3 libraries (nonces 0 to 3).
        let sender = try Address("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0")
        let expected = [
            "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d",
            "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8",
            "0xf778b86fa74e846c4f0a1fbd1335fe81c00a0c91",
            "0xfffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c",
        ]
        for (nonce, address) in expected.enumerated() {
            #expect(Address.created(by: sender, nonce: UInt64(nonce)).description == address)
        }
    }

    @Test("CREATE2 by salt and init code")
    func create2() throws {
        // Example of EIP-1014.
        let address = Address.created(
            by: try Address("0xdeadbeef00000000000000000000000000000000"), salt: .zero,
            initCodeHash: Keccak256.hash([0x00] as [UInt8]))
        #expect(address.checksummed == "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3")
    }
}

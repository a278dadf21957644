import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct SignatureTests {
    private func key(_ number: UInt256) throws -> PrivateKey { try PrivateKey(number) }

    @Test("signs a known message as RFC 6979 with SHA-256 does")
    func known() throws {
        // SHA-256 of "Satoshi Nakamoto" with key 1, known from the test sets of Bitcoin wallets.
        let digest = try Hash256(
            hex: "0xa0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e")
        let signature = try key(1).sign(digest: digest)
        #expect(
            signature.r.hex == "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8")
        #expect(
            signature.s.hex == "0x2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")
        #expect(signature.yParity == 1)
    }

    @Test("what is signed is recovered, verified, and low")
    func signAndRecover() throws {
        let seed: UInt64 = 0x7369_67
        var random = SeededGenerator(seed: seed)
        for round in 0..<100 {
            let key = try key(UInt256(random.next(), random.next(), random.next(), 1))
            let digest = Hash256(
                UInt256(random.next(), random.next(), random.next(), random.next()))
            let signature = key.sign(digest: digest)
            #expect(signature.isLowS && signature.isInRange)
            #expect(
                try signature.recoverAddress(digest: digest) == key.address,
                "seed \(seed), round \(round)")
            #expect(
                key.publicKey.isValid(
                    compactSignature: Array(signature.bytes[..<64]), digest: digest))
            let other = Hash256(UInt256(digest) ^ .one)
            #expect(try signature.recoverAddress(digest: other) != key.address)
            #expect(
                !key.publicKey.isValid(
                    compactSignature: Array(signature.bytes[..<64]), digest: other))
            #expect(try Signature(bytes: signature.bytes) == signature)
        }
    }

    @Test("the other s recovers the same key with the other parity, and is not low")
    func malleability() throws {
        let digest = Keccak256.hash([1, 2, 3] as [UInt8])
        let key = try key(77)
        let low = key.sign(digest: digest)
        let high = Signature(
            r: low.r, s: Signature.groupOrder &- low.s, yParity: 1 - low.yParity)
        #expect(!high.isLowS)
        #expect(try high.recoverAddress(digest: digest) == key.address)
        let compact = Array(high.bytes[..<64])
        #expect(key.publicKey.isValid(compactSignature: compact, digest: digest))
    }

    @Test("refuses numbers that are no private key")
    func privateKeys() throws {
        for number in [UInt256.zero, Signature.groupOrder, .max] {
            #expect(throws: SignatureError.invalidPrivateKey) { try PrivateKey(number) }
        }
        #expect(throws: SignatureError.invalidPrivateKey) { try PrivateKey(bytes: [1, 2, 3]) }
        #expect(try PrivateKey(Signature.groupOrder &- .one).address != key(1).address)
    }

    @Test("a key never shows its secret")
    func description() throws {
        let key = try key(UInt256(0xdead_beef))
        #expect(!"\(key)".lowercased().contains("deadbeef"))
        #expect("\(key)".contains(key.address.checksummed))
    }

    @Test("refuses signatures outside the range without reaching the curve")
    func ranges() {
        let digest = Hash256.zero
        let n = Signature.groupOrder
        for (r, s) in [(0, 1), (1, 0), (n, 1), (1, n), (.max, 1), (1, .max)] as [(UInt256, UInt256)]
        {
            #expect(throws: SignatureError.outOfRange) {
                try Signature(r: r, s: s, yParity: 0).recoverPublicKey(digest: digest)
            }
        }
        for parity in [4, 27, 255] as [UInt8] {
            #expect(throws: SignatureError.invalidRecoveryID(parity)) {
                try Signature(r: 1, s: 1, yParity: parity).recoverPublicKey(digest: digest)
            }
        }
        // 5 is no x coordinate of a point on the curve.
        #expect(throws: SignatureError.notRecoverable) {
            try Signature(r: 5, s: 1, yParity: 0).recoverPublicKey(digest: digest)
        }
    }

    @Test("refuses bytes of signatures and keys that are none")
    func bytes() {
        #expect(throws: SignatureError.malformed) { try Signature(bytes: []) }
        #expect(throws: SignatureError.invalidRecoveryID(29)) {
            try Signature(bytes: [UInt8](repeating: 1, count: 64) + [29])
        }
        #expect(throws: SignatureError.invalidPublicKey) {
            try PublicKey(bytes: [UInt8](repeating: 1, count: 64))
        }
        #expect(throws: SignatureError.invalidPublicKey) { try PublicKey(bytes: [4]) }
    }

    @Test("verifies arbitrary bytes without failing")
    func verifyNoise() throws {
        let seed: UInt64 = 0x6e6f_6973
        var random = SeededGenerator(seed: seed)
        let key = try key(5).publicKey
        for _ in 0..<2_000 {
            let noise = random.bytes(random.below(80))
            #expect(!key.isValid(derSignature: noise, digest: .zero))
            #expect(!key.isValid(compactSignature: noise, digest: .zero))
        }
    }

    @Test("a number and its bytes are one key")
    func keyOfNumber() throws {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<20 {
            let number = random.wide() >> 1 | .one
            #expect(
                try PrivateKey(number).address == PrivateKey(bytes: number.bigEndianBytes).address)
        }
        #expect(throws: SignatureError.invalidPrivateKey) { try PrivateKey(.zero) }
    }

    @Test("marks data for the contract that checks it")
    func intendedValidator() throws {
        // The prefix of EIP-191: 0x19 0x00 <intended validator address> <data>.
        let validator = try Address("0x3535353535353535353535353535353535353535")
        let message = [0x19, 0x00] + [UInt8](repeating: 0x35, count: 20) + [1, 2]
        #expect(
            IntendedValidatorMessage.digest(validator: validator, data: [1, 2])
                == Keccak256.hash(message))
    }

    @Test("marks personal messages")
    func personalMessage() throws {
        // The digest that wallets give for "hello", as web3 libraries document it.
        let digest = PersonalMessage.digest(Array("hello".utf8))
        #expect(
            digest.description
                == "0x50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750")
    }

    @Test(
        "many are recovered in the order of the requests",
        arguments: [0, 1, 63, 127, 128, 129, 1_000])
    func batch(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let key = try key(12_345)
        var requests: [RecoveryRequest] = []
        for index in 0..<count {
            let digest = Hash256(random.wide())
            // Every seventh cannot be recovered; the others are signed or belong to some other key.
            let signature =
                index % 7 == 0
                ? Signature(r: 5, s: 1, yParity: 0) : key.sign(digest: digest)
            requests.append(RecoveryRequest(digest: digest, signature: signature))
        }
        let results = RecoveryRequest.recoverAddresses(requests)
        #expect(results.count == count)
        for (index, result) in results.enumerated() {
            let expected: Result<Address, SignatureError> =
                index % 7 == 0 ? .failure(.notRecoverable) : .success(key.address)
            #expect(result == expected, "index \(index)")
        }
    }
}

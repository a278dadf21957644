import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// The bytes that reporters sign and send, against the general encoder and by taking them apart.
@Suite struct ReportCodecTests {
    private let update = PriceUpdate(
        feedID: Hash256(0xfeed as UInt256), price: -1_234_567, confidence: 890, exponent: -5,
        publishTimeSeconds: 1_652_000_000, emaPrice: .min, emaConfidence: .max)

    @Test("a price update comes back from its 76 bytes, whatever its numbers")
    func updateRoundTrip() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let update = PriceUpdate(
                feedID: Hash256(random.wide()), price: Int64(bitPattern: random.next()),
                confidence: random.next(), exponent: Int32(truncatingIfNeeded: random.next()),
                publishTimeSeconds: random.next(), emaPrice: Int64(bitPattern: random.next()),
                emaConfidence: random.next())
            #expect(update.encoded.count == PriceUpdate.encodedSize)
            #expect(PriceUpdate(encoded: update.encoded[...]) == update)
        }
        #expect(PriceUpdate(encoded: update.encoded.dropLast()) == nil)
        #expect(PriceUpdate(encoded: (update.encoded + [0])[...]) == nil)
    }

    @Test("the fields of a price update stand where the format says")
    func updatePlaces() {
        let bytes = update.encoded
        #expect(Array(bytes[0..<32]) == update.feedID.bytes)
        #expect(UInt256(bigEndianBytes: bytes[40..<48]) ?? .zero == 890)
        #expect(Array(bytes[48..<52]) == [0xff, 0xff, 0xff, 0xfb])
        #expect(UInt256(bigEndianBytes: bytes[52..<60]) ?? .zero == 1_652_000_000)
        #expect(Array(bytes[60..<68]) == [0x80, 0, 0, 0, 0, 0, 0, 0])
        #expect(Array(bytes[68..<76]) == [UInt8](repeating: 0xff, count: 8))
    }

    @Test("every byte of a price update counts in what is signed")
    func updateDigest() throws {
        let bytes = update.encoded
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let other = try #require(PriceUpdate(encoded: changed[...]))
            #expect(other.digest != update.digest, "byte \(index)")
        }
    }

    @Test("a signed update comes back with its signatures and their signers")
    func signedUpdate() throws {
        let keys = try (1...3).map { try PrivateKey(UInt256(UInt64($0))) }
        let signed = SignedPriceUpdate(update, signedBy: keys)
        let read = try SignedPriceUpdate(encoded: signed.encoded)
        #expect(read == signed)
        let signers = try read.signatures.map { try $0.recoverAddress(digest: update.digest) }
        #expect(signers == keys.map(\.address))
        #expect(throws: SignedPriceUpdateError.wrongSize(byteCount: 75)) {
            try SignedPriceUpdate(encoded: [UInt8](repeating: 0, count: 75))
        }
        #expect(throws: SignedPriceUpdateError.wrongSize(byteCount: 76 + 3 * 65 - 1)) {
            try SignedPriceUpdate(encoded: signed.encoded.dropLast())
        }
        var spoilt = signed.encoded
        spoilt[76 + 64] = 9
        #expect(
            throws: SignedPriceUpdateError.invalidSignature(index: 0, .invalidRecoveryID(9))
        ) { try SignedPriceUpdate(encoded: spoilt) }
    }

    @Test("a report is the ABI encoding of context, observers and observations")
    func report() throws {
        let report = OCRReport(
            configDigest: 0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10, epoch: 0xaabb_ccdd, round: 7,
            observers: [3, 0, 2, 1], observations: [-5, 0, 200_012, Int256(.max)])
        let context =
            [UInt8](repeating: 0, count: 11) + (1...16).map { UInt8($0) }
            + [0xaa, 0xbb, 0xcc, 0xdd, 7]
        let observers = [3, 0, 2, 1] + [UInt8](repeating: 0, count: 28)
        let encoded = try ABIEncoder.encode(
            [
                .fixedBytes(context), .fixedBytes(observers),
                .array(report.observations.map { .int($0) }),
            ], as: [.fixedBytes(count: 32), .fixedBytes(count: 32), .array(of: .int(bits: 192))])
        #expect(report.encoded == encoded)
        #expect(report.digest == Keccak256.hash(encoded))
        #expect(try OCRReport(encoded: encoded) == report)
        #expect(report.epochAndRound == 0xaa_bbcc_dd07)
    }

    @Test("reports of foreign widths are refused")
    func reportRefusals() {
        let report = OCRReport(
            configDigest: 1, epoch: 1, round: 1, observers: [0], observations: [5])
        var wide = report.encoded
        wide[0] = 1
        #expect(throws: ABIDecodingError.self) { try OCRReport(encoded: wide) }
        var huge = report.encoded
        huge[huge.count - 32] = 1
        #expect(throws: ABIDecodingError.self) { try OCRReport(encoded: huge) }
        #expect(throws: ABIDecodingError.self) {
            try OCRReport(encoded: Array(report.encoded.dropLast()))
        }
        let nobody = OCRReport(
            configDigest: 1, epoch: 1, round: 1, observers: [], observations: [])
        #expect(throws: Never.self) { try OCRReport(encoded: nobody.encoded) }
    }

    @Test("a median's value is signed as a personal message of value, age and tag")
    func medianValue() throws {
        let key = try PrivateKey(77)
        let tag = Hash256(0x4554_4855_5344 as UInt256)
        let value = SignedMedianValue(
            valueWad: 200 &* .wad, ageSeconds: 1_584_007_200, assetTag: tag, signedBy: key)
        let packed =
            (200 &* UInt256.wad).bigEndianBytes + UInt256(1_584_007_200).bigEndianBytes
            + tag.bytes
        let message = Array("\u{19}Ethereum Signed Message:\n32".utf8)
        let digest = Keccak256.hash(message + Keccak256.hash(packed).bytes)
        #expect(value.digest == digest)
        #expect(try value.signature.recoverAddress(digest: digest) == key.address)
    }
}

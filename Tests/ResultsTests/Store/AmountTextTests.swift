import BigInt
import TestSupport
import Testing
import WideIntegers

@testable import Results

@Suite struct AmountTextTests {
    private func text(_ value: Int256) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: AmountText.capacity) { buffer in
            let end = buffer.baseAddress.map { $0 + AmountText.capacity }
            guard let end else { return "" }
            let count = AmountText.write(value, before: end)
            return String(
                decoding: UnsafeBufferPointer(start: end - count, count: count), as: UTF8.self)
        }
    }

    @Test("digits are those of an independent integer, at every edge and length")
    func digits() {
        var generator = SeededGenerator(seed: 11)
        let values =
            UInt256.edges.flatMap {
                [Int256(bitPattern: $0), Int256(bitPattern: .zero &- $0)]
            } + (0..<2_000).map { _ in generator.signedWide() }
        for value in values {
            let magnitude = BigUInt(value.magnitude.description) ?? 0
            let expected = (value.isNegative ? "-" : "") + String(magnitude, radix: 10)
            #expect(text(value) == expected)
            #expect(text(value).utf8.count < AmountText.capacity)
        }
        // A group of 19 digits that is zero keeps its zeros.
        #expect(
            text(Int256(bitPattern: UInt256(10_000_000_000_000_000_000) &* 1_000))
                == "10000000000000000000000")
        #expect(
            text(.min)
                == "-57896044618658097711785492504343953926634992332820282019728792003956564819968")
    }

    private func read(_ text: String) -> Int256? {
        Array(text.utf8).withUnsafeBufferPointer(AmountText.read)
    }

    @Test("digits that are read are the number that was written; all else is none")
    func reading() throws {
        var generator = SeededGenerator(seed: 13)
        let values =
            UInt256.edges.map(Int256.init(bitPattern:))
            + (0..<2_000).map { _ in generator.signedWide() }
        for value in values { #expect(read(value.description) == value) }
        #expect(read("-0") == .zero)
        #expect(read("0000000000000000000000000000012") == 12)
        for text in [
            "", "-", "+1", "1.0", " 1", "1 ", "--1", "1-", "0x1", "1e5",
            // 2^255, and one digit more than any number has.
            "57896044618658097711785492504343953926634992332820282019728792003956564819968",
            String(repeating: "9", count: 77), String(repeating: "0", count: 78),
        ] { #expect(read(text) == nil, "\(text)") }
    }

    @Test(
        "whole units are exact and have no zeros at the end",
        arguments: [
            ("0", 18, "0"), ("1", 18, "0.000000000000000001"), ("-1", 18, "-0.000000000000000001"),
            ("1000000000000000000", 18, "1"), ("-12500000000000000000", 18, "-12.5"),
            ("100000000000000000", 18, "0.1"), ("12345678901", 9, "12.345678901"),
            ("10", 9, "0.00000001"), ("120000000000", 9, "120"),
        ])
    func wholeUnits(digits: String, decimals: Int, expected: String) throws {
        #expect(try Int256(decimal: digits).wholeUnits(decimals: decimals) == expected)
    }

    @Test("the real beside an amount is within three roundings of it")
    func reals() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<2_000 {
            let value = generator.signedWide()
            let exact = Double(value.wholeUnits(decimals: 18)) ?? .nan
            #expect(abs(value.approximateUnits(1e18) - exact) <= abs(exact) * 0x1p-50)
        }
    }
}

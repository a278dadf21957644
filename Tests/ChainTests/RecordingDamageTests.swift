import EthereumPrimitives
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Chain

@Suite struct RecordingDamageTests {
    /// A few blocks with everything in them: some 5 kB.
    private func makeBytes(_ signatures: SignatureMode = .elided) throws -> [UInt8] {
        let run = try RecordedChainRun(RecordingFixture(signatures), seed: 5)
        let chain = run.chain
        for account in 0..<2 { try run.send(account, gapMax: 0) }
        run.run(seconds: 26)
        for intervention in [
            Intervention.setBalance(Address(truncating: 0xaa), 5),
            .setNonce(Address(truncating: 0xaa), 2), .increaseTime(9), .setNextBaseFee(8),
            .call(
                from: run.fixture.accounts[1], to: RecordingFixture.token,
                data: try run.fixture.transferData(5, to: run.fixture.accounts[2])), .mine,
        ] {
            chain.intervene(intervention)
        }
        try chain.reorganize(depth: 1, keep: .always, order: .same)
        return run.finish()
    }

    private func failure(_ bytes: [UInt8], chunk: Int = 1 << 20) -> RecordingError? {
        do {
            _ = try recordedEvents(in: bytes, chunk: chunk)
        } catch let error as RecordingError {
            return error
        } catch {}
        return nil
    }

    @Test("a flipped bit is refused at its item, wherever it is")
    func flippedBits() throws {
        let bytes = try makeBytes()
        let items = try recordedItems(in: bytes)
        #expect(items.count >= 10)
        for (number, item) in items.enumerated() {
            for place in item {
                for bit in 0..<8 {
                    var damaged = bytes
                    damaged[place] ^= 1 << UInt8(bit)
                    let error = failure(damaged)
                    guard error?.item == UInt64(number), error?.offset == UInt64(item.lowerBound)
                    else {
                        Issue.record("byte \(place), bit \(bit): \(String(describing: error))")
                        return
                    }
                }
            }
        }
    }

    @Test("the place of damage is counted from the start, however the bytes are cut")
    func placeOfDamage() throws {
        let bytes = try makeBytes()
        for (number, item) in try recordedItems(in: bytes).enumerated() {
            var damaged = bytes
            damaged[item.upperBound - 1] ^= 1
            for chunk in [7, 100] {
                let error = failure(damaged, chunk: chunk)
                #expect(error?.item == UInt64(number))
                #expect(error?.offset == UInt64(item.lowerBound))
                #expect(error?.fault == .damaged)
            }
        }
    }

    @Test("a number has no leading zeros, and no more bytes than its width")
    func numbers() throws {
        func number(_ bytes: [UInt8]) throws -> UInt64 {
            var fields = RecordedFields(RLPReader(bytes))
            return try fields.uint64("the number")
        }
        #expect(try number([0x80]) == 0)
        #expect(try number([0x7f]) == 127)
        #expect(try number([0x82, 0x01, 0x00]) == 256)
        for bytes: [UInt8] in [[0x00], [0x82, 0x00, 0x80], [0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]] {
            #expect(throws: RecordingFault.self) { try number(bytes) }
        }
    }

    @Test("a recording that is cut off anywhere is refused")
    func truncated() throws {
        let bytes = try makeBytes(.verified)
        let ends = try recordedItems(in: bytes).map(\.upperBound)
        for count in 0..<bytes.count {
            let fault = failure(Array(bytes.prefix(count)), chunk: 700)?.fault
            let isBetween = count == 0 || ends.contains(count)
            switch fault {
            case .unfinished?: #expect(isBetween, "\(count) bytes")
            case .truncated?: #expect(!isBetween, "\(count) bytes")
            default: Issue.record("\(count) bytes: \(String(describing: fault))")
            }
        }
    }

    @Test("items that are missing, doubled, exchanged or added are refused")
    func movedItems() throws {
        let bytes = try makeBytes()
        let items = try recordedItems(in: bytes).map { Array(bytes[$0]) }
        for place in 0..<items.count - 1 {
            var missing = items
            missing.remove(at: place)
            #expect(failure(missing.flatMap { $0 }) != nil)
            var doubled = items
            doubled.insert(items[place], at: place)
            #expect(failure(doubled.flatMap { $0 })?.item == UInt64(place + 1))
            var exchanged = items
            exchanged.swapAt(place, place + 1)
            #expect(failure(exchanged.flatMap { $0 })?.item == UInt64(place))
        }
        let last = UInt64(items.count)
        #expect(failure(bytes + bytes)?.item == last)
        #expect(failure(bytes + [0xc0])?.item == last)
        #expect(failure(bytes + [7])?.item == last)
    }

    /// Items whose checks agree, with other payloads.
    private func sealed(_ payloads: [[UInt8]]) -> [UInt8] {
        var check = RecordingCheck()
        var bytes: [UInt8] = []
        for payload in payloads {
            check.update(payload.span.bytes)
            var writer = RLPWriter()
            writer.append(bytes: payload + [0x88] + UInt256(check.value).bigEndianBytes.suffix(8))
            // The same header, of a list instead of bytes.
            var item = writer.bytes
            item[0] += 0x40
            bytes += item
        }
        return bytes
    }

    /// The fields of each item.
    private func payloads(of bytes: [UInt8]) throws -> [[UInt8]] {
        try recordedItems(in: bytes).map { item in
            var reader = RLPReader(bytes, in: item)
            let list = try reader.nextList()
            return Array(bytes[list.position..<list.end - RecordingFormat.checkBytes])
        }
    }

    @Test(
        "forged items whose checks agree are refused, do not agree, or change nothing",
        arguments: [SignatureMode.elided, .verified])
    func forged(signatures: SignatureMode) throws {
        let fixture = try RecordingFixture(signatures)
        let original = try payloads(of: makeBytes(signatures))
        #expect(failure(sealed(original)) == nil, "the forger's checks are good")
        var random = SeededGenerator(seed: 11)
        var counts = (refused: 0, mismatched: 0, accepted: 0)
        for _ in 0..<2_000 {
            var forged = original
            let item = Int.random(in: 0..<forged.count, using: &random)
            for _ in 0...Int.random(in: 0...1, using: &random) where !forged[item].isEmpty {
                let place = Int.random(in: 0..<forged[item].count, using: &random)
                switch random.next() % 4 {
                case 0: forged[item][place] = UInt8(truncatingIfNeeded: random.next())
                case 1: forged[item].remove(at: place)
                case 2: forged[item].insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: forged[item][place] ^= 1 << UInt8(random.next() % 8)
                }
            }
            do {
                try fixture.makeReplay().replay(sealed(forged))
                counts.accepted += 1
            } catch is RecordingError {
                counts.refused += 1
            } catch is ReplayMismatch {
                counts.mismatched += 1
            }
        }
        #expect(counts.refused > 200 && counts.mismatched > 200, "\(counts)")
        // A fee cap that is not reached or the time of a call that reads none changes nothing.
        #expect(counts.accepted < 400, "\(counts)")
    }

    @Test("says what is wrong, and what is allowed")
    func words() throws {
        let good = try payloads(of: makeBytes())
        func fault(_ payloads: [[UInt8]]) -> String {
            failure(sealed(payloads)).map { "\($0)" } ?? "none"
        }
        func item(_ body: (inout RLPWriter) -> Void) -> [UInt8] {
            var writer = RLPWriter()
            body(&writer)
            return writer.bytes
        }
        let empty = item { _ in }
        #expect(fault([empty]).hasPrefix("item 0 at byte 0: no canonical RLP"))
        #expect(
            fault([item { $0.append(9 as UInt64) }])
                == "item 0 at byte 0: the item's kind must be from 0 to 4")
        #expect(
            fault([
                item {
                    $0.append(0 as UInt64)
                    $0.append(bytes: Array("other".utf8))
                }
            ]) == "item 0 at byte 0: it does not begin a recording of blocks")
        #expect(
            fault([
                item {
                    $0.append(0 as UInt64)
                    $0.append(bytes: RecordingFormat.name)
                    $0.append(3 as UInt64)
                }
            ]) == "item 0 at byte 0: format version 3; this program reads versions 1 to 2")
        #expect(fault([good[1]]) == "item 0 at byte 0: it does not begin a recording of blocks")
        #expect(fault([good[0], good[0]]).hasSuffix("a recording begins once"))
        #expect(fault([good[0], good[good.count - 1], good[1]]).hasSuffix("follows the last item"))
        #expect(fault([good[0] + [1]]).hasSuffix("it has more fields than its kind"))
        #expect(failure([0x05])?.fault == .notARecording)
        #expect(
            "\(failure([0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0]).map { "\($0)" } ?? "")"
                == "item 0 at byte 0: it has 9151314442816847872 bytes; 268435456 are allowed")
        #expect(failure([0xf8, 0x10])?.fault == .rlp(.nonCanonicalLength(offset: 0)))
        #expect(failure([0xf9, 0x00, 0x99])?.fault == .rlp(.nonCanonicalLength(offset: 0)))
    }
}

import EthereumPrimitives
import Testing
import WideIntegers

@testable import Chain

/// What a transaction must offer to take the place of another of its nonce.
@Suite struct MempoolReplacementTests {
    private let fixture = MempoolFixture()

    /// Old and new tip and cap, the bump in thousandths, and whether it is enough.
    static let bumps: [(UInt256, UInt256, UInt256, UInt256, UInt64, Bool)] = [
        (100, 1_000, 110, 1_100, 100, true),
        (100, 1_000, 109, 1_100, 100, false),
        (100, 1_000, 110, 1_099, 100, false),
        (100, 1_000, 200, 1_000, 100, false),
        (100, 1_000, 100, 2_000, 100, false),
        // The bound is rounded down, but more must be offered.
        (9, 99, 9, 108, 100, false),
        (9, 99, 10, 108, 100, true),
        (9, 99, 10, 107, 100, false),
        (1, 1, 2, 2, 100, true),
        // Parity's eighth.
        (80, 800, 90, 900, 125, true),
        (80, 800, 89, 900, 125, false),
        (80, 800, 90, 899, 125, false),
        (100, 1_000, 101, 1_001, 0, true),
        (100, 1_000, 100, 1_001, 0, false),
    ]

    @Test("a replacement raises both fees by the bump, rounded down", arguments: bumps)
    func bump(
        tip: UInt256, feeCap: UInt256, newTip: UInt256, newFeeCap: UInt256, perMille: UInt64,
        isEnough: Bool
    ) throws {
        var limits = PoolLimits()
        limits.priceBumpPerMille = perMille
        let fixture = MempoolFixture(limits: limits)
        let sender = fixture.sender(1)
        for nonce in [0, 4] as [UInt64] {
            let old = try fixture.add(sender, nonce: nonce, tip: tip, feeCap: feeCap)
            let new = fixture.make(sender, nonce: nonce, tip: newTip, feeCap: newFeeCap)
            let place = nonce == 0 ? "pending" : "queued"
            #expect(
                fixture.answer(new)
                    == (isEnough ? place : "replacement transaction underpriced"))
            let kept = isEnough ? new : old
            #expect(fixture.pool.transaction(of: sender, nonce: nonce) === kept)
            #expect(
                fixture.departures()
                    == (isEnough ? ["\(old.id.rawValue) replaced by \(new.id.rawValue)"] : []))
            #expect(fixture.pool.count == (nonce == 0 ? 1 : 2))
        }
    }

    @Test("fees near 2^256 neither wrap nor trap")
    func hugeFees() throws {
        let sender = fixture.sender(1, balanceWei: .max)
        try fixture.add(sender, nonce: 2, tip: 1, feeCap: .max, gasLimit: 1)
        #expect(
            refusal { try fixture.add(sender, nonce: 2, tip: 2, feeCap: .max, gasLimit: 1) }
                == "replacement transaction underpriced")
        try fixture.add(sender, nonce: 1, tip: 2, feeCap: .max, gasLimit: 1)
        try fixture.add(sender, nonce: 0, tip: 2, feeCap: .max, gasLimit: 1)
        #expect(fixture.pending(sender) == [0, 1, 2])
        #expect(
            refusal { try fixture.add(sender, nonce: 3, tip: 1, feeCap: 1, gasLimit: 1) }
                .hasSuffix("queued cost \(UInt256.max), tx cost 1, overshot 0"))
        // Twice the largest cost goes, and the books are as exact as before.
        fixture.setNonce(2, of: sender)
        fixture.reset()
        #expect(fixture.pending(sender) == [2])
    }

    // MARK: - Funds

    @Test("a replacement must be covered by its rise over the old one")
    func bumpFunds() {
        let sender = fixture.sender(1, balanceWei: 231_000)
        #expect(refusal { try fixture.add(sender, nonce: 0, feeCap: 10) } == "taken")
        #expect(
            refusal {
                try fixture.add(sender, nonce: 0, tip: 11, feeCap: 11, valueWei: 0, dataCount: 0)
            } == "taken")
        let other = fixture.sender(2, balanceWei: 441_000)
        #expect(refusal { try fixture.add(other, nonce: 0, feeCap: 10) } == "taken")
        #expect(refusal { try fixture.add(other, nonce: 1, feeCap: 10) } == "taken")
        #expect(
            refusal { try fixture.add(other, nonce: 0, tip: 11, feeCap: 11, valueWei: 1) }
                == "insufficient funds for gas * price + value: balance 441000, "
                + "queued cost 420000, tx bumped 21001, overshot 1")
        #expect(refusal { try fixture.add(other, nonce: 0, tip: 11, feeCap: 11) } == "taken")
    }

    @Test("a cheaper replacement can still be more than a fallen balance covers")
    func bumpFall() {
        let sender = fixture.sender(1, balanceWei: 1_000_000)
        #expect(refusal { try fixture.add(sender, nonce: 0, feeCap: 10, valueWei: 9) } == "taken")
        #expect(refusal { try fixture.add(sender, nonce: 1, feeCap: 10) } == "taken")
        _ = fixture.sender(1, balanceWei: 231_000)
        #expect(
            refusal {
                try fixture.add(sender, nonce: 0, tip: 11, feeCap: 11, gasLimit: 19_000)
            } == "insufficient funds for gas * price + value: balance 231000, "
                + "queued cost 420009, tx bumped -1009, overshot 188000")
    }
}

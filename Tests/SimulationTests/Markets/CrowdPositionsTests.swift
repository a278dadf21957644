import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct CrowdPositionsTests {
    private func positions(
        seed: UInt64 = 1, _ change: (inout CrowdSettings) -> Void = { _ in }
    ) throws -> [PositionSettings] {
        var crowd = CrowdSettings()
        crowd.name = "crowd"
        change(&crowd)
        return try crowd.positions(
            market: "eth", priceWad: wad("2000"), random: RandomSource(seed: seed),
            keyPath: "crowds[0]")
    }

    private func magnitude(_ position: PositionSettings) -> UInt256 { position.sizeWad.magnitude }

    @Test("size and margin follow from notional, entry and leverage")
    func exact() throws {
        let made = try positions {
            $0.count = 2
            $0.notional = .constant(5_000)
            $0.leverage = .constant(8)
            $0.entry = .constant(1.25)
        }
        #expect(made.map(\.trader) == ["crowd-1", "crowd-2"])
        for position in made {
            #expect(position.market == "eth")
            #expect(magnitude(position) == wad("2"))
            #expect(position.marginWad == wad("625"))
            #expect(position.entryPriceWad == wad("2500"))
        }
    }

    @Test(
        "longs stand evenly among the others, as many as their share says",
        arguments: [
            ("0", 0, 10), ("1", 10, 10), ("0.5", 5, 10), ("0.8", 8, 10), ("0.3", 3, 10),
            ("0.75", 225, 300),
        ])
    func longs(_ share: String, _ longs: Int, _ count: UInt64) throws {
        let made = try positions {
            $0.count = count
            $0.longShareWad = wad(share)
        }
        #expect(made.count { !$0.sizeWad.isNegative } == longs)
        if share == "0.5" {
            #expect(made.map(\.sizeWad.isNegative) == (0..<10).map { $0 % 2 == 0 })
        }
    }

    @Test("leverage lies within its law, and the same seed gives the same crowd")
    func chance() throws {
        let made = try positions { $0.notional = .uniform(low: 100, high: 200) }
        #expect(made.count == 100)
        for position in made {
            let notional = try magnitude(position).mulDivDown(wad("2000"), .wad)
            #expect(notional >= wad("99.999") && notional <= wad("200"))
            let leverage = try notional.mulDivDown(.wad, position.marginWad)
            #expect(leverage >= wad("1.999") && leverage <= wad("10"))
        }
        #expect(Set(made.map(\.marginWad)).count > 90)
        #expect(try positions { $0.notional = .uniform(low: 100, high: 200) } == made)
        #expect(try positions(seed: 2) { $0.notional = .uniform(low: 100, high: 200) } != made)
        #expect(
            try positions {
                $0.name = "other"
                $0.notional = .uniform(low: 100, high: 200)
            }.map(\.marginWad) != made.map(\.marginWad))
    }

    @Test("what is no position is refused at its key")
    func refusals() {
        let cases: [(String, (inout CrowdSettings) -> Void)] = [
            ("crowds[0].notional", { $0.notional = .constant(0) }),
            ("crowds[0].entry", { $0.entry = .constant(-1) }),
            ("crowds[0].leverage", { $0.leverage = .constant(0.001) }),
        ]
        for (keyPath, change) in cases {
            #expect { _ = try positions(change) } throws: { error in
                (error as? ScenarioProblem)?.keyPath == keyPath
            }
        }
    }
}

import BigInt
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import PriceOracles

@Suite struct DepthCurveTests {
    private typealias Stretch = DepthCurve.Stretch

    /// Levels, stretches with width, gaps, one that begins at the fair price.
    private func small() throws -> DepthCurve {
        try DepthCurve([
            Stretch(nearWad: 0, farWad: 7, sizeWad: 11), Stretch(atWad: 9, sizeWad: 4),
            Stretch(nearWad: 9, farWad: 30, sizeWad: 5),
            Stretch(nearWad: 31, farWad: 33, sizeWad: 40),
            Stretch(atWad: 50, sizeWad: 1),
        ])
    }

    @Test("the distance never falls, and its inverses find the edges that counting finds")
    func inverses() throws {
        let curve = try small()
        let distances = (0...61).map { curve.distanceWad(afterTaking: UInt256(UInt64($0))) }
        #expect(distances == distances.sorted())
        #expect(curve.sizeWad == 61)
        for wanted in UInt64(0)...52 {
            let least = distances.dropLast().firstIndex { $0 >= UInt256(wanted) }
            let found = curve.takenWad(reachingWad: UInt256(wanted))
            #expect((found ?? .max) == (least.map { UInt256(UInt64($0)) } ?? .max))
            // A unit whose begin is farther than the bound is not taken; one of a stretch with width
            // begins where the unit before it ends.
            let within = curve.takenWad(withinWad: UInt256(wanted))
            #expect(
                within.isZero || curve.distanceWad(afterTaking: within &- .one) <= UInt256(wanted))
            if within < curve.sizeWad {
                #expect(curve.distanceWad(afterTaking: within &+ .one) >= UInt256(wanted))
            }
        }
    }

    @Test("the integral is that of the straight pieces, exactly")
    func integral() throws {
        let curve = try small()
        var whole = BigInt(0)
        var taken = UInt256.zero
        for stretch in curve.stretches {
            for part in UInt64(0)...(stretch.sizeWad.w0) {
                // 2 q near + (far - near) q^2 / size, rounded down.
                let near = BigInt(stretch.nearWad)
                let q = BigInt(part)
                let piece =
                    2 * q * near + (BigInt(stretch.farWad) - near) * q * q / BigInt(stretch.sizeWad)
                #expect(BigInt(curve.doubleExcess(of: taken &+ UInt256(part))) == whole + piece)
            }
            whole += BigInt(stretch.sizeWad) * BigInt(stretch.nearWad &+ stretch.farWad)
            taken = taken &+ stretch.sizeWad
        }
    }

    @Test(
        "a power law has its depth and its loss within a millionth, everywhere on the grid",
        arguments: [0.25, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0])
    func powerLaw(exponent: Double) throws {
        let law = PowerLawDepth(
            sizeWad: wad("123456.789"), exponent: exponent, distanceWadMax: wad("22"))
        let curve = try DepthCurve(law)
        var random = SeededGenerator(seed: 3)
        let size = 123456.789
        for _ in 0..<2_000 {
            // From 22 down to a basis point.
            let distance = 22 * ExactMath.exp(-12.3 * Double(random.next() >> 11) * 0x1p-53)
            let distanceWad = UInt256(UInt128(distance * 1e18))
            let taken = try #require(curve.takenWad(reachingWad: distanceWad))
            let depth = size * ExactMath.exp(exponent * ExactMath.log(distance))
            #expect(abs(Double(taken.low128) / 1e18 / depth - 1) < 1e-6)
            let loss = exponent / (exponent + 1) * depth * distance
            let integral = Self.double(curve.doubleExcess(of: taken)) / 2e36
            #expect(abs(integral / loss - 1) < 1e-6, "\(distance)")
        }
    }

    private static func double(_ value: UInt256) -> Double {
        Double(value.w0) + Double(value.w1) * 0x1p64 + Double(value.w2) * 0x1p128
            + Double(value.w3) * 0x1p192
    }

    @Test("a book of prices becomes distances from its reference")
    func prices() throws {
        let asks = try DepthCurve(
            takenBy: .buy,
            levels: [
                .init(priceWad: wad("101"), sizeWad: wad("2")),
                .init(priceWad: wad("105"), sizeWad: wad("3")),
            ], referencePriceWad: wad("100"))
        #expect(asks.stretches.map(\.nearWad) == [wad("0.01"), wad("0.05")])
        let bids = try DepthCurve(
            takenBy: .sell, levels: [.init(priceWad: wad("98"), sizeWad: wad("2"))],
            referencePriceWad: wad("100"))
        #expect(bids.stretches.map(\.farWad) == [wad("0.02")])
        #expect(throws: DepthError.price(wad("99"), index: 0)) {
            try DepthCurve(
                takenBy: .buy, levels: [.init(priceWad: wad("99"), sizeWad: 1)],
                referencePriceWad: wad("100"))
        }
        #expect(throws: DepthError.referencePrice(0)) {
            try DepthCurve(takenBy: .buy, levels: [], referencePriceWad: 0)
        }
    }

    @Test("refuses stretches and laws that are none, by place")
    func refusals() throws {
        #expect(throws: DepthError.stretchCount(0)) { try DepthCurve([]) }
        #expect(throws: DepthError.size(0, index: 1)) {
            try DepthCurve([Stretch(atWad: 1, sizeWad: 1), Stretch(atWad: 2, sizeWad: 0)])
        }
        #expect(throws: DepthError.size(.one << 112, index: 1)) {
            try DepthCurve([
                Stretch(atWad: 1, sizeWad: 1), Stretch(atWad: 2, sizeWad: .one << 112),
            ])
        }
        #expect(throws: DepthError.distance(nearWad: 1, farWad: 3, index: 1)) {
            try DepthCurve([
                Stretch(atWad: 2, sizeWad: 1), Stretch(nearWad: 1, farWad: 3, sizeWad: 1),
            ])
        }
        for exponent in [0.2, 4.5, .nan, .infinity, -1] {
            #expect(throws: DepthError.self) {
                try DepthCurve(
                    PowerLawDepth(sizeWad: wad("1"), exponent: exponent, distanceWadMax: wad("1")))
            }
        }
        #expect(throws: DepthError.size(0, index: 0)) {
            try DepthCurve(PowerLawDepth(sizeWad: 0, exponent: 1, distanceWadMax: wad("1")))
        }
        #expect(throws: DepthError.self) {
            try DepthCurve(
                PowerLawDepth(
                    sizeWad: .one << 112, exponent: 4, distanceWadMax: DepthCurve.distanceWadMax))
        }
    }
}

import Testing

@testable import Experiments

@Suite struct AttackAxisTests {
    @Test("bounds are read exactly, in steps that suit them")
    func bounds() throws {
        let whole = try AttackAxis("agents[0].count=1..30")
        #expect(whole.key == "agents[0].count")
        #expect(whole.lattice(99).map(whole.text(of:)) == (1...30).map(String.init))
        let decimal = try AttackAxis("size=-0.5..0.25")
        #expect(decimal.text(of: decimal.low) == "-0.5")
        #expect(decimal.text(of: decimal.high) == "0.25")
        #expect(decimal.text(of: decimal.ticks(at: 0.5)) == "-0.125")
        let share = try AttackAxis("depth=5%..50%")
        #expect(share.text(of: share.ticks(at: 0.3)) == "18.5%")
        let amount = try AttackAxis("capital=1_000..50_000")
        #expect(amount.text(of: amount.high) == "50000")
        #expect(amount.value(of: amount.high) == 50_000)
    }

    @Test("durations are written in the largest unit that holds them exactly")
    func durations() throws {
        let hold = try AttackAxis("hold=0..2m")
        #expect(hold.text(of: hold.low) == "0s")
        #expect(hold.text(of: hold.high) == "120s")
        #expect(hold.text(of: hold.ticks(at: 0.5)) == "60s")
        #expect(hold.text(of: hold.ticks(at: 0.1234567)) == "14815ms")
        #expect(hold.value(of: hold.high) == 120)
        let short = try AttackAxis("hold=250us..1.5ms")
        #expect(short.text(of: short.ticks(at: 0.5)) == "875us")
        #expect(short.text(of: short.high) == "1500us")
        let long = try AttackAxis("hold=1h..7d:linear")
        #expect(long.text(of: long.ticks(at: 0.5)) == "304200s")
    }

    @Test("wide positive ranges are searched by ratios, unless the text says otherwise")
    func scales() throws {
        #expect(try AttackAxis("a=1..100").scale == .logarithmic)
        #expect(try AttackAxis("a=1..99").scale == .linear)
        #expect(try AttackAxis("a=0..100").scale == .linear)
        #expect(try AttackAxis("a=1..100:linear").scale == .linear)
        let log = try AttackAxis("a=1.0..16.0:log")
        #expect(log.text(of: log.ticks(at: 0.25)) == "2")
        #expect(log.text(of: log.ticks(at: 0.5)) == "4")
        let wide = try AttackAxis("a=1000..5000000")
        #expect(wide.lattice(3).map(wide.text(of:)) == ["1000", "70711", "5000000"])
        // The root of 2 * 10^12 is 1,414,213.6.
        let large = try AttackAxis("a=100000..20000000")
        #expect(large.lattice(3).map(large.text(of:)) == ["100000", "1414200", "20000000"])
    }

    @Test(
        "positions, values and steps agree", arguments: ["a=1.0..500.0", "a=-3.0..9.0", "a=2s..9d"])
    func positions(text: String) throws {
        let axis = try AttackAxis(text)
        var before = -1.0
        for ticks in axis.lattice(50) {
            let position = axis.position(of: ticks)
            #expect(position > before && position <= 1)
            #expect(axis.ticks(at: position) == ticks)
            let value = axis.value(of: ticks)
            #expect(abs(axis.value(at: position) - value) <= 1e-9 * value.magnitude)
            before = position
        }
        #expect(axis.ticks(at: -0.1) == axis.low && axis.ticks(at: 1.1) == axis.high)
    }

    @Test(
        "texts that name no range are refused with the reason",
        arguments: [
            ("a", "no KEY="), ("=1..2", "no KEY="), ("a=1", "no two numbers"),
            ("a=1..x", "no two numbers"), ("a=1..2x", "different units"),
            ("a=..2", "no two numbers"), ("a=1e3..2e3", "different units"),
            ("a=5%..2", "different units"), ("a=1s..2%", "different units"),
            ("a=2..2", "not below"), ("a=3..2.5", "not below"), ("a=2s..1s", "not below"),
            ("a=1..2:cubic", "scale that is not known"), ("a=0..2:log", "needs LOW > 0"),
            ("a=1234567890123456789..2", "no two numbers"), ("a=1.2.3..4", "no two numbers"),
            ("a=1d..999999999999999d", "different units, or beyond"),
            ("a=1--2..3", "no two numbers"),
        ])
    func refusals(text: String, reason: String) {
        #expect { try AttackAxis(text) } throws: {
            "\($0)".contains(reason) && "\($0)".contains("'\(text)'")
        }
    }
}

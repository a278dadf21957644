import Foundation
import TestSupport
import Testing

@Suite struct OracleCommandTests {
    private func lines(_ arguments: String) throws -> [String] {
        let run = try Program.run(arguments.split(separator: " ").map(String.init))
        #expect(run.status == 0, "\(run.errors)")
        return run.output.split(separator: "\n").map(String.init)
    }

    @Test(
        "each cost is printed in rows",
        arguments: [
            (
                "spot --base 1000 --quote 2000000 --fee 3/1000 --factor 2",
                "2       829671.906397485621431668  292.582023400628594643  244507.859596228432145668"
            ),
            (
                "twap --quote 10000000 --factor 1.2 --held 5 --mean arithmetic",
                "arithmetic  5     7            16457513.11  10237157.84     51185789.2   0"
            ),
            ("proposer --share 0.3 --run 2", "0.3    2    0.907154158       2.79"),
            ("arbitrage --sigma 0.001 --fee 0 --value 1e6", "0.001  1.25e-07         0.125"),
            ("book --price 10 --depth 5 --exponent 1 --factor 2", "2       5     75     25"),
            (
                "perp --base 1000 --quote 2000000 --factor 1.3 --notional 0 --weight 1/2",
                "1.15           34466"
            ),
            (
                "ranges --price 1 --range 0.0001:10000:100 --factor 4",
                "4       100"
            ),
            ("updates --volatility 0.01 --window 100 --notional 1000", "100     0.07978845608"),
        ])
    func costs(arguments: String, row: String) throws {
        let printed = try lines("oracle cost " + arguments)
        #expect(printed.count == 2)
        #expect(printed.last?.hasPrefix(row) == true, "\(printed)")
        let document = try JSONSerialization.jsonObject(
            with: Data(try lines("oracle cost \(arguments) --json").joined().utf8))
        let rows = try #require((document as? [String: Any])?["rows"] as? [[String: String]])
        #expect(rows.count == 1)
        #expect(rows[0].values.contains(String(row.prefix { $0 != " " })))
    }

    @Test("the published tables are reproduced but for one figure")
    func tables() throws {
        let printed = try lines("oracle cost tables")
        #expect(printed.count == 3)
        #expect(printed.last == "156 of 157 published figures agree")
        #expect(try lines("oracle cost tables --all").count == 159)
    }

    @Test(
        "wrong numbers are refused by option, with what is allowed",
        arguments: [
            ("spot --base 0 --quote 1 --factor 2", "'--base <base>': it is above zero"),
            ("spot --base 1 --quote 1 --factor 1e13", "--factor 1e13: a price factor is"),
            ("spot --base 1e50 --quote 1 --factor 2", "--base 1e50: a reserve is"),
            ("spot --base 1 --quote 1 --factor 2 --fee 1", "'--fee <fee>': it is at least zero"),
            ("twap --quote 1 --factor 2 --fee 0.99999999999999999", "it is at least zero and"),
            ("twap --quote 1 --factor 2 --held 151", "--held is 151; it is from 1 to the window"),
            ("twap --quote 1 --factor 2 --mean best", "'--mean <mean>'"),
            ("proposer --share 1.5", "'--share <share>': it is from zero to one"),
            ("proposer --share 0.1 --run 0", "--run is 0; it is 1 or more"),
            ("ranges --price 1 --range 1:2 --factor 2", "it is LOW:HIGH:LIQUIDITY"),
            ("ranges --price 1 --range 3:2:1 --factor 2", "a range's lower tick is below"),
            ("book --price x --depth 1 --exponent 1 --factor 2", "is no decimal number"),
        ])
    func refusals(arguments: String, message: String) throws {
        let run = try Program.run(
            ("oracle cost " + arguments).split(separator: " ").map(String.init))
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains(message), "\(run.errors)")
    }

    @Test("check compares simulations and formulas")
    func check() throws {
        let run = try Program.run([
            "oracle", "check", "--epochs", "20000", "--blocks", "20000", "--json",
        ])
        #expect(run.status == 0)
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let rows = try #require((document as? [String: Any])?["rows"] as? [[String: Any]])
        #expect(rows.count == 61)
        #expect(rows.filter { ($0["unit"] as? String) == "wei" }.count == 24)
    }

    @Test("data is read, repaired by named rules, and refused with its place otherwise")
    func data() throws {
        let folder = try TemporaryFolder()
        let bars = "t_unix,open,high,low,close\n0,5,6,4,5\n60,5,7,5,6\n240,6,6,2,3\n"
        let path = try folder.write(bars, as: "bars.csv")
        let refused = try Program.run(["oracle", "data", path])
        #expect(refused.status == 3)
        #expect(refused.errors.contains("line 4, column 1 (t_unix): '240' comes after a gap of 2"))
        let held = try lines("oracle data \(path) --gaps hold:2")
        #expect(held.contains("rows          5") && held.contains("filled        2"))
        #expect(held.contains("gap: 1") && held.contains("lowest        2"))
        let ticks = try folder.write("when;what\n1000;1.5\n1001;nan\n", as: "ticks.csv")
        let columns = "--time when --price what --delimiter ;"
        let bad = try Program.run(
            "oracle data \(ticks) \(columns)".split(separator: " ").map(String.init))
        #expect(bad.status == 3)
        #expect(bad.errors.contains("line 3, column 2 (what): 'nan' is not a finite number"))
        let dropped = try lines("oracle data \(ticks) \(columns) --bad-rows drop")
        #expect(dropped.contains("rows          1") && dropped.contains("dropped       1"))
        let cases: [(String, String, Int32)] = [
            ("\(path) --gaps hold:0", "rows_max", 2), ("\(path) --gaps no", "hold:ROWS", 2),
            ("\(path) --price 3", "--time", 2), (folder.url.path, "is a folder", 3),
            ("\(path).no", "cannot be opened", 3), ("\(path) --step 0", "--step is 0", 2),
        ]
        for (options, message, status) in cases {
            let words = ("oracle data " + options).split(separator: " ").map(String.init)
            let run = try Program.run(words)
            #expect(run.status == status, "\(options)")
            #expect(run.errors.contains(message), "\(run.errors)")
        }
    }
}

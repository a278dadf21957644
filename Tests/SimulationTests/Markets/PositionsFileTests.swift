import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct PositionsFileTests {
    private static let header = "trader,market,size,margin,entry_price\n"

    private func read(_ text: String) throws(PositionsFileError) -> [PositionSettings] {
        try PositionsFile.positions(in: Array(text.utf8))
    }

    private func problem(_ rows: String) -> PositionsFileError? {
        do {
            _ = try read(Self.header + rows)
            return nil
        } catch { return error }
    }

    @Test("rows become positions")
    func good() throws {
        let text = "\u{feff}" + Self.header + "alice,eth,1.5,100,2000.25\r\n\nbob-1,btc,-2e-1,7.0,"
        let positions = try read(text)
        #expect(
            positions == [
                MarketWorld.position("alice", "eth", size: "1.5", margin: "100", entry: "2000.25"),
                MarketWorld.position("bob-1", "btc", size: "-0.2", margin: "7"),
            ])
        #expect(try read(Self.header).isEmpty)
    }

    @Test(
        "a file without the header is refused", arguments: ["", "\n\n", "a,b\n", "trader,market\n"])
    func header(text: String) {
        #expect(throws: PositionsFileError.self) { try read(text) }
    }

    @Test(
        "a bad field gives line, column and value",
        arguments: [
            ("a,m,1,2", "", "a,m,1,2"), ("a,m,1,2,3,4", "", "a,m,1,2,3,4"),
            (",m,1,2,3", "trader", ""), ("a b,m,1,2,3", "trader", "a b"),
            ("\"a\",m,1,2,3", "trader", "\"a\""), ("a,,1,2,3", "market", ""),
            ("a,m,0,2,3", "size", "0"), ("a,m,x,2,3", "size", "x"), ("a,m,,2,3", "size", ""),
            ("a,m,nan,2,3", "size", "nan"), ("a,m,1e30,2,3", "size", "1e30"),
            ("a,m,1e-19,2,3", "size", "1e-19"), ("a,m,1,-2,3", "margin", "-2"),
            ("a,m,1,0,", "margin", "0"), ("a,m,1,2,0", "entry_price", "0"),
            ("a,m,1,2,-3", "entry_price", "-3"), ("a,m,1,2, 3", "entry_price", " 3"),
        ])
    func bad(row: String, column: String, value: String) throws {
        let found = try #require(problem("b,m,1,1,1\n\n" + row + "\n"))
        #expect(found.line == 4)
        #expect(found.column == column)
        #expect(found.value == value)
        #expect(!found.allowed.isEmpty)
    }

    @Test("bytes that are no text are refused")
    func bytes() {
        let bytes = Array(Self.header.utf8) + [0xff, 0xfe, 0x2c] + Array("m,1,2,3\n".utf8)
        #expect(throws: PositionsFileError.self) { try PositionsFile.positions(in: bytes) }
    }

    @Test("at most a million rows are read")
    func many() throws {
        let row = Array("t,m,1,2,3\n".utf8)
        var bytes = Array(Self.header.utf8)
        for _ in 0..<PositionsFile.rowsMax { bytes += row }
        #expect(try PositionsFile.positions(in: bytes).count == PositionsFile.rowsMax)
        bytes += row
        #expect(throws: PositionsFileError.self) { try PositionsFile.positions(in: bytes) }
    }
}

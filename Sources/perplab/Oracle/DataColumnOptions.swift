import ArgumentParser
import PriceOracles

/// Where a file has its columns, for files that no known header describes.
struct DataColumnOptions: ParsableArguments {
    @Option(help: "The column of times; asks for --price or for --open to --close.")
    var time: String?

    @Option(help: "The column of prices, for ticks.")
    var price: String?

    @Option(help: "The column of opens, for bars.")
    var open: String?

    @Option(help: "The column of highs.")
    var high: String?

    @Option(help: "The column of lows.")
    var low: String?

    @Option(help: "The column of closes.")
    var close: String?

    @Option(help: "The column of base volumes of bars, or of sizes of ticks.")
    var volume: String?

    @Option(help: "What stands between fields: one character, or tab.")
    var delimiter = ","

    @Option(help: "The unit of times: seconds, milliseconds, microseconds; told by their size.")
    var timeUnit: TimeUnit?

    /// The format that the options describe.
    func format() throws -> DataFormat {
        let named = [price, open, high, low, close, volume].compactMap(\.self)
        guard let time else {
            if !named.isEmpty || delimiter != "," || timeUnit != nil {
                throw ValidationError("--time: the column of times is to be named as well")
            }
            return .recognized()
        }
        if let price {
            if open != nil || high != nil || low != nil || close != nil {
                throw ValidationError("--price is for ticks, --open to --close are for bars")
            }
            return .columns(
                .ticks(
                    time: name(time), price: name(price), size: volume.map(name),
                    delimiter: try delimiterByte(), timeUnit: timeUnit))
        }
        guard let open, let high, let low, let close else {
            throw ValidationError("--time: it needs --price, or --open, --high, --low and --close")
        }
        return .columns(
            .bars(
                time: name(time), open: name(open), high: name(high), low: name(low),
                close: name(close), volumeBase: volume.map(name), delimiter: try delimiterByte(),
                timeUnit: timeUnit))
    }

    /// A place from zero where the text is a number, otherwise a name of the header.
    private func name(_ text: String) -> ColumnName {
        Int(text).map { .at($0) } ?? .named(text)
    }

    private func delimiterByte() throws -> UInt8 {
        if delimiter == "tab" { return UInt8(ascii: "\t") }
        guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first else {
            throw ValidationError("--delimiter is one ASCII character, or tab")
        }
        return byte
    }
}

extension TimeUnit: ExpressibleByArgument {}

/// Which field of a line means what, as its first line told.
struct ColumnLayout: Hashable, Sendable {
    let kind: DataKind
    /// Places by role.
    private(set) var places: [ColumnRole: Int]
    /// Places of the levels of a book: bid price, bid size, ask price, ask size.
    private(set) var levels: [[Int]] = []
    /// Fields that each row has.
    let fieldCount: Int
    /// The names in the header, cut and plain as `DataPlace` has values; empty without one.
    private(set) var header: [String] = []
    /// The unit of times that the format fixes; nil to tell it by magnitude.
    private(set) var timeUnit: TimeUnit?

    /// The place of a role, where the file has it.
    func place(_ role: ColumnRole) -> Int? { places[role] }

    /// The name of a column in the header.
    func name(_ place: Int) -> String? { header.indices.contains(place) ? header[place] : nil }

    /// The names of columns without a role.
    var unreadColumns: [String] {
        let read = Set(places.values).union(levels.joined())
        return header.indices.filter { !read.contains($0) }.map { header[$0] }
    }
}

extension ColumnLayout {
    /// The places of Binance's klines.
    private static let klines: [ColumnRole: Int] = [
        .time: 0, .open: 1, .high: 2, .low: 3, .close: 4, .volumeBase: 5, .volumeQuote: 7,
        .trades: 8,
    ]
    private static let klineFields = 12

    /// Reads the layout from the first line that is not blank.
    /// - Throws: the problem, and the field where it lies if it lies in one.
    static func resolve(
        _ fields: [ArraySlice<UInt8>], as format: DataFormat
    ) throws(LayoutFailure) -> ColumnLayout {
        switch format {
        case .recognized(let wanted):
            let layout = try recognized(fields)
            if let wanted, wanted != layout.kind {
                throw LayoutFailure(.wrongKind(found: layout.kind, wanted: wanted))
            }
            return layout
        case .binanceKlines:
            if fields.count != klineFields {
                throw LayoutFailure(.fieldCount(found: fields.count, wanted: klineFields))
            }
            return asKlines(fields)
        case .columns(let map):
            return try mapped(fields, map)
        }
    }

    private static func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
        (try? ExactDecimal(field)) != nil
    }

    /// The names as they are compared: their bytes, with ASCII letters in lower case.
    private static func names(_ fields: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        fields.map { ArraySlice(folded($0)) }
    }

    private static func folded(_ name: some Sequence<UInt8>) -> [UInt8] {
        name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func asKlines(_ fields: [ArraySlice<UInt8>]) -> ColumnLayout {
        var layout = ColumnLayout(kind: .bars, places: klines, fieldCount: klineFields)
        if !fields.contains(where: isNumber) { layout.header = names(fields).map(DataPlace.text) }
        return layout
    }
}

// MARK: - By names

extension ColumnLayout {
    /// Kinds with the columns that they must and may have; the first whose needs are met is it.
    private static let kinds: [(kind: DataKind, needed: [ColumnRole], optional: [ColumnRole])] = [
        (.deleveraging, [.coin, .base, .notional, .closedProfit, .fills, .meanPrice], []),
        (.cascade, [.time, .secondsSinceFirst, .liquidations, .deleveragings], []),
        (.fundingRates, [.time, .fundingRate], []),
        (.depthBands, [.time, .percentage, .bandDepth, .bandNotional], []),
        (.bars, [.time, .open, .high, .low, .close], [.volumeBase, .volumeQuote, .trades]),
        (.ticks, [.time, .price], [.size, .side]),
    ]

    private static func recognized(
        _ fields: [ArraySlice<UInt8>]
    ) throws(LayoutFailure) -> ColumnLayout {
        // A file without a header may hold bad numbers in its first row too.
        if fields.count == klineFields, isNumber(fields[0]) { return asKlines(fields) }
        let header = names(fields)
        let levels = try levels(header)
        if !levels.isEmpty, let time = try place(of: .time, in: header) {
            var layout = ColumnLayout(kind: .depth, places: [.time: time], fieldCount: header.count)
            layout.levels = levels
            return layout.headed(by: header)
        }
        for (kind, needed, optional) in kinds {
            var places: [ColumnRole: Int] = [:]
            for role in needed { places[role] = try place(of: role, in: header) }
            guard places.count == needed.count else { continue }
            for role in optional { places[role] = try place(of: role, in: header) }
            return ColumnLayout(kind: kind, places: places, fieldCount: header.count)
                .headed(by: header)
        }
        throw LayoutFailure(.unrecognizedFormat)
    }

    /// With a header, whose name for the time may tell the unit.
    private func headed(by header: [ArraySlice<UInt8>]) -> ColumnLayout {
        var layout = self
        layout.header = header.map(DataPlace.text)
        switch places[.time].map({ layout.header[$0] }) {
        case "t_unix"?: layout.timeUnit = .seconds
        case "t_ms"?: layout.timeUnit = .milliseconds
        default: break
        }
        return layout
    }

    private static func place(
        of role: ColumnRole, in header: [ArraySlice<UInt8>]
    ) throws(LayoutFailure) -> Int? {
        for name in role.names {
            if let place = try place(named: name, in: header) { return place }
        }
        return nil
    }

    private static func place(
        named name: String, in header: [ArraySlice<UInt8>]
    ) throws(LayoutFailure) -> Int? {
        let wanted = ArraySlice(folded(name.utf8))
        guard let place = header.firstIndex(of: wanted) else { return nil }
        if let second = header[(place + 1)...].firstIndex(of: wanted) {
            throw LayoutFailure(.doubledColumn(name), place: second)
        }
        return place
    }

    /// Levels of a book, from `bid_px_0` on as far as they go.
    private static func levels(_ header: [ArraySlice<UInt8>]) throws(LayoutFailure) -> [[Int]] {
        var levels: [[Int]] = []
        while header.count >= 4 * levels.count + 4 {
            let names = ["bid_px", "bid_qty", "ask_px", "ask_qty"].map { "\($0)_\(levels.count)" }
            // A level is there with all of its columns or not at all.
            if !names.contains(where: { header.contains(ArraySlice($0.utf8)) }) { break }
            var places: [Int] = []
            for name in names {
                guard let place = try place(named: name, in: header) else {
                    throw LayoutFailure(.missingColumn(name))
                }
                places.append(place)
            }
            levels.append(places)
        }
        return levels
    }
}

// MARK: - By a map

extension ColumnLayout {
    private static func mapped(
        _ fields: [ArraySlice<UInt8>], _ map: ColumnMap
    ) throws(LayoutFailure) -> ColumnLayout {
        let header = names(fields)
        var places: [ColumnRole: Int] = [:]
        var isHeaded = false
        for role in ColumnRole.allCases {
            switch map.columns[role] {
            case nil: break
            case .at(let place)?:
                if place >= fields.count {
                    throw LayoutFailure(.fieldCount(found: fields.count, wanted: place + 1))
                }
                places[role] = place
            case .named(let name)?:
                isHeaded = true
                guard let place = try place(named: name, in: header) else {
                    throw LayoutFailure(.missingColumn(name))
                }
                places[role] = place
            }
        }
        isHeaded = isHeaded || !places.values.contains { isNumber(fields[$0]) }
        var layout = ColumnLayout(kind: map.kind, places: places, fieldCount: fields.count)
        layout.header = isHeaded ? header.map(DataPlace.text) : []
        layout.timeUnit = map.timeUnit
        return layout
    }
}

/// Why a first line gives no layout.
struct LayoutFailure: Error {
    let problem: DataProblem
    let place: Int?

    init(_ problem: DataProblem, place: Int? = nil) {
        self.problem = problem
        self.place = place
    }
}

import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// A position that stands at the genesis, as it came out.
struct GenesisPosition: Hashable {
    /// Its trader's name in the scenario.
    let trader: String
    /// Its account.
    let account: Address
    /// The market's place.
    let market: Int
    /// Base that was reached, wad; a few wei beside what was asked for where it was opened by a call.
    let sizeWad: Int256
    /// What it was opened for, wad.
    let openNotionalWad: UInt256
    /// Whether it was opened by a call in the genesis block.
    let isOpened: Bool
}

/// Positions at the genesis: those with a price of entry are set, the others opened by calls.
///
/// All that are set come first, whatever their order, and the market's configured price is its mark
/// then; calls move it on.
extension MarketAssembly {
    /// Places all positions.
    ///
    /// - Parameters:
    ///   - account: the account of a trader by its name.
    ///   - keyPath: what a position's number is called in problems.
    /// - Throws: the first row that cannot stand, with the reason or the text of its revert.
    func place(
        _ positions: [PositionSettings], account: (String) -> Address,
        maker: (Int) -> Address? = { _ in nil },
        keyPath: (Int) -> String = { "positions[\($0)]" }
    ) throws(ScenarioProblem) -> [GenesisPosition] {
        var rows: [Row] = []
        rows.reserveCapacity(positions.count)
        var places: [String: Int] = [:]
        for market in markets { places[market.name] = market.index }
        for (number, settings) in positions.enumerated() {
            guard let place = places[settings.market] else {
                throw ScenarioProblem(
                    "\(keyPath(number)).market", settings.market,
                    "one of \(markets.map(\.name).joined(separator: ", "))")
            }
            if settings.sizeWad.isZero {
                throw ScenarioProblem("\(keyPath(number)).size", "0", "any size but zero")
            }
            rows.append(
                Row(
                    keyPath: keyPath(number), settings: settings,
                    account: account(settings.trader), place: place))
        }
        let inBooks = rows.filter { markets[$0.place].exchange != nil }
        rows.removeAll { markets[$0.place].exchange != nil }
        var traders = Set<Address>(minimumCapacity: rows.count)
        approve(rows.map(\.account).filter { traders.insert($0).inserted })
        try placeRecorded(rows.filter { $0.settings.entryPriceWad != nil })
        // Words that were never written name block 0, in which nobody was liquidated.
        setRestrictionBlock(.max)
        defer { setRestrictionBlock(0) }
        var made: [GenesisPosition] = []
        made.reserveCapacity(rows.count)
        for row in rows {
            made.append(
                row.settings.entryPriceWad == nil ? try open(row) : try row.asRecorded())
        }
        for market in markets where market.exchange != nil {
            let own = inBooks.filter { $0.place == market.index }.map {
                BookRow(keyPath: $0.keyPath, settings: $0.settings, account: $0.account)
            }
            made += try place(own, on: market, maker: maker(market.index))
        }
        return made
    }

    private func setRestrictionBlock(_ number: UInt64) {
        let state = ground.host.state
        for (_, market) in reference?.markets ?? [] {
            market.setRestrictionBlock(number, in: state)
        }
        for group in perpV1 {
            for (_, amm, _) in group.markets {
                group.deployment.clearingHouse.setRestrictionBlock(number, of: amm, in: state)
            }
        }
    }

    /// A position of the scenario with its places.
    private struct Row {
        let keyPath: String
        let settings: PositionSettings
        let account: Address
        let place: Int

        /// What it was opened for, rounded against the trader.
        func placed() throws(ScenarioProblem) -> PlacedPosition {
            let price = settings.entryPriceWad ?? .zero
            let size = settings.sizeWad
            let notional =
                size.isNegative
                ? try? size.magnitude.mulDivDown(price, .wad)
                : try? size.magnitude.mulDivUp(price, .wad)
            guard let notional else {
                throw ScenarioProblem(
                    "\(keyPath).entry_price", "\(price) wei",
                    "a notional below 2^256 wei")
            }
            return PlacedPosition(
                trader: account, sizeWad: size, marginWad: settings.marginWad,
                openNotionalWad: notional)
        }

        func asRecorded() throws(ScenarioProblem) -> GenesisPosition {
            GenesisPosition(
                trader: settings.trader, account: account, market: place,
                sizeWad: settings.sizeWad, openNotionalWad: try placed().openNotionalWad,
                isOpened: false)
        }
    }

    // MARK: - Set

    private func placeRecorded(_ rows: [Row]) throws(ScenarioProblem) {
        if rows.isEmpty { return }
        var byMarket = markets.map { _ in [Row]() }
        for row in rows { byMarket[row.place].append(row) }
        let (token, state) = (ground.collateral, ground.host.state)
        if let reference {
            try place(reference.markets, byMarket) { (books) throws(PlacementFailure) in
                try reference.house.place(books, token: token, in: state)
            }
        }
        for group in perpV1 {
            try place(group.markets.map { ($0.0, $0.1) }, byMarket) {
                (books) throws(PlacementFailure) in
                try group.deployment.clearingHouse.place(books, token: token, in: state)
            }
        }
    }

    private func place<Market>(
        _ markets: [(Int, Market)], _ rows: [[Row]],
        _ body: ([(market: Market, positions: [PlacedPosition])]) throws(PlacementFailure) -> Void
    ) throws(ScenarioProblem) {
        var books: [(market: Market, positions: [PlacedPosition])] = []
        for (place, market) in markets {
            var positions: [PlacedPosition] = []
            positions.reserveCapacity(rows[place].count)
            for row in rows[place] { positions.append(try row.placed()) }
            books.append((market, positions))
        }
        do throws(PlacementFailure) {
            try body(books)
        } catch {
            let own = rows[markets[error.book].0]
            switch error.reason {
            case .sizeIsZero(let number), .placedTwice(let number), .tooLarge(let number):
                throw ScenarioProblem(
                    own[number].keyPath, own[number].settings.trader, "\(error.reason)")
            case .curveRunsDry, .vaultIsNegative, .supplyTooLarge:
                throw ScenarioProblem(
                    "positions", settings[markets[error.book].0].name, "\(error.reason)")
            }
        }
    }

    // MARK: - Opened

    /// Opens a position by a call on behalf of its trader, who is given margin and fee.
    private func open(_ row: Row) throws(ScenarioProblem) -> GenesisPosition {
        let market = markets[row.place]
        let (host, block) = (ground.host, ground.block)
        let quote = market.design.quote(in: host, block: block)
        let (size, margin) = (row.settings.sizeWad, row.settings.marginWad)
        if margin.isZero {
            throw ScenarioProblem("\(row.keyPath).margin", "0", "a positive margin")
        }
        guard let notional = quote.moneyWad(forBaseWad: size),
            let leverage = try? notional.mulDivDown(.wad, margin),
            let fee = try? notional.mulDivUp(quote.tradeFeeWad, .wad)
        else {
            throw ScenarioProblem(
                "\(row.keyPath).size", "\(size) wei", "less than the curve of \(market.name) holds")
        }
        // Two fees are each rounded up.
        try ground.mint(
            margin &+ fee &+ 2, to: row.account, keyPath: "\(row.keyPath).margin")
        let before = market.design.position(of: row.account, in: host, block: block)
        let intent = market.open(
            isLong: !size.isNegative, marginWad: margin, leverageWad: leverage)
        let outcome = host.execute(
            Message(sender: row.account, recipient: intent.recipient, data: intent.data), in: block)
        if let revert = outcome.revert {
            throw ScenarioProblem(row.keyPath, row.settings.trader, "opening it fails: \(revert)")
        }
        let after = market.design.position(of: row.account, in: host, block: block)
        let reached = (after?.sizeWad ?? .zero) &- (before?.sizeWad ?? .zero)
        return GenesisPosition(
            trader: row.settings.trader, account: row.account, market: row.place,
            sizeWad: reached, openNotionalWad: after?.openNotionalWad ?? .zero, isOpened: true)
    }
}

extension MarketQuote {
    /// Money that an amount of base costs, or brings where it is negative, on the curve; wad.
    /// - Returns: nil where the curve does not hold it.
    func moneyWad(forBaseWad base: Int256) -> UInt256? {
        let pool = ConstantProduct(
            quoteReserveWad: quoteReserveWad, baseReserveWad: baseReserveWad)
        let direction = base.isNegative ? PoolDirection.add : .remove
        guard let quote = try? pool.quote(forBaseWad: base.magnitude, direction) else { return nil }
        return base.isNegative
            ? try? quote.mulDivDown(pegWad, .wad) : try? quote.mulDivUp(pegWad, .wad)
    }
}

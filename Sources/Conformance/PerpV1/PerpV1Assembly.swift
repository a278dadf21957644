import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

/// Places the contracts of a setup in a world.
///
/// What a contract's owner can set is set by transactions in the setup's block.
struct PerpV1Assembly {
    let world: PerpV1World

    var host: ContractHost { world.host }

    /// Places everything that the setup lists.
    func deploy(_ setup: PerpV1Setup, scriptAccounts: [String]) throws(VectorFileError) {
        try placing("setup") {
            _ = try PerpV1TestHooks(at: world.account(PerpV1TestHooks.name), in: host)
            for name in scriptAccounts {
                _ = try ScriptAccount(at: world.account(name), in: host)
            }
        }
        // Only the traces give addresses; their token is a mock of its own.
        let isTrace = setup.addresses != nil
        for token in setup.tokens ?? [] { try place(token, isTraceMock: isTrace) }
        for oracle in setup.oracles ?? [] { try place(oracle) }
        for stub in setup.ammStubs ?? [] { try place(stub) }
        if let exchange = setup.exchange { try place(exchange) }
        try placeFeeds(setup)
        try placeMarket(setup)
    }

    /// Names the contract of an error.
    func placing(_ name: String, _ body: () throws -> Void) throws(VectorFileError) {
        do {
            try body()
        } catch {
            throw VectorFileError(place: name, reason: "\(error)")
        }
    }

    /// Makes the owner do a call that must succeed.
    func set(
        _ contract: String, by owner: String, _ call: String, _ arguments: JSONValue...
    ) throws(VectorFileError) {
        let receipt = world.execute(try world.call(contract, call, arguments), from: owner)
        guard receipt.outcome.isSuccess else {
            throw VectorFileError(place: "\(contract).\(call)", reason: "\(receipt.reply)")
        }
    }

    // MARK: - Tokens and mocks

    private func place(
        _ token: PerpV1Setup.Token, isTraceMock: Bool
    ) throws(VectorFileError) {
        try placing(token.name) {
            var behaviour = TokenBehaviour.openZeppelin
            if isTraceMock {
                behaviour = .traceMock
            } else if token.approveRequiresZeroReset == true {
                behaviour = .tether(feeRecipient: world.names.address("admin"))
            }
            behaviour.anyoneMayMint = true
            let contract = try ERC20Token(
                at: world.names.address(token.name), in: host, name: token.name,
                symbol: token.symbol ?? token.name, decimals: token.decimals,
                owner: world.names.address("admin"), behaviour: behaviour)
            for (holder, balance) in sorted(token.balances) {
                try contract.setGenesisBalance(
                    balance.value, of: world.names.address(holder), in: host.state)
            }
            for allowance in token.allowances ?? [] {
                contract.setGenesisAllowance(
                    allowance.amount.value, of: world.names.address(allowance.owner),
                    for: world.names.address(allowance.spender), in: host.state)
            }
        }
    }

    private func place(_ oracle: PerpV1Setup.Oracle) throws(VectorFileError) {
        guard oracle.kind == "settable" else {
            throw VectorFileError(place: oracle.name, reason: "kind \(oracle.kind) is not known")
        }
        try placing(oracle.name) {
            _ = try SettablePriceFeed(
                at: world.names.address(oracle.name), in: host, priceWad: oracle.priceWad.value,
                twapPriceWad: oracle.twapPriceWad.value)
        }
    }

    private func place(_ stub: PerpV1Setup.AmmStub) throws(VectorFileError) {
        try placing(stub.name) {
            _ = try AmmStub(
                at: world.account(stub.name), in: host,
                quoteAsset: stub.quoteToken.map { world.names.address($0) } ?? .zero)
        }
    }

    private func place(_ exchange: PerpV1Setup.Exchange) throws(VectorFileError) {
        try placing(exchange.name) {
            _ = try ExchangeMock(
                at: world.account(exchange.name), in: host, ratioWad: exchange.swapRatioWad.value)
        }
    }

    private func placeFeeds(_ setup: PerpV1Setup) throws(VectorFileError) {
        if let feed = setup.l2PriceFeed {
            try placing(feed.name) {
                _ = try BridgeMock(
                    at: world.names.address(feed.bridge), in: host,
                    messageSender: world.names.address(feed.rootBridge))
                _ = try L2PriceFeed(
                    at: world.names.address(feed.name), in: host,
                    owner: world.names.address(feed.owner),
                    bridge: world.names.address(feed.bridge),
                    rootBridge: world.names.address(feed.rootBridge))
            }
        }
        if let feed = setup.chainlinkPriceFeed {
            try placing(feed.name) {
                _ = try ChainlinkPriceFeed(
                    at: world.names.address(feed.name), in: host,
                    owner: world.names.address(feed.owner))
            }
        }
        for aggregator in setup.aggregators ?? [] {
            try placing(aggregator.name) {
                _ = try AggregatorMock(
                    at: world.names.address(aggregator.name), in: host,
                    decimals: aggregator.decimals)
            }
        }
    }
}

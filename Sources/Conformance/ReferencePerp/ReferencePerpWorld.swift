import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

/// The contracts of one case on a state of their own, called by the names of the file.
final class ReferencePerpWorld {
    private let names: ReferencePerpNames
    private let host: ContractHost
    private var block: BlockEnvironment
    private let token: ERC20Token
    private let feeds: [String: SettablePriceFeed]
    private let contracts: ReferencePerpContracts

    /// Gas decides nothing in these cases.
    private static let gasLimit: UInt64 = 1 << 40

    /// The setup's contracts at its time.
    init(_ setup: ReferencePerpSetup) throws(VectorFileError) {
        guard let schedule = GasSchedule(.london) else {
            throw VectorFileError(reason: "no gas schedule")
        }
        names = setup.names
        host = ContractHost(state: WorldState(historyBlocks: 0), schedule: schedule)
        block = BlockEnvironment(number: setup.block, timestampSeconds: setup.timestampSeconds)
        token = try Self.token(setup, in: host)
        feeds = try Self.feeds(setup, in: host)
        contracts = try ReferencePerpContracts(setup, in: host, block: block)
    }

    /// A token in which every account has approved everything, and the house has the funds' balances.
    private static func token(
        _ setup: ReferencePerpSetup, in host: ContractHost
    ) throws(VectorFileError) -> ERC20Token {
        do {
            let token = try ERC20Token(
                at: ReferencePerpNames.token, in: host, name: "token", symbol: "TOKEN")
            for balance in setup.balances {
                try token.setGenesisBalance(
                    balance.balanceWad, of: setup.names.address(known: balance.account),
                    in: host.state)
            }
            var vault = UInt256.zero
            for fund in setup.funds { vault = try vault + fund.balanceWad }
            try token.setGenesisBalance(vault, of: ReferencePerpNames.house, in: host.state)
            for account in setup.names.lists[.account, default: []] {
                token.setGenesisAllowance(
                    .max, of: setup.names.address(known: account), for: ReferencePerpNames.house,
                    in: host.state)
            }
            return token
        } catch {
            throw VectorFileError(place: "balances and funds", reason: "\(error)")
        }
    }

    private static func feeds(
        _ setup: ReferencePerpSetup, in host: ContractHost
    ) throws(VectorFileError) -> [String: SettablePriceFeed] {
        var feeds: [String: SettablePriceFeed] = [:]
        for feed in setup.feeds {
            do throws(ABIDeclarationError) {
                feeds[feed.name] = try SettablePriceFeed(
                    at: setup.names.address(known: feed.name), in: host, priceWad: feed.priceWad,
                    twapPriceWad: feed.priceWad, timestampSeconds: feed.updatedAtSeconds)
            } catch {
                throw VectorFileError(place: "feeds.\(feed.name)", reason: "\(error)")
            }
        }
        return feeds
    }

    // MARK: - Steps

    /// Goes on in a later block, or at a later time.
    func advance(seconds: UInt64, blocks: UInt64, _ place: String) throws(VectorFileError) {
        let (time, isTooLate) = block.timestampSeconds.addingReportingOverflow(seconds)
        let (number, isTooHigh) = block.number.addingReportingOverflow(blocks)
        if isTooLate || isTooHigh {
            throw VectorFileError(place: place, reason: "goes beyond 64 bits of time or height")
        }
        block.timestampSeconds = time
        block.number = number
    }

    /// Makes a feed answer otherwise.
    func setFeed(
        _ json: PlacedJSON, priceWad: UInt256, updatedAtSeconds: UInt256
    ) throws(VectorFileError) {
        let address = try names.address(json, .feed)
        guard let setLatest = feeds[names.name(address)]?.abi.function(named: "setLatest") else {
            throw VectorFileError(place: json.place, reason: "cannot be set")
        }
        do throws(ABIEncodingError) {
            let data = try setLatest.encodeCall([.uint(priceWad), .uint(updatedAtSeconds)])
            let outcome = host.execute(
                Message(sender: .zero, recipient: address, data: data), in: block)
            precondition(outcome.isSuccess, "a feed refused a price")
        } catch {
            throw VectorFileError(place: json.place, reason: "\(error)")
        }
    }

    /// What a transaction came to.
    enum Receipt {
        /// Events as the files write them, and those of a market that the call did not name.
        case succeeded(events: [JSONValue], strangers: [String])
        case reverted(reason: String)
    }

    /// Runs a transaction.
    func execute(_ call: ReferencePerpCall) throws(VectorFileError) -> Receipt {
        let message = Message(
            sender: try call.sender(names), recipient: ReferencePerpNames.house,
            data: try call.data(ReferencePerpContracts.houseABI, names),
            gasLimit: Self.gasLimit)
        let market = try call.market.map { json throws(VectorFileError) in
            try names.addressOrNone(json, .market)
        }
        let outcome = host.execute(message, in: block)
        if let revert = outcome.revert { return .reverted(reason: revert.reasonText) }
        let emitters = [ReferencePerpNames.house, market]
        let logs = (0..<outcome.logs.count).map { outcome.logs.log($0, in: host.state) }
            .filter { $0.address != ReferencePerpNames.token }
        return .succeeded(
            events: logs.map { ReferencePerpEvents.written($0, contracts, names) },
            strangers: logs.filter { !emitters.contains($0.address) }
                .map { names.name($0.address) })
    }

    // MARK: - Reading

    /// The prices and positions of a market.
    func riskJSON(
        of market: PlacedJSON, truePriceWad: UInt256?
    ) throws(VectorFileError) -> Result<JSONValue, Revert> {
        contracts.risk(
            of: try names.address(market, .market), truePriceWad: truePriceWad, names, in: host,
            block: block)
    }

    /// The state as the files write it.
    var stateJSON: JSONValue {
        let accounts = names.lists[.account, default: []]
        var balances: [String: JSONValue] = [:]
        for name in accounts {
            let account = host.state.account(names.address(known: name))
            balances[name] = .text(token.balanceRaw(of: account, in: host.state))
        }
        var members = contracts.state(names, in: host.state)
        members["clock"] = .object([
            "timestamp": .text(block.timestampSeconds), "block": .text(block.number),
        ])
        members["balances"] = .object(balances)
        // The vault is what the house has of the token; that it says so itself is compared as well.
        let vault = JSONValue.text(
            token.balanceRaw(of: host.state.account(ReferencePerpNames.house), in: host.state))
        if members["vault"] != vault { members["vault_in_tokens"] = vault }
        return .object(members)
    }
}

extension JSONValue {
    /// A number as the files write it.
    static func text(_ number: some CustomStringConvertible) -> JSONValue {
        .string(number.description)
    }
}

import EthereumPrimitives
import JSONText
import Simulation
import WideIntegers

/// Where everything is that a bot needs: the file `deployment.json`.
///
/// One JSON object: `schema`, `scenario`, `seed`, `version`, `chainId`, `startBlock`, `startTimestamp`,
/// `rpc` (`http`, `ws`), `contracts` by name with `address` and `abi`, `markets` with the addresses that
/// belong together, and `accounts` with keys. Addresses are written as EIP-55 has them, since web3.py
/// takes no other.
public struct Deployment {
    /// Names the shape of the file.
    public static let schema = "perplab-deployment/1"

    /// The world.
    public let world: SimulationWorld
    /// What the program is.
    public let version: String
    /// Where it answers; empty when it does not.
    public let httpURL: String, webSocketURL: String
    /// Accounts whose keys are handed out.
    public let accounts: [DevelopmentAccount]

    /// The deployment of a world.
    public init(
        of world: SimulationWorld, version: String, httpURL: String, webSocketURL: String,
        accounts: [DevelopmentAccount]
    ) {
        self.world = world
        self.version = version
        self.httpURL = httpURL
        self.webSocketURL = webSocketURL
        self.accounts = accounts
    }

    /// The file's contents.
    public var json: JSONValue {
        .object([
            .init("schema", .text(Deployment.schema)),
            .init("scenario", .text(world.scenario.name)),
            .init("seed", .integer(world.options.seed)),
            .init("version", .text(version)),
            .init("chainId", .integer(world.chain.settings.chainID)),
            .init("startBlock", .integer(0)),
            .init("startTimestamp", .integer(world.scenario.startTime.seconds)),
            .init(
                "rpc",
                .object([
                    .init("http", .text(httpURL)), .init("ws", .text(webSocketURL)),
                ])),
            .init("contracts", .object(world.contracts.map(Deployment.contract))),
            .init("markets", .list(markets)),
            .init("accounts", .list(accounts.map(Deployment.account))),
        ])
    }

    private static func contract(_ contract: WorldContract) -> JSONValue.Member {
        var reader = JSONReader(Array(contract.abi.json.utf8))
        // The ABI's text is JSON of our own making.
        let abi = (try? reader.document()) ?? .list([])
        return .init(
            contract.name,
            .object([.init("address", .text(contract.address.checksummed)), .init("abi", abi)]))
    }

    private var markets: [JSONValue] {
        zip(world.markets, world.scenario.markets).compactMap { market, settings in
            if market.exchange != nil { return nil }
            let feed = world.feedAddresses.first { $0.name == settings.feed }?.address
            return .object([
                .init("name", .text(market.name)),
                .init("design", .text(Deployment.word(settings.design))),
                .init("market", .text(market.address.checksummed)),
                .init("house", .text(market.house.checksummed)),
                .init("fund", .text(market.fund.checksummed)),
                .init("collateral", .text(market.collateral.checksummed)),
                .init("feed", .optional(feed?.checksummed)),
            ])
        }
    }

    private static func word(_ design: MarketDesign) -> String {
        switch design {
        case .perpV1: "perp-v1"
        case .reference: "reference"
        case .orderBook: "order-book"
        }
    }

    private static func account(_ account: DevelopmentAccount) -> JSONValue {
        .object([
            .init("address", .text(account.address.checksummed)),
            .init("privateKey", .text(account.keyText)),
        ])
    }
}

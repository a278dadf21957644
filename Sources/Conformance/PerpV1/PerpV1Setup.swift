/// What exists before the first step: accounts, tokens, feeds and contracts with their parameters.
struct PerpV1Setup: Decodable, Sendable {
    let clock: Clock
    /// Addresses by name; other names get one made of their hash.
    let addresses: [String: HexAddress]?
    let tokens: [Token]?
    let oracles: [Oracle]?
    let amms: [Amm]?
    let clearingHouse: ClearingHouse?
    let insuranceFund: InsuranceFund?
    let ammStubs: [AmmStub]?
    let exchange: Exchange?
    let l2PriceFeed: L2PriceFeed?
    let chainlinkPriceFeed: Owned?
    let aggregators: [Aggregator]?
    let erc20Tool: Named?

    enum CodingKeys: String, CodingKey {
        case clock, addresses, tokens, oracles, amms, exchange, aggregators
        case clearingHouse = "clearing_house"
        case insuranceFund = "insurance_fund"
        case ammStubs = "amm_stubs"
        case l2PriceFeed = "l2_price_feed"
        case chainlinkPriceFeed = "chainlink_price_feed"
        case erc20Tool = "erc20_tool"
    }

    /// Time and height of the first block.
    struct Clock: Decodable, Sendable {
        let timestamp: DecimalNumber
        let block: DecimalNumber
    }

    struct Named: Decodable, Sendable {
        let name: String
    }

    struct Owned: Decodable, Sendable {
        let name: String
        let owner: String
    }

    struct Token: Decodable, Sendable {
        let name: String
        let symbol: String?
        /// nil for a token without the function.
        let decimals: UInt8?
        let balances: [String: DecimalNumber]
        let allowances: [Allowance]?
        let approveRequiresZeroReset: Bool?

        enum CodingKeys: String, CodingKey {
            case name, symbol, decimals
            case balances = "balances_raw"
            case allowances = "allowances_raw"
            case approveRequiresZeroReset = "approve_requires_zero_reset"
        }
    }

    struct Allowance: Decodable, Sendable {
        let owner: String
        let spender: String
        let amount: DecimalNumber
    }

    struct Oracle: Decodable, Sendable {
        let name: String
        let kind: String
        let priceWad: DecimalNumber
        let twapPriceWad: DecimalNumber

        enum CodingKeys: String, CodingKey {
            case name, kind
            case priceWad = "price"
            case twapPriceWad = "twap_price"
        }
    }

    struct AmmStub: Decodable, Sendable {
        let name: String
        let quoteToken: String?

        enum CodingKeys: String, CodingKey {
            case name
            case quoteToken = "quote_token"
        }
    }

    struct Exchange: Decodable, Sendable {
        let name: String
        let swapRatioWad: DecimalNumber

        enum CodingKeys: String, CodingKey {
            case name
            case swapRatioWad = "swap_ratio"
        }
    }

    struct L2PriceFeed: Decodable, Sendable {
        let name: String
        let owner: String
        let bridge: String
        let rootBridge: String

        enum CodingKeys: String, CodingKey {
            case name, owner, bridge
            case rootBridge = "root_bridge"
        }
    }

    struct Aggregator: Decodable, Sendable {
        let name: String
        let decimals: UInt8
    }
}

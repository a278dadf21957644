/// The parameters of the market's three contracts.
extension PerpV1Setup {
    struct Amm: Decodable, Sendable {
        let name: String
        let owner: String
        let quoteToken: String
        let oracle: String
        let priceFeedKey: String
        let quoteReserve: DecimalNumber
        let baseReserve: DecimalNumber
        let tradeLimitRatio: DecimalNumber
        let fundingPeriodSeconds: DecimalNumber
        let spotPriceTwapIntervalSeconds: DecimalNumber
        let fluctuationLimitRatio: DecimalNumber
        let tollRatio: DecimalNumber
        let spreadRatio: DecimalNumber
        let maxHoldingBase: DecimalNumber
        let openInterestNotionalCap: DecimalNumber
        let counterParty: String?
        let globalShutdown: String?
        let open: Bool
        let nextFundingTime: DecimalNumber

        enum CodingKeys: String, CodingKey {
            case name, owner, oracle, open
            case quoteToken = "quote_token"
            case priceFeedKey = "price_feed_key"
            case quoteReserve = "quote_reserve"
            case baseReserve = "base_reserve"
            case tradeLimitRatio = "trade_limit_ratio"
            case fundingPeriodSeconds = "funding_period_s"
            case spotPriceTwapIntervalSeconds = "spot_price_twap_interval_s"
            case fluctuationLimitRatio = "fluctuation_limit_ratio"
            case tollRatio = "toll_ratio"
            case spreadRatio = "spread_ratio"
            case maxHoldingBase = "max_holding_base"
            case openInterestNotionalCap = "open_interest_notional_cap"
            case counterParty = "counter_party"
            case globalShutdown = "global_shutdown"
            case nextFundingTime = "next_funding_time"
        }
    }

    struct ClearingHouse: Decodable, Sendable {
        let name: String
        let owner: String
        let initMarginRatio: DecimalNumber
        let maintenanceMarginRatio: DecimalNumber
        let liquidationFeeRatio: DecimalNumber
        let partialLiquidationRatio: DecimalNumber
        let insuranceFund: String
        let feePool: String?
        let whitelist: String?
        let backstopLiquidityProviders: [String]?

        enum CodingKeys: String, CodingKey {
            case name, owner, whitelist
            case initMarginRatio = "init_margin_ratio"
            case maintenanceMarginRatio = "maintenance_margin_ratio"
            case liquidationFeeRatio = "liquidation_fee_ratio"
            case partialLiquidationRatio = "partial_liquidation_ratio"
            case insuranceFund = "insurance_fund"
            case feePool = "fee_pool"
            case backstopLiquidityProviders = "backstop_liquidity_providers"
        }
    }

    struct InsuranceFund: Decodable, Sendable {
        let name: String
        let owner: String
        let beneficiary: String?
        let amms: [String]
        let quoteTokens: [String]
        let exchange: String?
        let protocolToken: String?

        enum CodingKeys: String, CodingKey {
            case name, owner, beneficiary, amms, exchange
            case quoteTokens = "quote_tokens"
            case protocolToken = "protocol_token"
        }
    }
}

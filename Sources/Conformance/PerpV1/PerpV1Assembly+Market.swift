import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The clearing house, its markets and its fund.
extension PerpV1Assembly {
    func placeMarket(_ setup: PerpV1Setup) throws(VectorFileError) {
        if let fund = setup.insuranceFund {
            _ = InsuranceFund(
                at: world.names.address(fund.name), in: host, owner: world.names.address(fund.owner)
            )
        }
        if let house = setup.clearingHouse { try place(house) }
        for amm in setup.amms ?? [] { try place(amm) }
        if setup.erc20Tool != nil || setup.clearingHouse != nil {
            try placing("tools") {
                if let tool = setup.erc20Tool {
                    _ = try DecimalTokenTool(at: world.account(tool.name), in: host)
                }
                if let house = setup.clearingHouse {
                    _ = try ClearingHouseViewer(
                        at: world.names.address("viewer"), in: host,
                        clearingHouse: world.names.address(house.name))
                }
            }
        }
        if let fund = setup.insuranceFund { try configure(fund) }
    }

    private func place(_ amm: PerpV1Setup.Amm) throws(VectorFileError) {
        try placing(amm.name) {
            let key = Array(amm.priceFeedKey.utf8)
            let padding = [UInt8](repeating: 0, count: max(0, 32 - key.count))
            guard let priceFeedKey = Hash256(bytes: key + padding) else {
                throw VectorFileError(place: amm.name, reason: "price_feed_key is too long")
            }
            _ = try Amm(
                at: world.names.address(amm.name), in: host,
                AmmParameters(
                    owner: world.names.address(amm.owner), quoteReserveWad: amm.quoteReserve.value,
                    baseReserveWad: amm.baseReserve.value,
                    tradeLimitRatioWad: amm.tradeLimitRatio.value,
                    fundingPeriodSeconds: amm.fundingPeriodSeconds.value,
                    priceFeed: world.names.address(amm.oracle), priceFeedKey: priceFeedKey,
                    quoteAsset: world.names.address(amm.quoteToken),
                    fluctuationLimitRatioWad: amm.fluctuationLimitRatio.value,
                    tollRatioWad: amm.tollRatio.value, spreadRatioWad: amm.spreadRatio.value),
                block: world.block)
        }
        try configure(amm)
    }

    private func configure(_ amm: PerpV1Setup.Amm) throws(VectorFileError) {
        let interval = amm.spotPriceTwapIntervalSeconds.value
        if interval != 3_600 {
            try set(amm.name, by: amm.owner, "setSpotPriceTwapInterval", .string("\(interval)"))
        }
        let (holding, interest) = (amm.maxHoldingBase.value, amm.openInterestNotionalCap.value)
        if !holding.isZero || !interest.isZero {
            try set(
                amm.name, by: amm.owner, "setCap", .string("\(holding)"), .string("\(interest)"))
        }
        if let counterParty = amm.counterParty {
            try set(amm.name, by: amm.owner, "setCounterParty", .string(counterParty))
        }
        if let shutdown = amm.globalShutdown {
            try set(amm.name, by: amm.owner, "setGlobalShutdown", .string(shutdown))
        }
        if amm.open { try set(amm.name, by: amm.owner, "setOpen", .bool(true)) }
        let funding = try world.read(amm.name, "nextFundingTime")
        let expected = PerpV1Reply.value(.string("\(amm.nextFundingTime.value)"))
        if funding != expected {
            throw VectorFileError(
                place: "\(amm.name).next_funding_time", reason: "\(funding), not \(expected)")
        }
    }

    private func place(_ house: PerpV1Setup.ClearingHouse) throws(VectorFileError) {
        try placing(house.name) {
            _ = try ClearingHouse(
                at: world.names.address(house.name), in: host,
                ClearingHouseParameters(
                    owner: world.names.address(house.owner),
                    initMarginRatioWad: house.initMarginRatio.value,
                    maintenanceMarginRatioWad: house.maintenanceMarginRatio.value,
                    liquidationFeeRatioWad: house.liquidationFeeRatio.value,
                    insuranceFund: world.names.address(house.insuranceFund)))
        }
        if !house.partialLiquidationRatio.value.isZero {
            try set(
                house.name, by: house.owner, "setPartialLiquidationRatio",
                .string("\(house.partialLiquidationRatio.value)"))
        }
        if let pool = house.feePool {
            try set(house.name, by: house.owner, "setTollPool", .string(pool))
        }
        if let whitelist = house.whitelist, whitelist != "zero" {
            try set(house.name, by: house.owner, "setWhitelist", .string(whitelist))
        }
        for provider in house.backstopLiquidityProviders ?? [] {
            try set(
                house.name, by: house.owner, "setBackstopLiquidityProvider", .string(provider),
                .bool(true))
        }
    }

    private func configure(_ fund: PerpV1Setup.InsuranceFund) throws(VectorFileError) {
        if let beneficiary = fund.beneficiary {
            try set(fund.name, by: fund.owner, "setBeneficiary", .string(beneficiary))
        }
        if let exchange = fund.exchange {
            try set(fund.name, by: fund.owner, "setExchange", .string(exchange))
        }
        if let token = fund.protocolToken {
            let minter = "minter"
            try placing(minter) {
                _ = try MinterMock(
                    at: world.account(minter), in: host, token: world.account(token))
            }
            try set(fund.name, by: fund.owner, "setMinter", .string(minter))
        }
        for amm in fund.amms { try set(fund.name, by: fund.owner, "addAmm", .string(amm)) }
    }
}

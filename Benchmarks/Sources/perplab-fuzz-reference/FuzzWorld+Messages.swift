import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

extension FuzzWorld {
    /// The call of an action as the world stands; nil when it cannot be written.
    func message(of action: FuzzAction) -> Message? {
        let sender = Self.actor(action.actor)
        guard let (recipient, data) = call(action, sender) else { return nil }
        return Message(
            sender: sender, recipient: recipient, valueWei: action.valueWei, data: data,
            gasLimit: Self.gasLimit)
    }

    private func call(_ action: FuzzAction, _ sender: Address) -> (Address, [UInt8])? {
        let index = min(action.market, marketContracts.count - 1)
        let market = marketContracts[index]
        let address = ABIValue.address(
            action.market < marketContracts.count ? Self.markets[index] : Self.token)
        let state = host.state
        let summary = market.summary(in: state)
        let position = market.position(of: sender, in: state)
        func number(_ amount: FuzzAmount, of own: UInt256 = 0) -> UInt256 {
            switch amount {
            case .exact(let number): number
            case .ofDepth(let parts, let wei):
                part(depths[index], parts, 1_000_000) &+ UInt256(UInt64(wei))
            case .ofOwn(let parts): part(own, parts, 1_000)
            }
        }
        func decimal(_ amount: FuzzAmount, of own: UInt256 = 0) -> ABIValue {
            .tuple([.uint(number(amount, of: own))])
        }
        func house(_ name: String, _ values: [ABIValue]) -> (Address, [UInt8])? {
            encoded(ReferencePerpABI.house, Self.house, name, values)
        }
        switch action.step {
        case .open(let isLong, let amount, let leverage, let limit):
            return house(
                "openPosition",
                [
                    address, .uint(isLong ? 0 : 1), decimal(amount),
                    decimal(leverage, of: leverageMax(of: market)), decimal(limit),
                ])
        case .close(let limit): return house("closePosition", [address, decimal(limit)])
        case .addMargin(let amount): return house("addMargin", [address, decimal(amount)])
        case .removeMargin(let amount):
            return house("removeMargin", [address, decimal(amount, of: position.marginWad)])
        case .liquidate(let trader, let limit):
            let values = [address, .address(self.address(of: trader, market))]
            guard let limit else { return house("liquidate", values) }
            return house("liquidateWithSlippage", values + [decimal(limit)])
        case .flag(let trader):
            return house("flag", [address, .address(self.address(of: trader, market))])
        case .payFunding: return house("payFunding", [address])
        case .settle: return house("settlePosition", [address])
        case .shutdown: return house("shutdown", [address])
        case .repeg(let peg): return house("repeg", [address, decimal(peg, of: summary.pegWad)])
        case .scaleK(let scale): return house("scaleK", [address, .tuple([.uint(scale)])])
        case .withdrawFees(let amount):
            return house("withdrawFees", [address, decimal(amount, of: summary.feePoolWad)])
        case .claim(let account): return house("claim", [.address(account)])
        case .donate(let fund, let amount):
            return house("donate", [.address(fund), decimal(amount)])
        case .depositBackstop(let amount): return house("depositBackstop", [decimal(amount)])
        case .withdrawBackstop(let amount):
            let deposit = houseContract.depositWad(of: sender, in: state)
            return house("withdrawBackstop", [decimal(amount, of: deposit)])
        case .feed(let price, let age):
            let time = Int64(block.timestampSeconds) - Int64(age)
            return encoded(
                feedABI, Self.feeds[index], "setLatest",
                [
                    .uint(number(price, of: summary.markWad)),
                    .uint(UInt256(UInt64(max(0, time)))),
                ])
        case .transfer(let recipient, let amount):
            return encoded(
                tokenContract.abi, Self.token, "transfer",
                [.address(recipient), .uint(number(amount))])
        case .view(let name, let values):
            if ReferencePerpABI.house.function(named: name) != nil {
                return house(name, [address] + values)
            }
            return encoded(ReferencePerpABI.market, Self.markets[index], name, values)
        case .data(let bytes): return (Self.house, bytes)
        }
    }

    /// An actor, or whose position has the least margin ratio.
    private func address(of trader: Int, _ market: ReferenceMarket) -> Address {
        if trader < Self.actorCount { return Self.actor(trader) }
        let risk = houseContract.risk(
            of: host.state.address(of: market.account), truePriceWad: nil, in: host, block: block)
        guard case .success(let found) = risk,
            let worst = found.positions.min(by: { $0.marginRatioWad < $1.marginRatioWad })
        else { return Self.actor(0) }
        return worst.trader
    }

    private func leverageMax(of market: ReferenceMarket) -> UInt256 {
        (UInt256.wad &* .wad).evmDiv(market.parameters.tiers[0].initialWad)
    }

    private func part(_ whole: UInt256, _ parts: Int, _ of: Int) -> UInt256 {
        (try? whole.mulDivDown(UInt256(UInt64(parts)), UInt256(UInt64(of)))) ?? .max
    }

    private func encoded(
        _ abi: ContractABI, _ recipient: Address, _ name: String, _ values: [ABIValue]
    ) -> (Address, [UInt8])? {
        guard let data = try? abi.function(named: name)?.encodeCall(values) else { return nil }
        return (recipient, data)
    }
}

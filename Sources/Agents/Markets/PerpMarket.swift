import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// A perpetual market as agents deal with it: its addresses, how it is called and how it is read.
public final class PerpMarket {
    /// Its name in the scenario.
    public let name: String
    /// Its place among the markets of the run.
    public let index: Int
    /// The market's own contract.
    public let address: Address
    /// The clearing house that is called.
    public let house: Address
    /// The fund that stands for its bad debt.
    public let fund: Address
    /// The collateral token, of 18 decimals.
    public let collateral: Address
    /// How it is read.
    public let design: any PerpDesign
    /// Where it is traded off the chain; nil for a market of contracts.
    public let exchange: PerpetualExchange?
    /// The last risk that was worked out, and the block after which it stands, so that a block's
    /// positions are walked over once for all who ask.
    private var lastRisk: (block: Block, risk: MarketRisk)?

    /// All positions after a block, which the host's state is that of.
    package func risk(
        after block: Block, in host: ContractHost, _ environment: BlockEnvironment
    ) -> MarketRisk {
        if let exchange { return exchange.risk }
        if let lastRisk, lastRisk.block === block { return lastRisk.risk }
        let risk = design.risk(in: host, block: environment)
        lastRisk = (block, risk)
        return risk
    }

    /// All positions after a block, where they were worked out last.
    func knownRisk(after block: Block) -> MarketRisk? {
        lastRisk.flatMap { $0.block === block ? $0.risk : nil }
    }

    /// A market by its parts.
    public init(
        name: String, index: Int, address: Address, house: Address, fund: Address,
        collateral: Address, design: any PerpDesign, exchange: PerpetualExchange? = nil
    ) {
        self.name = name
        self.index = index
        self.address = address
        self.house = house
        self.fund = fund
        self.collateral = collateral
        self.design = design
        self.exchange = exchange
    }
}

/// Call data of the functions that all designs share, and of ReferencePerp's own.
extension PerpMarket {
    /// Gas that is enough for any call of a trader.
    public static let gasLimit: UInt64 = 1_500_000

    /// Opens, adds to, reduces or turns a position.
    public func open(
        isLong: Bool, marginWad: UInt256, leverageWad: UInt256, baseLimitWad: UInt256 = .zero
    ) -> CallIntent {
        call(
            .openPosition,
            [
                .address(address), .uint(isLong ? 0 : 1), .tuple([.uint(marginWad)]),
                .tuple([.uint(leverageWad)]), .tuple([.uint(baseLimitWad)]),
            ])
    }

    /// Closes the caller's whole position.
    public func close(quoteLimitWad: UInt256 = .zero) -> CallIntent {
        call(.closePosition, [.address(address), .tuple([.uint(quoteLimitWad)])])
    }

    /// Adds margin.
    public func addMargin(_ amountWad: UInt256) -> CallIntent {
        call(.addMargin, [.address(address), .tuple([.uint(amountWad)])])
    }

    /// Takes margin out.
    public func removeMargin(_ amountWad: UInt256) -> CallIntent {
        call(.removeMargin, [.address(address), .tuple([.uint(amountWad)])])
    }

    /// Liquidates somebody.
    public func liquidate(
        _ trader: Address, gasLimit: UInt64 = PerpMarket.gasLimit
    ) -> CallIntent {
        call(.liquidate, [.address(address), .address(trader)], gasLimit: gasLimit)
    }

    /// Settles funding.
    public func payFunding() -> CallIntent { call(.payFunding, [.address(address)]) }

    /// Settles the caller's position after a shutdown.
    public func settle() -> CallIntent { call(.settlePosition, [.address(address)]) }

    /// Flags somebody, where liquidations want it.
    public func flag(_ trader: Address) -> CallIntent {
        call(.flag, [.address(address), .address(trader)])
    }

    /// Gives to the fund of the market (ReferencePerp).
    public func donate(_ amountWad: UInt256) -> CallIntent {
        call(.donate, [.address(fund), .tuple([.uint(amountWad)])])
    }

    /// Deposits as a backstop (ReferencePerp).
    public func depositBackstop(_ amountWad: UInt256) -> CallIntent {
        call(.depositBackstop, [.tuple([.uint(amountWad)])])
    }

    /// Calls a function of the house.
    public func call(
        _ function: HouseFunction, _ values: [ABIValue], gasLimit: UInt64 = PerpMarket.gasLimit
    ) -> CallIntent {
        CallIntent(to: house, data: function.encoded(values), gasLimit: gasLimit)
    }
}

/// Functions of a clearing house that agents call.
public enum HouseFunction: String, CaseIterable, Hashable, Sendable {
    case openPosition, closePosition, addMargin, removeMargin, settlePosition, liquidate,
        payFunding, flag, donate, depositBackstop, withdrawBackstop, repeg, scaleK, shutdown, claim

    /// Selector and arguments.
    /// - Precondition: the values are of the function's types.
    func encoded(_ values: [ABIValue]) -> [UInt8] {
        guard let function = ReferencePerpABI.house.function(named: rawValue),
            let data = try? function.encodeCall(values)
        else { preconditionFailure("\(rawValue) does not take \(values)") }
        return data
    }
}

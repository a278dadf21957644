import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The calls of vector files that the contracts themselves do not have: changes of inner state, and
/// readings of it.
///
/// It is a contract of its own, so that a hook can stand in a batch between ordinary calls; the first
/// argument of each is the contract that is meant.
final class PerpV1TestHooks: Contract {
    /// The name of the contract in every world.
    static let name = "test hooks"

    let abi: ContractABI
    private let table: DispatchTable<Function>

    enum Function: Int, CaseIterable {
        case mockSetReserve, mockSetRestrictionMode
        case getPrepaidBadDebt, isInRestrictMode, testGetLastRestrictionBlock
        case testGetPremiumFractions, testGetOrderedQuoteTokens
        case deployAmm
    }

    private static let declarations = [
        "function mockSetReserve(address amm, uint256 quoteReserve, uint256 baseReserve)",
        "function mockSetRestrictionMode(address clearingHouse, address amm)",
        "function getPrepaidBadDebt(address clearingHouse, address token) view returns (uint256)",
        """
        function isInRestrictMode(address clearingHouse, address amm, uint256 number) view \
        returns (bool)
        """,
        """
        function testGetLastRestrictionBlock(address clearingHouse, address amm) view \
        returns (uint256)
        """,
        """
        function testGetPremiumFractions(address clearingHouse, address amm) view \
        returns (int256[])
        """,
        """
        function testGetOrderedQuoteTokens(address insuranceFund, address excluded) view \
        returns (address[])
        """,
        """
        function deployAmm(address deployer, uint256 quoteReserve, uint256 baseReserve, \
        uint256 tradeLimitRatio, uint256 fundingPeriod, address priceFeed, bytes32 priceFeedKey, \
        address quoteAsset, uint256 fluctuationLimitRatio, uint256 tollRatio, uint256 spreadRatio)
        """,
    ]

    /// Places the hooks.
    init(at account: AccountID, in host: ContractHost) throws(ABIDeclarationError) {
        abi = try ContractABI("TestHooks", declarations: Self.declarations)
        table = DispatchTable(abi)
        host.deploy(self, at: account)
    }

    /// Whether a call is a hook.
    static func isHook(_ call: String) -> Bool {
        Function.allCases.contains { "\($0)" == call }
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        let target = try arguments.account()
        switch function {
        case .mockSetReserve:
            let amm: Amm = try contract(target, context)
            let quote = try arguments.uint256()
            let pool = ConstantProduct(
                quoteReserveWad: quote, baseReserveWad: try arguments.uint256())
            amm.setReserves(pool, in: context.state)
        case .mockSetRestrictionMode:
            let house: ClearingHouse = try contract(target, context)
            let market = try arguments.account()
            let outer = try context.enter(target)
            try house.enterRestrictionModeForTest(market, context)
            context.leave(outer)
        case .testGetOrderedQuoteTokens:
            let fund: InsuranceFund = try contract(target, context)
            let excluded = try arguments.account()
            let outer = try context.enter(target)
            let tokens = try fund.orderedTokens(without: excluded, context)
            context.leave(outer)
            return list(tokens.map { context.state.address(of: $0).number })
        case .deployAmm:
            try deploy(&arguments, context)
        case .getPrepaidBadDebt, .isInRestrictMode, .testGetLastRestrictionBlock,
            .testGetPremiumFractions:
            let house: ClearingHouse = try contract(target, context)
            return try view(function, of: house, &arguments, context.state)
        }
        return CallResult.none
    }

    private func contract<Kind: Contract>(
        _ account: AccountID, _ context: CallContext
    ) throws(Revert) -> Kind {
        guard let contract = context.contract(at: account) as? Kind else {
            throw .reason("\(context.state.address(of: account)) is no \(Kind.self)")
        }
        return contract
    }

    private func view(
        _ function: Function, of house: ClearingHouse, _ arguments: inout CallArguments,
        _ state: WorldState
    ) throws(Revert) -> [UInt8] {
        let account = try arguments.account()
        switch function {
        case .getPrepaidBadDebt:
            return CallResult.word(house.prepaidBadDebtWad(of: account, in: state))
        case .isInRestrictMode:
            let block = house.lastRestrictionBlock(of: account, in: state)
            return CallResult.flag(block == (try arguments.uint256()))
        case .testGetLastRestrictionBlock:
            return CallResult.word(house.lastRestrictionBlock(of: account, in: state))
        default:
            return list(house.premiumFractions(of: account, in: state).map(\.bitPattern))
        }
    }

    private func list(_ words: [UInt256]) -> [UInt8] {
        ([32, UInt256(UInt64(words.count))] + words).flatMap(\.bigEndianBytes)
    }

    /// Makes a market in a world of its own: whether its initializer fails is all that is asked.
    private func deploy(
        _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) {
        let quoteReserve = try arguments.uint256()
        let baseReserve = try arguments.uint256()
        let tradeLimitRatio = try arguments.uint256()
        let fundingPeriod = try arguments.uint256()
        let priceFeed = context.state.address(of: try arguments.account())
        let key = try arguments.bytes32()
        let quoteAsset = context.state.address(of: try arguments.account())
        let parameters = AmmParameters(
            owner: context.state.address(of: context.caller), quoteReserveWad: quoteReserve,
            baseReserveWad: baseReserve, tradeLimitRatioWad: tradeLimitRatio,
            fundingPeriodSeconds: fundingPeriod, priceFeed: priceFeed, priceFeedKey: key,
            quoteAsset: quoteAsset, fluctuationLimitRatioWad: try arguments.uint256(),
            tollRatioWad: try arguments.uint256(), spreadRatioWad: try arguments.uint256())
        guard let schedule = GasSchedule(.london) else { throw .empty }
        let host = ContractHost(state: WorldState(historyBlocks: 0), schedule: schedule)
        _ = try Amm(at: .zero, in: host, parameters, block: context.block)
    }
}

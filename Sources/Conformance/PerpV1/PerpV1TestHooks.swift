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
        let (function, _) = try table.function(of: input)
        throw .reason("test hook \(function) is not implemented")
    }
}

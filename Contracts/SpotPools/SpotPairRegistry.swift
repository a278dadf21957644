import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The pairs of a world, fixed while it is built; it makes none.
///
/// - Source: the views of Uniswap v2 core's `UniswapV2Factory`.
public final class SpotPairRegistry: Contract {
    /// The views.
    public let abi: ContractABI
    /// All pairs in the order they were given.
    public let pairs: [SpotPair]
    /// Where it stands.
    public let address: Address
    private let table: DispatchTable<Function>
    private let byTokens: [TokenPair: SpotPair]

    private struct TokenPair: Hashable {
        let token0: UInt32
        let token1: UInt32

        init(_ one: AccountID, _ other: AccountID) {
            token0 = min(one.rawValue, other.rawValue)
            token1 = max(one.rawValue, other.rawValue)
        }
    }

    private enum Function: Int, CaseIterable {
        case getPair, allPairs, allPairsLength
    }

    /// Places a registry of pairs, of which no two have the same tokens.
    public init(
        at address: Address, in host: ContractHost, pairs: [SpotPair]
    ) throws(SpotPoolParameterError) {
        do throws(ABIDeclarationError) {
            abi = try ContractABI(
                "UniswapV2Factory",
                declarations: [
                    "function getPair(address tokenA, address tokenB) view returns (address pair)",
                    "function allPairs(uint256 index) view returns (address pair)",
                    "function allPairsLength() view returns (uint256)",
                ])
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        var byTokens: [TokenPair: SpotPair] = [:]
        for pair in pairs {
            let previous = byTokens.updateValue(
                pair, forKey: TokenPair(pair.token0, pair.token1))
            guard previous == nil else {
                let state = host.state
                throw .secondPair(
                    state.address(of: pair.token0), state.address(of: pair.token1))
            }
        }
        self.byTokens = byTokens
        self.pairs = pairs
        self.address = address
        host.deploy(self, at: host.state.account(address))
    }

    /// The pair of two tokens, in any order; it costs no gas, as its address could be computed.
    public func pair(_ one: AccountID, _ other: AccountID) -> SpotPair? {
        byTokens[TokenPair(one, other)]
    }

    /// Runs the view that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        try context.compute(SpotGas.view)
        switch function {
        case .getPair:
            let one = try arguments.account()
            let found = pair(one, try arguments.account())
            return CallResult.address(
                found.map { context.state.address(of: $0.account) } ?? .zero)
        case .allPairs:
            guard let index = try arguments.uint256().asCount, index < pairs.count else {
                throw .empty
            }
            return CallResult.address(context.state.address(of: pairs[index].account))
        case .allPairsLength:
            return CallResult.word(UInt256(UInt64(pairs.count)))
        }
    }
}

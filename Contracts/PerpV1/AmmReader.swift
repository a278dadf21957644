import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A market's figures and names in one call, for front ends.
///
/// - Source: Perpetual Protocol v1 (final line v2.3.x), `AmmReader`.
public final class AmmReader: Contract {
    /// The functions of the reader.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let symbol: ABIFunction

    private let quoteAsset = EncodedView(PerpV1ABI.amm, "quoteAsset")
    private let reserve = EncodedView(PerpV1ABI.amm, "getReserve")
    private let tradeLimitRatio = EncodedView(PerpV1ABI.amm, "tradeLimitRatio")
    private let fundingPeriod = EncodedView(PerpV1ABI.amm, "fundingPeriod")
    private let priceFeedKey = EncodedView(PerpV1ABI.amm, "priceFeedKey")
    private let priceFeed = EncodedView(PerpV1ABI.amm, "priceFeed")

    /// Places a reader, which serves all markets.
    public init(at address: Address, in host: ContractHost) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "AmmReader",
            declarations: [
                "function getAmmStates(address amm) view returns ((uint256 quoteAssetReserve, uint256 baseAssetReserve, uint256 tradeLimitRatio, uint256 fundingPeriod, string quoteAssetSymbol, string baseAssetSymbol, bytes32 priceFeedKey, address priceFeed))"
            ])
        table = DispatchTable(abi)
        symbol = try ABIFunction(parsing: "function symbol() view returns (string)")
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case getAmmStates
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .getAmmStates:
            let states = try states(of: try arguments.account(), context)
            do throws(ABIEncodingError) {
                return try abi.functions[function.rawValue].encodeResult([.tuple(states)])
            } catch {
                preconditionFailure("\(function) returns \(states): \(error)")
            }
        }
    }

    /// The fields in the order of the ABI's struct.
    private func states(
        of market: AccountID, _ context: CallContext
    ) throws(Revert) -> [ABIValue] {
        let token = try quoteAsset.account(market, [], context)
        let symbol = try symbol(of: token, context)
        let reserve: InlineArray<2, UInt256> = try reserve.words(market, [], context)
        let key = Hash256(try priceFeedKey.word(market, [], context)).bytes
        let feed = try priceFeed.account(market, [], context)
        return [
            .uint(reserve[0]), .uint(reserve[1]),
            .uint(try tradeLimitRatio.word(market, [], context)),
            .uint(try fundingPeriod.word(market, [], context)),
            .string(symbol), .string(Array(key.prefix { $0 != 0 })), .fixedBytes(key),
            .address(context.state.address(of: feed)),
        ]
    }

    /// A token's symbol; empty when the call fails.
    /// - Throws: `Revert.empty` when it succeeds and returns no string, as without code.
    private func symbol(
        of token: AccountID, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        let answer = try context.tryCall(token, symbol.selector.bytes, .lowLevelView)
        guard case .success(let output) = answer else { return [] }
        do throws(ABIDecodingError) {
            var reader = try ABIReader(output, headSize: 32, rules: .solidity)
            return try reader.string()
        } catch {
            throw .empty
        }
    }
}

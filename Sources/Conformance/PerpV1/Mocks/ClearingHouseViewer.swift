import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Views that put together what the clearing house and its markets tell.
///
/// It reads them by encoded calls alone, as the deployed one does.
/// - Source: Perpetual Protocol v1 (final line v2.3.x), `ClearingHouseViewer`.
final class ClearingHouseViewer: Contract {
    let abi: ContractABI
    private let clearingHouse: AccountID
    private let table: DispatchTable<Function>

    private enum Function: Int, CaseIterable {
        case getUnrealizedPnl, getPersonalPositionWithFundingPayment
        case getPersonalBalanceWithFundingPayment, getMarginRatio, getFreeCollateral
    }

    /// Places the viewer of a clearing house.
    init(
        at account: AccountID, in host: ContractHost, clearingHouse: AccountID
    ) throws(ABIDeclarationError) {
        let position = """
            ((int256 d) size, (uint256 d) margin, (uint256 d) openNotional, \
            (int256 d) lastUpdatedCumulativePremiumFraction, uint256 liquidityHistoryIndex, \
            uint256 blockNumber)
            """
        abi = try ContractABI(
            "ClearingHouseViewer",
            declarations: [
                """
                function getUnrealizedPnl(address amm, address trader, uint8 option) view \
                returns ((int256 d))
                """,
                """
                function getPersonalPositionWithFundingPayment(address amm, address trader) view \
                returns (\(position))
                """,
                """
                function getPersonalBalanceWithFundingPayment(address quoteToken, \
                address trader) view returns ((uint256 d))
                """,
                "function getMarginRatio(address amm, address trader) view returns ((int256 d))",
                "function getFreeCollateral(address amm, address trader) view returns ((int256 d))",
            ])
        table = DispatchTable(abi)
        self.clearingHouse = clearingHouse
        host.deploy(self, at: account)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input)
        var arguments = try CallArguments(input, of: declaration, in: context)
        let market = try arguments.account()
        let key = [market, try arguments.account()].map { context.state.address(of: $0).number }
        switch function {
        case .getUnrealizedPnl:
            let option = try arguments.uint(bits: 8)
            let words = try words(
                "getPositionNotionalAndUnrealizedPnl", key + [option], count: 2, context)
            return CallResult.word(words[1])
        case .getPersonalPositionWithFundingPayment:
            return try position(key, context).flatMap(\.bigEndianBytes)
        case .getPersonalBalanceWithFundingPayment:
            return CallResult.word(try balance(key, context))
        case .getMarginRatio:
            return CallResult.word(try words("getMarginRatio", key, count: 1, context)[0])
        case .getFreeCollateral:
            return CallResult.word(try freeCollateral(key, context))
        }
    }

    /// The position with its margin after funding, at least zero.
    private func position(
        _ key: [UInt256], _ context: CallContext
    ) throws(Revert) -> [UInt256] {
        var position = try words("getPosition", key, count: 6, context)
        let latest = Int256(
            bitPattern: try words(
                "getLatestCumulativePremiumFraction", [key[0]], count: 1, context)[0])
        let (size, last) = (Int256(bitPattern: position[0]), Int256(bitPattern: position[3]))
        let margin = Int256(bitPattern: position[1])
        let rest = try signed { () throws(FixedPointError) in
            try margin.subD(latest.subD(last).mulD(size))
        }
        position[1] = rest.isNegative ? .zero : rest.bitPattern
        return position
    }

    /// The trader's margins in all of the fund's markets with a quote token.
    private func balance(_ key: [UInt256], _ context: CallContext) throws(Revert) -> UInt256 {
        let fund = Address(truncating: try words("insuranceFund", [], count: 1, context)[0])
        let list = try call(PerpV1ABI.insuranceFund, fund, "getAllAmms", [], context)
        guard list.count >= 2 else { throw .empty }
        var sum = UInt256.zero
        for amm in list.dropFirst(2) {
            let token = try call(
                PerpV1ABI.amm, Address(truncating: amm), "quoteAsset", [], context)
            guard token.first == key[0] else { continue }
            let margin = try position([amm, key[1]], context)[1]
            do throws(FixedPointError) {
                sum = try sum.addD(margin)
            } catch {
                throw Revert(error)
            }
        }
        return sum
    }

    /// Collateral beyond what opening the position anew would ask for.
    private func freeCollateral(
        _ key: [UInt256], _ context: CallContext
    ) throws(Revert) -> Int256 {
        let position = try position(key, context)
        let name = "getPositionNotionalAndUnrealizedPnl"
        let spot = try words(name, key + [0], count: 2, context)
        let twap = try words(name, key + [1], count: 2, context)
        let isTwapLess = Int256(bitPattern: spot[1]) > Int256(bitPattern: twap[1])
        let (notional, pnl) = isTwapLess ? (twap[0], twap[1]) : (spot[0], spot[1])
        let ratio = try words("initMarginRatio", [], count: 1, context)[0]
        let size = Int256(bitPattern: position[0])
        let margin = Int256(bitPattern: position[1])
        let basis = Int256(bitPattern: size > .zero ? position[2] : notional)
        return try signed { () throws(FixedPointError) in
            let value = try Int256(bitPattern: pnl).addD(margin)
            let collateral = value > margin ? margin : value
            return try collateral.subD(basis.mulD(ratio))
        }
    }

    private func signed(
        _ body: () throws(FixedPointError) -> Int256
    ) throws(Revert) -> Int256 {
        do throws(FixedPointError) {
            return try body()
        } catch {
            throw Revert(error)
        }
    }

    // MARK: - Calls

    private func words(
        _ name: String, _ arguments: [UInt256], count: Int, _ context: CallContext
    ) throws(Revert) -> [UInt256] {
        let house = context.state.address(of: clearingHouse)
        let words = try call(PerpV1ABI.clearingHouse, house, name, arguments, context)
        guard words.count >= count else { throw .empty }
        return words
    }

    /// The words that a function returns.
    private func call(
        _ abi: ContractABI, _ contract: Address, _ name: String, _ arguments: [UInt256],
        _ context: CallContext
    ) throws(Revert) -> [UInt256] {
        guard let function = abi.function(named: name) else { throw .empty }
        let input = function.selector.bytes + arguments.flatMap(\.bigEndianBytes)
        let output = try context.call(context.state.account(contract), input, .view)
        return stride(from: 0, to: output.count - 31, by: 32).map {
            UInt256(bigEndian: output.span.bytes, at: $0)
        }
    }
}

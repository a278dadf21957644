import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Makes many calls in one and returns all results: what bots read chains with.
///
/// Hashes of blocks are not known to contracts here and read as zero, as those of unknown blocks do;
/// so does the difficulty.
/// - Source: Multicall3 at 0xcA11bde05977b3631167028862bE2a173976CA11.
public final class Multicall3: Contract {
    /// The address it has on every chain.
    public static let usualAddress = Address(
        truncating: UInt256(0x62be_2a17_3976_ca11, 0x5977_b363_1167_0288, 0xca11_bde0, 0))

    /// The functions.
    public let abi: ContractABI
    private let table: DispatchTable<Function>

    private enum Function: Int, CaseIterable {
        case aggregate, tryAggregate, tryBlockAndAggregate, blockAndAggregate
        case aggregate3, aggregate3Value
        case getBlockHash, getBlockNumber, getCurrentBlockCoinbase, getCurrentBlockDifficulty
        case getCurrentBlockGasLimit, getCurrentBlockTimestamp, getEthBalance, getLastBlockHash
        case getBasefee, getChainId
    }

    /// Places the contract.
    public init(
        at address: Address = Multicall3.usualAddress, in host: ContractHost
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("Multicall3", declarations: Multicall3.declarations)
        table = DispatchTable(abi)
        host.deploy(self, at: host.state.account(address))
    }
}

extension Multicall3 {
    private struct Call {
        let target: AccountID
        var mayFail = false
        var valueWei = UInt256.zero
        let data: [UInt8]
    }

    private struct Outcome {
        let isSuccess: Bool
        let data: [UInt8]
    }

    /// The columns of a call besides target and data.
    private enum CallShape {
        case plain, withFailure, withFailureAndValue

        var layout: ABILayout {
            switch self {
            case .plain: ABILayout(isDynamic: true, size: 64)
            case .withFailure: ABILayout(isDynamic: true, size: 96)
            case .withFailureAndValue: ABILayout(isDynamic: true, size: 128)
            }
        }
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        try context.compute(UtilityGas.entry)
        var writer = declaration.resultWriter()
        switch function {
        case .aggregate:
            let (_, calls) = try read(input, declaration, .plain, hasFlag: false, context)
            let outcomes = try make(calls, in: context)
            writer.append(context.block.number)
            writer.appendArray(outcomes, of: .lengthPrefixed) { writer, outcome in
                writer.append(bytes: outcome.data)
            }
        case .tryAggregate:
            let (isStrict, calls) = try read(input, declaration, .plain, hasFlag: true, context)
            append(try make(calls, allMayFail: !isStrict, in: context), to: &writer)
        case .tryBlockAndAggregate, .blockAndAggregate:
            let hasFlag = function == .tryBlockAndAggregate
            let (isStrict, calls) = try read(input, declaration, .plain, hasFlag: hasFlag, context)
            let outcomes = try make(calls, allMayFail: !isStrict, in: context)
            writer.append(context.block.number)
            writer.append(Hash256.zero)
            append(outcomes, to: &writer)
        case .aggregate3:
            let (_, calls) = try read(input, declaration, .withFailure, hasFlag: false, context)
            append(try make(calls, in: context), to: &writer)
        case .aggregate3Value:
            let (_, calls) = try read(
                input, declaration, .withFailureAndValue, hasFlag: false, context)
            let outcomes = try make(calls, in: context)
            let sum = calls.reduce(UInt256.zero) { $0 &+ $1.valueWei }
            guard sum == context.frame.valueWei else {
                throw .reason("Multicall3: value mismatch")
            }
            append(outcomes, to: &writer)
        case .getBlockHash, .getBlockNumber, .getCurrentBlockCoinbase, .getCurrentBlockDifficulty,
            .getCurrentBlockGasLimit, .getCurrentBlockTimestamp, .getEthBalance,
            .getLastBlockHash, .getBasefee, .getChainId:
            var arguments = try CallArguments(input, of: declaration, in: context)
            writer.append(try fact(function, &arguments, in: context))
        }
        return writer.bytes
    }

    private func read(
        _ input: [UInt8], _ declaration: CallLayout, _ shape: CallShape, hasFlag: Bool,
        _ context: CallContext
    ) throws(Revert) -> (flag: Bool, calls: [Call]) {
        let state = context.state
        return try ContractABI.read(input, of: declaration) { reader throws(ABIDecodingError) in
            let flag = hasFlag ? try reader.bool() : true
            let calls = try reader.array(of: shape.layout) { reader throws(ABIDecodingError) in
                try reader.tuple(shape.layout) { reader throws(ABIDecodingError) in
                    let target = state.account(try reader.address())
                    let mayFail = shape == .plain ? false : try reader.bool()
                    let value = shape == .withFailureAndValue ? try reader.uint256() : .zero
                    return Call(
                        target: target, mayFail: mayFail, valueWei: value,
                        data: try reader.bytes())
                }
            }
            return (flag, calls)
        }
    }

    private func make(
        _ calls: [Call], allMayFail: Bool = false, in context: CallContext
    ) throws(Revert) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(calls.count)
        for call in calls {
            try context.compute(UtilityGas.perCall)
            let options = CallOptions(valueWei: call.valueWei, checksCode: false)
            switch try context.tryCall(call.target, call.data, options) {
            case .success(let output):
                outcomes.append(Outcome(isSuccess: true, data: output))
            case .failure(let error):
                guard call.mayFail || allMayFail else {
                    throw .reason("Multicall3: call failed")
                }
                outcomes.append(Outcome(isSuccess: false, data: error.returnData))
            }
        }
        return outcomes
    }

    private func append(_ outcomes: [Outcome], to writer: inout ABIWriter) {
        let layout = ABILayout(isDynamic: true, size: 64)
        writer.appendArray(outcomes, of: layout) { writer, outcome in
            writer.appendTuple(layout) { writer in
                writer.append(outcome.isSuccess)
                writer.append(bytes: outcome.data)
            }
        }
    }

    private func fact(
        _ function: Function, _ arguments: inout CallArguments, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let block = context.block
        switch function {
        case .getBlockNumber: return UInt256(block.number)
        case .getCurrentBlockCoinbase: return block.coinbase.number
        case .getCurrentBlockGasLimit: return UInt256(block.gasLimit)
        case .getCurrentBlockTimestamp: return UInt256(block.timestampSeconds)
        case .getBasefee: return block.baseFeePerGasWei
        case .getChainId: return UInt256(block.chainID)
        case .getEthBalance: return context.state.balanceWei(of: try arguments.account())
        default: return .zero
        }
    }

    private static let declarations: [String] = {
        let calls = "(address target, bytes callData)[] calls"
        let results = "(bool success, bytes returnData)[] returnData"
        let block = "uint256 blockNumber, bytes32 blockHash, "
        return [
            "function aggregate(\(calls)) payable returns (uint256 blockNumber, bytes[] returnData)",
            "function tryAggregate(bool requireSuccess, \(calls)) payable returns (\(results))",
            """
            function tryBlockAndAggregate(bool requireSuccess, \(calls)) payable \
            returns (\(block)\(results))
            """,
            "function blockAndAggregate(\(calls)) payable returns (\(block)\(results))",
            """
            function aggregate3((address target, bool allowFailure, bytes callData)[] calls) \
            payable returns (\(results))
            """,
            """
            function aggregate3Value((address target, bool allowFailure, uint256 value, \
            bytes callData)[] calls) payable returns (\(results))
            """,
            "function getBlockHash(uint256 blockNumber) view returns (bytes32 blockHash)",
            "function getBlockNumber() view returns (uint256 blockNumber)",
            "function getCurrentBlockCoinbase() view returns (address coinbase)",
            "function getCurrentBlockDifficulty() view returns (uint256 difficulty)",
            "function getCurrentBlockGasLimit() view returns (uint256 gaslimit)",
            "function getCurrentBlockTimestamp() view returns (uint256 timestamp)",
            "function getEthBalance(address addr) view returns (uint256 balance)",
            "function getLastBlockHash() view returns (bytes32 blockHash)",
            "function getBasefee() view returns (uint256 basefee)",
            "function getChainId() view returns (uint256 chainid)",
        ]
    }()
}

import EthereumPrimitives
import SeededRandom
import WideIntegers

/// A decoder with its way to make inputs and its rule for what it accepts.
enum FuzzTarget: String, CaseIterable {
    case rlp
    case transaction
    case abiStrict = "abi-strict"
    case abiSolidity = "abi-solidity"
    case revertData = "revert-data"
    case abiText = "abi-text"
    case abiEncoder = "abi-encoder"
    case eventLog = "event-log"
    case contractABI = "contract-abi"
    case typedData = "typed-data"
    case signature
    case text
    case vectorFile = "vector-file"
    case marketData = "market-data"
    case recording

    /// Decodes `count` inputs and tells how many decoded.
    /// - Throws: `NotCanonical` when an accepted input encodes to other bytes.
    func run(count: Int, seed: UInt64) throws -> Int {
        var random = SeededRandom(seed: seed)
        var accepted = 0
        for _ in 0..<count where try decodeOne(&random) { accepted += 1 }
        return accepted
    }

    private func decodeOne(_ random: inout SeededRandom) throws -> Bool {
        switch self {
        case .rlp: try decodeRLP(&random)
        case .transaction: try decodeTransaction(&random)
        case .abiStrict: decodeABI(&random, .strict)
        case .abiSolidity: decodeABI(&random, .solidity)
        case .revertData: decodeRevertData(&random)
        case .abiText: decodeText(&random)
        case .abiEncoder: encodeABI(&random)
        case .eventLog: decodeEventLog(&random)
        case .contractABI: readContractABI(&random)
        case .typedData: hashTypedData(&random)
        case .signature: try decodeSignature(&random)
        case .text: try decodeNumbers(&random)
        case .vectorFile: runVectorFile(&random)
        case .marketData: try readMarketData(&random)
        case .recording: try readRecording(&random)
        }
    }

    private func decodeRLP(_ random: inout SeededRandom) throws -> Bool {
        let input = random.mutated(random.rlpItem(depth: 4).encoded)
        guard let item = try? RLPItem(decoding: input) else { return false }
        guard item.encoded == input else { throw NotCanonical(decoder: self, input: input) }
        return true
    }

    private func decodeTransaction(_ random: inout SeededRandom) throws -> Bool {
        let signature = Signature(
            r: random.number(), s: random.number() >> 1, yParity: UInt8(random.below(2)))
        let input = random.mutated(
            SignedTransaction(random.transaction(), signature: signature).raw)
        let rules = TransactionRules(fork: random.pick(Hardfork.allCases), chainID: nil)
        guard let decoded = try? SignedTransaction(decoding: input, rules: rules) else {
            return false
        }
        let again = SignedTransaction(decoded.transaction, signature: decoded.signature)
        guard again.raw == input else { throw NotCanonical(decoder: self, input: input) }
        return true
    }

    private func decodeABI(_ random: inout SeededRandom, _ rules: ABIDecodingRules) -> Bool {
        let types = (0...random.below(3)).map { _ in random.abiType(depth: 3) }
        let values = types.map { random.abiValue(of: $0) }
        let encoded = (try? ABIEncoder.encode(values, as: types)) ?? []
        let input = random.mutated(encoded)
        return (try? ABIDecoder.decode(input, as: types, rules: rules)) != nil
    }

    private func decodeRevertData(_ random: inout SeededRandom) -> Bool {
        let data: RevertData =
            random.below(2) == 0
            ? .error(reason: String(repeating: "a", count: random.below(70)))
            : .panic(code: random.number())
        let decoded = RevertData(decoding: random.mutated(data.encoded))
        if case .unknown = decoded { return false }
        return !decoded.gethMessage.isEmpty
    }

    private func decodeText(_ random: inout SeededRandom) -> Bool {
        let texts = [
            "function f((uint a,bool[2][] b) calldata x, string y) payable returns (bytes32)",
            "event E(address indexed a, (int8,bytes)[] b) anonymous",
            "error Short(uint256 have, uint256 want)", "((uint8[3],string)[],function)[4]",
        ]
        let bytes = random.mutated(Array(random.pick(texts).utf8))
        let text = String(decoding: bytes, as: UTF8.self)
        let isFunction = (try? ABIFunction(parsing: text)) != nil
        let isEvent = (try? ABIEvent(parsing: text)) != nil
        let isType = (try? ABIType(text)) != nil
        _ = try? Address(text)
        _ = try? UInt256(hex: text)
        return isFunction || isEvent || isType
    }
}

/// Bytes that decode to a value whose encoding differs.
struct NotCanonical: Error, CustomStringConvertible {
    let decoder: FuzzTarget
    let input: [UInt8]

    var description: String { "\(decoder.rawValue) accepts \(input.hex), which is not canonical" }
}

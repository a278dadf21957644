import Conformance
import EthereumPrimitives
import Foundation
import SeededRandom
import WideIntegers

// The targets beside RLP, transactions and ABI data.

extension FuzzTarget {
    /// Values against types that they need not fit, among them types of any size.
    func encodeABI(_ random: inout SeededRandom) -> Bool {
        var type = random.abiType(depth: 2)
        let value = random.abiValue(of: type)
        switch random.below(4) {
        case 0: type = .fixedArray(of: type, count: Int(truncatingIfNeeded: random.next()))
        case 1: type = .array(of: .fixedArray(of: .uint256, count: 1 << random.below(63)))
        case 2: type = random.abiType(depth: 2)
        default: break
        }
        let values = random.below(2) == 0 ? [value] : [.array([value, value])]
        return (try? ABIEncoder.encode(values, as: [type])) != nil
    }

    func decodeEventLog(_ random: inout SeededRandom) -> Bool {
        let parameters = (0...random.below(3)).map { _ in
            ABIParameter("", random.abiType(depth: 2), isIndexed: random.below(2) == 0)
        }
        guard let event = try? ABIEvent("E", inputs: parameters, isAnonymous: random.below(4) == 0),
            var (topics, data) = try? event.encode(parameters.map { random.abiValue(of: $0.type) })
        else { return false }
        data = random.mutated(data)
        if random.below(4) == 0 { topics.append(Hash256(random.number())) }
        if !topics.isEmpty && random.below(4) == 0 {
            topics[random.below(topics.count)] = Hash256(random.number())
        }
        let rules: ABIDecodingRules = random.below(2) == 0 ? .strict : .solidity
        return (try? event.decode(topics: topics, data: data, rules: rules)) != nil
    }

    func readContractABI(_ random: inout SeededRandom) -> Bool {
        let declarations = [
            "/// Words.\nfunction f(address payable[] calldata to) override(A, B) view returns (bool) @9",
            "event E(string indexed memory a, uint[3] b) anonymous;", "receive() external payable",
            "fallback(bytes calldata) external returns (bytes memory)",
            "constructor((uint a, bytes b)[] memory parts) payable", "error Short(uint256 have)",
        ]
        let texts = declarations.map { random.mutatedText($0, one: declarations.count) }
        guard let contract = try? ContractABI("C", declarations: texts) else { return false }
        return !contract.json.isEmpty && !contract.markdown.isEmpty
    }

    func hashTypedData(_ random: inout SeededRandom) -> Bool {
        let names = ["A", "B", "A[]", "B[2]", "uint256", "string", "bytes32[][1]", "uint", "bool"]
        let structs = ["A", "B"].map { name in
            EIP712Struct(
                name,
                (0..<random.below(4)).map {
                    EIP712Field("f\($0)", random.mutatedText(random.pick(names), one: 8))
                })
        }
        guard let types = try? EIP712Types(structs) else { return false }
        let value = random.abiValue(of: random.abiType(depth: 3))
        _ = try? types.encodeType("A")
        return (try? types.hashStruct("A", random.below(2) == 0 ? .tuple([]) : value)) != nil
    }

    func decodeSignature(_ random: inout SeededRandom) throws -> Bool {
        let signature = Signature(
            r: random.number(), s: random.number(), yParity: UInt8(random.below(2)))
        let bytes = random.mutated(signature.bytes)
        let digest = Hash256(random.number())
        let key = try? PublicKey(bytes: random.mutated(random.bytes(64)))
        _ = key?.isValid(derSignature: random.mutated([0x30, 6, 2, 1, 1, 2, 1, 1]), digest: digest)
        _ = try? PrivateKey(random.number())
        guard let read = try? Signature(bytes: bytes) else { return false }
        // v may be written as 0 or 1 too.
        guard read.bytes.dropLast() == bytes.dropLast() else {
            throw NotCanonical(decoder: self, input: bytes)
        }
        // Recovery costs as much as all the rest.
        guard random.below(16) == 0, let found = try? read.recoverPublicKey(digest: digest) else {
            return true
        }
        _ = found.isValid(compactSignature: Array(bytes.prefix(64)), digest: digest)
        return true
    }

    func decodeNumbers(_ random: inout SeededRandom) throws -> Bool {
        let number = random.number()
        let texts = [
            number.description, number.hex, "-\(number >> 1)", Hash256(number).description,
        ]
        let text = random.mutatedText(random.pick(texts), one: 4)
        _ = try? Int256(decimal: text)
        _ = try? UInt512(decimal: text)
        _ = try? UInt256(hex: text)
        _ = try? Address(text)
        let hash = try? Hash256(hex: text)
        if let decimal = try? UInt256(decimal: text),
            UInt512(high: .zero, low: decimal)
                != (try? UInt512(decimal: text))
        {
            throw NotCanonical(decoder: self, input: Array(text.utf8))
        }
        return hash != nil
    }

    /// Whether the file was read; a case may fail.
    func runVectorFile(_ random: inout SeededRandom) -> Bool {
        let files = [
            #"{"schema":"eth-vectors/1","kind":"rlp","count":1,"cases":[{"id":"a","valid":true,"decoded":["0x01",["0x"]],"encoded":"0xc301c180"}]}"#,
            #"{"schema":"eth-vectors/1","kind":"abi_encode","cases":[{"id":"a","types":["uint8[2]"],"values":[["1",2]],"encoded":"0x00"}]}"#,
            #"{"schema":"eth-vectors/1","kind":"uint256_arith","cases":[{"id":"a","op":"mulDivUp","args":["7","8","9"],"signed":false,"checked":{"result":"7"}}]}"#,
            #"{"schema":"eth-vectors/1","kind":"keccak256","cases":[{"id":"a","byte":"0x00","count":12,"digest":"0x00"}]}"#,
            #"{"schema":"eth-vectors/1","kind":"intrinsic_gas","cases":[{"id":"a","create":true,"data":"0x00","access_list":[],"authorizations":3,"results":[{"forks":["Prague"],"intrinsic_gas":1}]}]}"#,
            #"{"schema":"perp-v1-trace/1","set":"x","traces":[{"id":"t"}]}"#,
        ]
        let text = random.mutated(Array(random.pick(files).utf8))
        let file = try? VectorFile(path: "fuzz.json", data: Data(text))
        _ = file?.kinds
        return (try? file?.run()) != nil
    }
}

extension FuzzTarget {
    /// A damaged file, read whole and in pieces under random rules; whether it was read.
    func readMarketData(_ random: inout SeededRandom) throws -> Bool {
        let seed = random.next()
        switch try HostileData.check(seed: seed) {
        case .read: return true
        case .refused: return false
        case .wrong(let what): throw WrongReading(seed: seed, what: what)
        }
    }
}

/// A damaged file that was read wrongly.
struct WrongReading: Error, CustomStringConvertible {
    let seed: UInt64
    let what: String

    var description: String { "market data of seed \(seed): \(what)" }
}

extension SeededRandom {
    /// A text of which one in so many is changed.
    fileprivate mutating func mutatedText(_ text: String, one count: Int) -> String {
        below(count) > 0 ? text : String(decoding: mutated(Array(text.utf8)), as: UTF8.self)
    }
}

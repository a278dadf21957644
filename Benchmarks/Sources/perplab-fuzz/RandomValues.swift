import EthereumPrimitives
import SeededRandom
import WideIntegers

extension SeededRandom {
    /// A number whose bit length is uniform in 0 to 256.
    mutating func number() -> UInt256 {
        let bits = below(257)
        return bits == 0 ? .zero : UInt256(next(), next(), next(), next()) >> (256 - bits)
    }

    mutating func address() -> Address { Address(truncating: number()) }

    mutating func rlpItem(depth: Int) -> RLPItem {
        if depth == 0 || below(3) > 0 { return .bytes(bytes(pick([0, 1, 1, 8, 32, 55, 56, 60]))) }
        return .list((0..<below(5)).map { _ in rlpItem(depth: depth - 1) })
    }

    mutating func transaction() -> Transaction {
        let price = number() >> 128
        let envelopes: [TransactionEnvelope] = [
            .legacy(gasPriceWei: price), .accessList(gasPriceWei: price),
            .dynamicFee(maxPriorityFeePerGasWei: price >> 1, maxFeePerGasWei: price),
        ]
        let envelope = pick(envelopes)
        let entries = (0..<(envelope.type == 0 ? 0 : below(3))).map { _ in
            AccessListEntry(
                address: address(), storageKeys: (0..<below(3)).map { _ in Hash256(number()) })
        }
        return Transaction(
            envelope: envelope, chainID: envelope.type == 0 && below(2) == 0 ? nil : next() >> 1,
            nonce: next() >> 8, gasLimit: 100_000 + next() >> 44,
            recipient: below(4) == 0 ? nil : address(), valueWei: number(),
            data: bytes(below(100)), accessList: entries)
    }

    mutating func abiType(depth: Int) -> ABIType {
        switch below(depth == 0 ? 8 : 11) {
        case 0: return .uint(bits: 8 * (1 + below(32)))
        case 1: return .int(bits: 8 * (1 + below(32)))
        case 2: return .address
        case 3: return .bool
        case 4: return .fixedBytes(count: 1 + below(32))
        case 5: return .bytes
        case 6: return .string
        case 7: return .uint256
        case 8: return .array(of: abiType(depth: depth - 1))
        case 9: return .fixedArray(of: abiType(depth: depth - 1), count: below(4))
        default:
            return .tuple(
                (0..<below(4)).map { _ in ABIParameter("", abiType(depth: depth - 1)) })
        }
    }

    mutating func abiValue(of type: ABIType) -> ABIValue {
        switch type {
        case .uint(let bits): return .uint(number() >> (256 - bits))
        case .int(let bits): return .int(Int256(bitPattern: number()) >> (256 - bits))
        case .address: return .address(address())
        case .bool: return .bool(below(2) == 0)
        case .fixedBytes(let count): return .fixedBytes(bytes(count))
        case .function: return .fixedBytes(bytes(24))
        case .bytes: return .bytes(bytes(below(70)))
        case .string: return .text(String(repeating: "é", count: below(40)))
        case .array(let element):
            return .array((0..<below(4)).map { _ in abiValue(of: element) })
        case .fixedArray(let element, let count):
            return .array((0..<count).map { _ in abiValue(of: element) })
        case .tuple(let components):
            return .tuple(components.map { abiValue(of: $0.type) })
        }
    }
}

import EthereumPrimitives
import WideIntegers

/// What a block says of itself, laid out and hashed as on Ethereum.
///
/// `stateRoot` is the running digest of the state's changes, and the roots of transactions and
/// receipts are hashes of lists: none of the three is a Merkle root.
public struct BlockHeader: Hashable, Sendable {
    /// The hash of the block before; zero for the genesis.
    public var parentHash: Hash256
    /// Who is paid the tips.
    public var coinbase: Address
    /// The state's digest after the block.
    public var stateRoot: Hash256
    /// `transactionsRoot(of:)`.
    public var transactionsRoot: Hash256
    /// `receiptsRoot(of:)`.
    public var receiptsRoot: Hash256
    /// Emitters and topics of all logs.
    public var logsBloom: LogsBloom
    /// Blocks before this one.
    public var number: UInt64
    /// Gas that all transactions together may use.
    public var gasLimit: UInt64
    /// Gas that they have used.
    public var gasUsed: UInt64
    /// Seconds since 1970.
    public var timestampSeconds: UInt64
    /// Free bytes: here the number of the branch, so that a block that is built again differs.
    public var extraData: [UInt8]
    /// Wei per gas; nil before London.
    public var baseFeePerGasWei: UInt256?

    /// The digest of an empty list of other blocks, which every header carries.
    /// - Source: yellow paper, section 4.4.
    public static let emptyOmmersHash = Keccak256.hash([0xc0])

    /// The bytes whose digest names the block.
    ///
    /// - Source: yellow paper, section 4.3; EIP-1559. Difficulty, mix digest and nonce are zero.
    public var encoded: [UInt8] {
        var writer = RLPWriter(capacity: 640)
        writer.append(self)
        return writer.bytes
    }

    /// The digest that names the block.
    public var hash: Hash256 { Keccak256.hash(encoded) }
}

extension RLPWriter {
    /// Appends a header as it is hashed.
    mutating func append(_ header: BlockHeader) {
        appendList { writer in
            writer.append(header.parentHash)
            writer.append(BlockHeader.emptyOmmersHash)
            writer.append(header.coinbase as Address?)
            writer.append(header.stateRoot)
            writer.append(header.transactionsRoot)
            writer.append(header.receiptsRoot)
            writer.append(bytes: header.logsBloom.bytes)
            writer.append(0 as UInt64)
            writer.append(header.number)
            writer.append(header.gasLimit)
            writer.append(header.gasUsed)
            writer.append(header.timestampSeconds)
            writer.append(bytes: header.extraData)
            writer.append(Hash256.zero)
            writer.append(bytes: [UInt8](repeating: 0, count: 8))
            if let baseFeePerGasWei = header.baseFeePerGasWei { writer.append(baseFeePerGasWei) }
        }
    }
}

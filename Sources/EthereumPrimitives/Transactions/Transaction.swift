import WideIntegers

/// What a transaction bids for gas, which also decides the form of its envelope.
public enum TransactionEnvelope: Hashable, Sendable {
    /// The original form, type 0; prices in wei per gas.
    case legacy(gasPriceWei: UInt256)
    /// Type 1 with an access list (EIP-2930).
    case accessList(gasPriceWei: UInt256)
    /// Type 2 with a tip and a cap (EIP-1559).
    case dynamicFee(maxPriorityFeePerGasWei: UInt256, maxFeePerGasWei: UInt256)

    /// The EIP-2718 type; 0 for the original form, which has no type byte.
    public var type: UInt8 {
        switch self {
        case .legacy: 0
        case .accessList: 1
        case .dynamicFee: 2
        }
    }

    /// The most that is paid for a unit of gas, in wei.
    public var maxFeePerGasWei: UInt256 {
        switch self {
        case .legacy(let gasPrice), .accessList(let gasPrice): gasPrice
        case .dynamicFee(_, let maxFee): maxFee
        }
    }

    /// The most that the block's producer is paid for a unit of gas, in wei.
    public var maxPriorityFeePerGasWei: UInt256 {
        switch self {
        case .legacy(let gasPrice), .accessList(let gasPrice): gasPrice
        case .dynamicFee(let maxPriorityFee, _): maxPriorityFee
        }
    }

    /// The tip per gas at a base fee, in wei; nil when the cap is below the base fee.
    /// - Source: EIP-1559.
    public func priorityFeePerGasWei(baseFeePerGasWei baseFee: UInt256) -> UInt256? {
        let (room, isBelow) = maxFeePerGasWei.subtractingReportingOverflow(baseFee)
        return isBelow ? nil : min(maxPriorityFeePerGasWei, room)
    }
}

/// One address of an access list, with the storage keys that are announced for it.
public struct AccessListEntry: Hashable, Sendable {
    /// The contract.
    public let address: Address
    /// Its storage slots.
    public let storageKeys: [Hash256]

    /// Pairs an address with its keys.
    public init(address: Address, storageKeys: [Hash256]) {
        self.address = address
        self.storageKeys = storageKeys
    }
}

/// The contents of a transaction before it is signed.
public struct Transaction: Hashable, Sendable {
    /// The form and the bid for gas.
    public var envelope: TransactionEnvelope
    /// The chain it is valid on; nil only for the original form without replay protection.
    public var chainID: UInt64?
    /// How many transactions the sender has sent before.
    public var nonce: UInt64
    /// The most gas it may use.
    public var gasLimit: UInt64
    /// The recipient; nil creates a contract.
    public var recipient: Address?
    /// Native asset that goes along, in wei.
    public var valueWei: UInt256
    /// Call data, or init code.
    public var data: [UInt8]
    /// Announced storage; empty in the original form.
    public var accessList: [AccessListEntry]

    /// A transaction from its parts.
    public init(
        envelope: TransactionEnvelope, chainID: UInt64?, nonce: UInt64, gasLimit: UInt64,
        recipient: Address?, valueWei: UInt256 = 0, data: [UInt8] = [],
        accessList: [AccessListEntry] = []
    ) {
        self.envelope = envelope
        self.chainID = chainID
        self.nonce = nonce
        self.gasLimit = gasLimit
        self.recipient = recipient
        self.valueWei = valueWei
        self.data = data
        self.accessList = accessList
    }

    /// The gas charged before execution under a fork's schedule.
    public func intrinsicGas(fork: Hardfork) -> IntrinsicGas {
        IntrinsicGas(
            data: data, isCreation: recipient == nil, accessListAddresses: accessList.count,
            accessListKeys: accessList.reduce(0) { $0 + $1.storageKeys.count }, fork: fork)
    }
}

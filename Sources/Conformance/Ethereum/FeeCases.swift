import EthereumPrimitives
import WideIntegers

/// `base_fee`: one step of EIP-1559.
struct BaseFeeCase: VectorCase {
    let id: String
    let parentBaseFee: DecimalNumber
    let parentGasLimit: DecimalNumber
    let parentGasUsed: DecimalNumber
    let parentGasTarget: DecimalNumber?
    let nextBaseFee: DecimalNumber

    enum CodingKeys: String, CodingKey {
        case id
        case parentBaseFee = "parent_base_fee"
        case parentGasLimit = "parent_gas_limit"
        case parentGasUsed = "parent_gas_used"
        case parentGasTarget = "parent_gas_target"
        case nextBaseFee = "next_base_fee"
    }

    func run(_ check: inout CaseCheck) {
        guard let limit = check.value("gas limit", { try parentGasLimit.uint64("gas limit") }),
            let used = check.value("gas used", { try parentGasUsed.uint64("gas used") })
        else { return }
        if let parentGasTarget {
            let target = BaseFeeRule.ethereum.gasTarget(gasLimit: limit)
            check.equal("target", expected: parentGasTarget.value, got: UInt256(target))
        }
        let next = BaseFeeRule.ethereum.next(
            parentBaseFeePerGasWei: parentBaseFee.value, parentGasUsed: used, parentGasLimit: limit)
        check.equal("next_base_fee", expected: nextBaseFee.value, got: next)
    }
}

/// `base_fee_series`: many blocks in a row.
struct BaseFeeSeriesCase: VectorCase {
    let id: String
    let gasLimit: DecimalNumber
    let gasUsed: [DecimalNumber]
    let baseFees: [DecimalNumber]

    enum CodingKeys: String, CodingKey {
        case id
        case gasLimit = "gas_limit"
        case gasUsed = "gas_used"
        case baseFees = "base_fees"
    }

    func run(_ check: inout CaseCheck) {
        guard let first = baseFees.first,
            let limit = check.value("gas limit", { try gasLimit.uint64("gas limit") })
        else { return }
        var baseFee = first.value
        for (index, expected) in baseFees.enumerated().dropFirst() {
            guard index <= gasUsed.count,
                let used = check.value("gas used", { try gasUsed[index - 1].uint64("gas used") })
            else {
                check.fail("gas_used", expected: "an entry for each block", got: "too few")
                return
            }
            baseFee = BaseFeeRule.ethereum.next(
                parentBaseFeePerGasWei: baseFee, parentGasUsed: used, parentGasLimit: limit)
            check.equal("base_fees[\(index)]", expected: expected.value, got: baseFee)
        }
    }
}

/// `intrinsic_gas`: the charge before execution, fork by fork.
struct IntrinsicGasCase: VectorCase {
    let id: String
    let create: Bool
    let data: HexBytes?
    let dataSpec: RepeatedByte?
    let accessList: [AccessListRow]
    let authorizations: UInt32
    let results: [Outcome]

    struct Outcome: Decodable {
        let forks: [String]
        let intrinsicGas: UInt64
        let floorGas: UInt64?
        let minGasLimit: UInt64?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case forks, error
            case intrinsicGas = "intrinsic_gas"
            case floorGas = "floor_gas"
            case minGasLimit = "min_gas_limit"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, create, data, authorizations, results
        case dataSpec = "data_spec"
        case accessList = "access_list"
    }

    func run(_ check: inout CaseCheck) {
        let bytes = dataSpec?.bytes ?? data?.bytes ?? []
        for outcome in results {
            for fork in check.forks(outcome.forks) {
                compare(outcome, data: bytes, fork: fork, &check)
            }
        }
    }

    private func compare(
        _ outcome: Outcome, data: [UInt8], fork: Hardfork, _ check: inout CaseCheck
    ) {
        let gas = IntrinsicGas(
            data: data, isCreation: create, accessListAddresses: accessList.count,
            accessListKeys: accessList.reduce(0) { $0 + $1.entry.storageKeys.count },
            authorizations: Int(authorizations), fork: fork)
        let name = fork.rawValue
        check.equal("\(name) intrinsic_gas", expected: outcome.intrinsicGas, got: gas.intrinsic)
        check.equal("\(name) floor_gas", expected: outcome.floorGas ?? 0, got: gas.floor)
        if let minimum = outcome.minGasLimit {
            check.equal("\(name) min_gas_limit", expected: minimum, got: gas.gasLimitMin)
        }
        let isTooLarge =
            create && fork >= .shanghai && data.count > IntrinsicGas.initCodeBytesMax
        check.equal(
            "\(name) error", expected: outcome.error == "INITCODE_SIZE_EXCEEDED", got: isTooLarge)
    }
}

extension CaseCheck {
    /// The forks of these names; a name that is none fails the case.
    mutating func forks(_ names: [String]) -> [Hardfork] {
        names.compactMap { name in
            if let fork = Hardfork(rawValue: name) { return fork }
            fail("fork", expected: "a known fork", got: name)
            return nil
        }
    }
}

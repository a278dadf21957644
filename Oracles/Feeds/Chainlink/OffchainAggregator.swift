import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An aggregator whose answers are medians that a network of oracles has signed off the chain.
///
/// A report counts when it names the configuration in force, is newer than the last, is sent by a
/// transmitter and signed by more than `f` signers. Payments to oracles and access control of
/// readers are left out.
///
/// Rounds are counted from one, and round zero is all zeros, as every round that does not exist.
/// Whoever walks back through rounds by their ids, as `ChainlinkPriceFeed` does, meets it as a price
/// of zero at the second zero; `setGenesisRounds` gives a run the history that keeps it out.
/// - Source: Chainlink OffchainAggregator 3.0.0; OCR2Aggregator for the number of observations.
public final class OffchainAggregator: Contract {
    /// The functions and events of the aggregator.
    public let abi: ContractABI
    let bounds: AnswerBounds
    let signers: AccountList
    let transmitters: AccountList
    /// Configuration digest, epoch, `f` and latest round, as the original packs them.
    let hotSlot: Slot
    /// Configurations so far, and the block of the last one above bit 32.
    let configSlot: Slot
    /// One word for each round.
    let transmissions: SlotTable
    let newTransmission: ABIEvent
    let configSet: ABIEvent
    let answerUpdatedTopic: UInt256
    let newRoundTopic: UInt256
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let decimals: UInt8
    private let text: String

    /// Places an aggregator without rounds.
    /// - Parameters:
    ///   - decimals: decimal places of its answers, 8 for most pairs.
    ///   - description: what it prices, such as `ETH / USD`.
    ///   - configuration: its first configuration, whose digest is that of count 1.
    public init(
        at address: Address, in host: ContractHost, owner: Address, decimals: UInt8 = 8,
        description: String, bounds: AnswerBounds = .anyPositive, configuration: OCRConfiguration
    ) throws(ABIDeclarationError) {
        let abi = try ContractABI(
            "OffchainAggregator", declarations: OffchainAggregator.declarations)
        self.abi = abi
        newTransmission = try ABIEvent(parsing: OffchainAggregator.newTransmissionDeclaration)
        configSet = try ABIEvent(parsing: OffchainAggregator.configSetDeclaration)
        answerUpdatedTopic = abi.topic(ofEvent: "AnswerUpdated")
        newRoundTopic = abi.topic(ofEvent: "NewRound")
        table = DispatchTable(abi)
        self.bounds = bounds
        self.decimals = decimals
        text = description
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        hotSlot = state.addSlots(2)
        configSlot = hotSlot.advanced(by: 1)
        signers = AccountList(in: state)
        transmitters = AccountList(in: state)
        transmissions = state.addTable(width: 1)
        ownable.initialize(owner: state.account(owner), in: state)
        signers.initialize(configuration.signers, in: state)
        transmitters.initialize(configuration.transmitters, in: state)
        let hot = AggregatorHotWord(
            configDigest: configuration.digest(aggregator: address, configCount: 1),
            faultyMax: configuration.faultyMax)
        state.write(hot.word, to: hotSlot)
        state.write(.one, to: configSlot)
        host.deploy(self, at: state.account(address))
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case decimals, getRoundData, latestRoundData
        case latestAnswer, latestTimestamp, latestRound, getAnswer, getTimestamp
        case description, version, minAnswer, maxAnswer
        case transmit, setConfig, transmitters, latestConfigDetails, latestTransmissionDetails
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .decimals: return CallResult.word(UInt256(UInt64(decimals)))
        case .getRoundData: return try roundData(try arguments.uint(bits: 80), context)
        case .latestRoundData:
            return try roundData(UInt256(UInt64(try hotWord(context).latestRound)), context)
        case .latestAnswer:
            return CallResult.word(try latestTransmission(context).answer)
        case .latestTimestamp:
            return CallResult.word(UInt256(try latestTransmission(context).timestampSeconds))
        case .latestRound:
            return CallResult.word(UInt256(UInt64(try hotWord(context).latestRound)))
        case .getAnswer:
            return CallResult.word(try transmission(try arguments.uint256(), context).answer)
        case .getTimestamp:
            let round = try transmission(try arguments.uint256(), context)
            return CallResult.word(UInt256(round.timestampSeconds))
        case .description: return layout.result(text)
        case .version: return CallResult.word(4 as UInt256)
        case .minAnswer: return CallResult.word(bounds.answerMin)
        case .maxAnswer: return CallResult.word(bounds.answerMax)
        case .transmit: try transmit(try SubmittedReport(input, layout), context)
        case .setConfig:
            try ownable.requireOwner(in: context)
            try setConfiguration(input, layout, context)
        case .transmitters: return layout.result(try transmitters.members(in: context))
        case .latestConfigDetails: return try configDetails(context)
        case .latestTransmissionDetails: return try transmissionDetails(context)
        }
        return CallResult.none
    }

    private static let newTransmissionDeclaration =
        "event NewTransmission(uint32 indexed aggregatorRoundId, int192 answer, "
        + "address transmitter, int192[] observations, bytes observers, "
        + "bytes32 rawReportContext)"
    private static let configSetDeclaration =
        "event ConfigSet(uint32 previousConfigBlockNumber, uint64 configCount, "
        + "address[] signers, address[] transmitters, uint8 threshold, "
        + "uint64 encodedConfigVersion, bytes encoded)"

    private static let declarations =
        Ownable.declarations + AggregatorCalls.declarations
        + AggregatorCalls.answerDeclarations + [
            "function description() view returns (string)",
            "function version() view returns (uint256)",
            "function minAnswer() view returns (int192)",
            "function maxAnswer() view returns (int192)",
            SignedOCRReport.transmitDeclaration,
            "function setConfig(address[] _signers, address[] _transmitters, uint8 _threshold, "
                + "uint64 _encodedConfigVersion, bytes _encoded)",
            "function transmitters() view returns (address[])",
            "function latestConfigDetails() view returns (uint32 configCount, "
                + "uint32 blockNumber, bytes16 configDigest)",
            "function latestTransmissionDetails() view returns (bytes16 configDigest, "
                + "uint32 epoch, uint8 round, int192 latestAnswer, uint64 latestTimestamp)",
            newTransmissionDeclaration,
            "event AnswerUpdated(int256 indexed current, uint256 indexed roundId, "
                + "uint256 updatedAt)",
            "event NewRound(uint256 indexed roundId, address indexed startedBy, "
                + "uint256 startedAt)",
            configSetDeclaration,
        ]
}

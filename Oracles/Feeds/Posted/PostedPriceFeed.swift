import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed whose validators each post prices, and whose answer is their stake-weighted median.
///
/// With one validator it is an index that an exchange posts alone. Posts count while they are
/// fresh. When posts with less than half of all stake are fresh the answer is stale, and it is
/// taken over all posts when none is.
/// - Source: Hyperliquid documentation, "Oracle"; the rule for too few fresh posts is this
///   library's.
public final class PostedPriceFeed: StatusFeed {
    /// The functions and events of the feed.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let validators: AccountList
    /// Of each validator its weight, and above bit 64 the second of its admission.
    private let weights: SlotTable
    /// Keys, whose ordinals number the posts; no field of their own but one.
    private let keys: KeyTable
    /// The post of each key and validator.
    private let posts: SlotTable
    private let postAgeSecondsMax: UInt64?
    private let postedTopic: UInt256

    /// Places a feed without posts.
    /// - Parameters:
    ///   - validators: who posts, and with which weight.
    ///   - postAgeSecondsMax: the oldest a post may be to count, exactly as old included; nil for
    ///     any.
    public init(
        at address: Address, in host: ContractHost, owner: Address, validators: StakedValidators,
        postAgeSecondsMax: UInt64? = nil
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("PostedPriceFeed", declarations: PostedPriceFeed.declarations)
        table = DispatchTable(abi)
        postedTopic = abi.topic(ofEvent: "PricePosted")
        self.postAgeSecondsMax = postAgeSecondsMax
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        self.validators = AccountList(in: state)
        weights = state.addTable(width: 1)
        keys = KeyTable(fieldCount: 1, in: state)
        posts = state.addTable(width: 1)
        ownable.initialize(owner: state.account(owner), in: state)
        self.validators.initialize(validators.validators.map(\.account), in: state)
        for validator in validators.validators {
            let slot = state.record(in: weights, state.account(validator.account))
            state.write(UInt256(validator.weight), to: slot)
        }
        host.deploy(self, at: state.account(address))
    }

    // MARK: - Posting

    /// Writes the caller's price of a key.
    /// - Throws: `not a validator`, `price out of range` for none or more than 192 bits.
    private func submit(
        _ key: Hash256, _ priceWad: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(ReportGas.value)
        guard try validators.contains(context.caller, in: context) else {
            throw .reason("not a validator")
        }
        let seconds = context.block.timestampSeconds
        guard !priceWad.isZero,
            let word = PostedPrice.word(priceWad: priceWad, timestampSeconds: seconds)
        else { throw .reason("price out of range") }
        try context.store(word, to: post(key, context.caller, context))
        try context.log(
            topics: [
                postedTopic, UInt256(key), context.state.address(of: context.caller).number,
            ],
            words: [priceWad, UInt256(seconds)])
    }

    private func submitBatch(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) {
        let fields = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            (keys: try reader.uint256Array(), prices: try reader.uint256Array())
        }
        guard fields.keys.count == fields.prices.count else {
            throw .reason("keys and prices of unequal number")
        }
        for (key, price) in zip(fields.keys, fields.prices) {
            try submit(Hash256(key), price, context)
        }
    }

    private func post(_ key: Hash256, _ account: AccountID, _ context: CallContext) -> Slot {
        let ordinal = keys.record(of: key, in: context.state).ordinal
        precondition(ordinal < 1 << 32, "key \(ordinal) of a feed")
        return context.state.record(
            in: posts, number: ordinal << 32 | UInt64(account.rawValue))
    }

    // MARK: - Reading

    /// The median of the posts, with the second of the post that it comes from.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(ReportGas.view)
        var all: [PostedPrice] = []
        var stake = UInt128(0)
        for validator in try validators.members(in: context) {
            let account = context.state.account(validator)
            let admission = try context.load(context.state.record(in: weights, account))
            let weight = admission.w0
            stake += UInt128(weight)
            let posted = PostedPrice(
                word: try context.load(post(key, account, context)), weight: weight)
            if !posted.priceWad.isZero && posted.timestampSeconds >= admission.w1 {
                all.append(posted)
            }
        }
        let fresh = all.filter { isFresh($0, at: context.block.timestampSeconds) }
        guard let median = PostedPrice.median(of: fresh.isEmpty ? all : fresh) else {
            return .none
        }
        let freshStake = fresh.reduce(UInt128(0)) { $0 + UInt128($1.weight) }
        return FeedReading(
            priceWad: median.priceWad, updatedAtSeconds: median.timestampSeconds,
            status: freshStake * 2 >= stake ? .ok : .stale)
    }

    private func isFresh(_ post: PostedPrice, at seconds: UInt64) -> Bool {
        guard let postAgeSecondsMax else { return true }
        return post.timestampSeconds <= seconds
            && seconds - post.timestampSeconds <= postAgeSecondsMax
    }

    // MARK: - Owner

    /// Puts other validators in place of all; what those posted who leave no longer counts, not
    /// even when they come back.
    private func setValidators(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) {
        let fields = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            (
                accounts: try reader.addressArray(),
                weights: try reader.array(of: .word) { reader throws(ABIDecodingError) in
                    try reader.uint64()
                }
            )
        }
        guard fields.accounts.count == fields.weights.count else {
            throw .reason("accounts and weights of unequal number")
        }
        let checked: StakedValidators
        do {
            checked = try StakedValidators(
                zip(fields.accounts, fields.weights).map { .init($0, weight: $1) })
        } catch {
            throw .reason("\(error)")
        }
        let before = try validators.members(in: context)
        try validators.replace(with: checked.validators.map(\.account), in: context)
        for validator in checked.validators {
            let slot = context.state.record(
                in: weights, context.state.account(validator.account))
            let admittedSeconds =
                before.contains(validator.account)
                ? try context.load(slot).w1 : context.block.timestampSeconds
            try context.store(UInt256(validator.weight, admittedSeconds, 0, 0), to: slot)
        }
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
        case submit, submitBatch, getValidators, weightOf, postOf, setValidators
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .getReading: return try run(.getReading, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .submit:
            let key = try arguments.bytes32()
            try submit(key, try arguments.uint256(), context)
        case .submitBatch: try submitBatch(input, layout, context)
        case .getValidators: return layout.result(try validators.members(in: context))
        case .weightOf:
            let account = try arguments.account()
            guard try validators.contains(account, in: context) else {
                return CallResult.word(UInt256.zero)
            }
            let admission = try context.load(context.state.record(in: weights, account))
            return CallResult.word(UInt256(admission.w0))
        case .postOf:
            let key = try arguments.bytes32()
            let slot = post(key, try arguments.account(), context)
            let posted = PostedPrice(word: try context.load(slot), weight: 0)
            return CallResult.words([posted.priceWad, UInt256(posted.timestampSeconds)])
        case .setValidators:
            try ownable.requireOwner(in: context)
            try setValidators(input, layout, context)
        }
        return CallResult.none
    }

    private static let declarations =
        Ownable.declarations + StatusFeedView.declarations + [
            "function submit(bytes32 priceFeedKey, uint256 price)",
            "function submitBatch(bytes32[] priceFeedKeys, uint256[] prices)",
            "function getValidators() view returns (address[])",
            "function weightOf(address validator) view returns (uint256)",
            "function postOf(bytes32 priceFeedKey, address validator) view "
                + "returns (uint256 price, uint256 timestamp)",
            "function setValidators(address[] newValidators, uint64[] newWeights)",
            "event PricePosted(bytes32 indexed priceFeedKey, address indexed validator, "
                + "uint256 price, uint256 timestamp)",
        ]
}

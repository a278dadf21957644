import Chain
import EthereumPrimitives
import Simulation

/// Whose trial it is, and how it is judged.
public struct KeeperTrialSettings {
    /// The bot's account.
    public var bot: Address
    /// The node that answers it; the first one that answers agents if it is nil.
    public var node: NodeID?
    /// The name of the agent in the bot's seat; nil for a bot behind JSON-RPC.
    public var agent: String?
    /// How the bot is driven, for the card.
    public var driver: String
    /// The clock, for the card.
    public var clock = "lockstep"
    /// The program's version, for the card.
    public var build = ""
    /// Whether another run of the seed gives the same card.
    public var determinism = Scorecard.Determinism.exact
    /// Whether heads are noted as they reach the node; otherwise whoever serves the bot does so, by
    /// `note(head:)`.
    public var observesNode = true
    /// What the card must hold.
    public var rules: [KeeperRule] = []
    /// What is broken beside the scenario's own faults, such as the bot's connection.
    public var faults: [TrialRecord.Fault] = []

    /// Settings for an account.
    public init(bot: Address, driver: String) {
        self.bot = bot
        self.driver = driver
    }
}

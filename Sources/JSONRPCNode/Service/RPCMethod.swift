import JSONText

/// A method that requests can name.
public struct RPCMethod: Sendable {
    /// What a client needs to be allowed.
    public enum Access: String, Hashable, Sendable {
        /// Anybody may.
        case open
        /// It lets the clock go on, as a bot does that is done with a head.
        case step
        /// It changes clock or chain by other ways than a transaction.
        case control
        /// It is known and refused, with the reason in the answer.
        case refused
    }

    typealias Handler =
        @Sendable (NodeService, Parameters, inout JSONWriter) throws(RPCError) -> Void

    /// The name.
    public internal(set) var name: String
    /// The name of the row that it repeats; nil for the row's own.
    public internal(set) var aliasOf: String?
    /// The parameters in order; those that may be missing end in a question mark.
    public let parameters: [String]
    /// Who may call it.
    public let access: Access
    /// Result and deviations in one line.
    public let summary: String
    let handler: Handler
    /// Parameters that must be there.
    let requiredCount: Int

    init(
        _ name: String, _ parameters: [String], access: Access = .open, _ summary: String,
        handler: @escaping Handler
    ) {
        self.name = name
        self.parameters = parameters
        self.access = access
        self.summary = summary
        self.handler = handler
        requiredCount = parameters.count { !$0.hasSuffix("?") }
    }

    /// A method without parameters.
    init(
        _ name: String, access: Access = .open, _ summary: String, handler: @escaping Handler
    ) {
        self.init(name, [], access: access, summary, handler: handler)
    }

    /// A method that is refused with a reason.
    init(refusing name: String, _ parameters: [String], _ reason: String) {
        self.init(name, parameters, access: .refused, "refused: \(reason)") {
            (_, _, _) throws(RPCError) in
            throw .notSupported(reason)
        }
    }
}

/// All methods by name.
struct MethodTable: Sendable {
    static let shared = MethodTable()

    /// Rows and aliases, sorted by name.
    let methods: [RPCMethod]
    private let places: [String: Int]

    private init() {
        var methods: [RPCMethod] = []
        for group in MethodTable.groups {
            for (method, aliases) in group {
                methods.append(method)
                for alias in aliases {
                    var other = method
                    other.name = alias
                    other.aliasOf = method.name
                    methods.append(other)
                }
            }
        }
        methods.sort { $0.name < $1.name }
        var places: [String: Int] = [:]
        for (place, method) in methods.enumerated() {
            precondition(places[method.name] == nil, "\(method.name) stands twice")
            places[method.name] = place
        }
        self.methods = methods
        self.places = places
    }

    func find(_ name: String) -> RPCMethod? { places[name].map { methods[$0] } }

    /// A row and the other names of it.
    typealias Row = (method: RPCMethod, aliases: [String])

    private static var groups: [[Row]] {
        [
            networkMethods, accountMethods, callMethods, simulationMethods, blockMethods,
            uncleMethods, transactionMethods, privateMethods, logMethods, filterMethods,
            subscriptionMethods, feeMethods, signingMethods, clockMethods, stateControlMethods,
            poolMethods, traceMethods, flatTraceMethods, perplabMethods,
        ]
    }
}

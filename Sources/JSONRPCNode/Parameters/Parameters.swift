import Chain
import EthereumPrimitives
import JSONText
import WideIntegers

/// The arguments of one request, read by place.
///
/// - Source of the words of errors: go-ethereum, rpc/json.go and common/hexutil.
struct Parameters {
    private let views: [JSONView]
    /// Who asks.
    let client: NodeClient

    /// Checks the shape and the number of arguments.
    init(_ view: JSONView?, of method: RPCMethod, from client: NodeClient) throws(RPCError) {
        self.client = client
        guard let view, !view.isNull else {
            views = []
            try check(method)
            return
        }
        guard view.kind == .list else { throw .invalidParameters("non-array args") }
        views = view.elements
        try check(method)
    }

    private func check(_ method: RPCMethod) throws(RPCError) {
        if views.count > method.parameters.count {
            throw .invalidParameters(
                "too many arguments, want at most \(method.parameters.count)")
        }
        for place in 0..<method.requiredCount where self[place] == nil {
            throw .invalidParameters("missing value for required argument \(place)")
        }
    }

    /// An argument; nil where it is missing or `null`.
    subscript(_ place: Int) -> JSONView? {
        guard views.indices.contains(place), !views[place].isNull else { return nil }
        return views[place]
    }

    /// An argument that the method's row says is there.
    func view(_ place: Int) throws(RPCError) -> JSONView {
        guard let view = self[place] else {
            throw .invalidParameters("missing value for required argument \(place)")
        }
        return view
    }

    /// Reads an argument, and names its place in what is wrong with it.
    func read<Value>(
        _ place: Int, _ body: (JSONView) throws(HexProblem) -> Value
    ) throws(RPCError) -> Value {
        let view = try view(place)
        do throws(HexProblem) {
            return try body(view)
        } catch {
            throw .invalidArgument(place, error.reason)
        }
    }

    /// As `read`, of an argument that may be missing.
    func readIfPresent<Value>(
        _ place: Int, _ body: (JSONView) throws(HexProblem) -> Value
    ) throws(RPCError) -> Value? {
        self[place] == nil ? nil : try read(place, body)
    }

    // MARK: - Kinds

    func address(_ place: Int) throws(RPCError) -> Address {
        try read(place) { (view) throws(HexProblem) in try view.address() }
    }

    func hash(_ place: Int) throws(RPCError) -> Hash256 {
        try read(place) { (view) throws(HexProblem) in try view.hash() }
    }

    func data(_ place: Int) throws(RPCError) -> [UInt8] {
        try read(place) { (view) throws(HexProblem) in try view.data() }
    }

    func quantity(_ place: Int) throws(RPCError) -> UInt256 {
        try read(place) { (view) throws(HexProblem) in try view.quantity() }
    }

    func quantity64(_ place: Int) throws(RPCError) -> UInt64 {
        try read(place) { (view) throws(HexProblem) in try view.quantity64() }
    }

    /// A number in either form, as the controls of development nodes take them.
    func number(_ place: Int) throws(RPCError) -> UInt64 {
        try read(place) { (view) throws(HexProblem) in try view.number64() }
    }

    func bool(_ place: Int) throws(RPCError) -> Bool {
        guard let value = try view(place).bool else {
            throw .invalidArgument(
                place, "json: cannot unmarshal non-bool into Go value of type bool")
        }
        return value
    }

    /// A block; `missing` where the argument is not there.
    func block(_ place: Int, missing: BlockTag = .latest) throws(RPCError) -> BlockTag {
        guard self[place] != nil else { return missing }
        return try read(place) { (view) throws(HexProblem) in try view.blockTag() }
    }
}

import JSONText

/// One call of a request.
struct RPCCall {
    /// Nil in a notification.
    let id: JSONValue?
    let method: String
    let params: [JSONValue]
}

/// A request that is JSON: one call or a batch of them.
struct RPCRequest {
    /// In the order of the request; nil for what is no call.
    let calls: [RPCCall?]
    private let document: JSONValue

    init?(_ body: [UInt8]) {
        var reader = JSONReader(body)
        guard let document = try? reader.document() else { return nil }
        self.document = document
        if case .list(let items) = document {
            calls = items.map(RPCRequest.call)
        } else {
            calls = [RPCRequest.call(document)]
        }
    }

    private static func call(_ item: JSONValue) -> RPCCall? {
        guard case .text(let method)? = item["method"] else { return nil }
        var params: [JSONValue] = []
        if case .list(let values)? = item["params"] { params = values }
        return RPCCall(id: item["id"], method: method, params: params)
    }

    /// Whether one of the calls is of a method.
    func contains(_ method: String) -> Bool { calls.contains { $0?.method == method } }

    /// The body with other parameters for the calls of some places.
    func body(with params: [Int: [JSONValue]]) -> [UInt8] {
        func changed(_ item: JSONValue, _ index: Int) -> JSONValue {
            params[index].map { item.with("params", .list($0)) } ?? item
        }
        if case .list(let items) = document {
            return Array(JSONValue.list(items.enumerated().map { changed($1, $0) }).line.utf8)
        }
        return Array(changed(document, 0).line.utf8)
    }

    /// The answer with each call's part changed; nil where nothing is, so that bytes stay what they are.
    ///
    /// The parts of a batch are found by their place where the numbers agree, else by their number.
    func answer(
        _ body: [UInt8], changing change: (Int, RPCCall, JSONValue) -> JSONValue
    ) -> [UInt8]? {
        var reader = JSONReader(body)
        guard let answer = try? reader.document() else { return nil }
        var changed = answer
        if case .list(var parts) = answer {
            for (index, call) in calls.enumerated() {
                guard let call, let id = call.id else { continue }
                let place =
                    index < parts.count && parts[index]["id"] == id
                    ? index : parts.firstIndex { $0["id"] == id }
                if let place { parts[place] = change(index, call, parts[place]) }
            }
            changed = .list(parts)
        } else if let call = calls.first ?? nil {
            changed = change(0, call, answer)
        }
        return changed == answer ? nil : Array(changed.line.utf8)
    }

    /// Every call's answer is that error.
    func refusal(code: Int, _ message: String) -> [UInt8] {
        func part(_ call: RPCCall?) -> JSONValue {
            .object([.init("jsonrpc", .text("2.0")), .init("id", call?.id ?? .null)])
                .failing(code: code, message)
        }
        if case .list = document { return Array(JSONValue.list(calls.map(part)).line.utf8) }
        return Array(part(calls.first ?? nil).line.utf8)
    }
}

extension JSONValue {
    /// The value of a member; nil where there is none, or no object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// A quantity, as `0x1a`.
    var quantity: UInt64? {
        guard case .text(let text) = self, text.hasPrefix("0x") else { return nil }
        return UInt64(text.dropFirst(2), radix: 16)
    }

    /// A quantity's text.
    static func quantity(_ value: UInt64) -> JSONValue { .text("0x" + String(value, radix: 16)) }

    /// The object with a member's value replaced, or the member added.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index] = Member(name, value)
        } else {
            members.append(Member(name, value))
        }
        return .object(members)
    }

    private func without(_ name: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name })
    }

    /// An answer with that result in the place of what it has.
    func answering(_ result: JSONValue) -> JSONValue { without("error").with("result", result) }

    /// An answer with that error in the place of what it has.
    func failing(code: Int, _ message: String) -> JSONValue {
        without("result").with(
            "error", .object([.init("code", .integer(code)), .init("message", .text(message))]))
    }
}

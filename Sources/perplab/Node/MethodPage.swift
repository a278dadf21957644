import JSONRPCNode

/// The reference of a node's methods, from the table that requests are dispatched by.
enum MethodPage {
    /// The page in Markdown.
    static var text: String {
        var text = """
            # Methods of the node

            This page is generated:

                perplab node --methods > docs/json-rpc-methods.md

            A method that is not listed is answered with -32601. *Access*: open to anybody; *step* lets the
            clock go on; *control* changes clock or chain, which pages of other origins and bots under test
            may not; *refused* is known, and answered with -32004 and the reason.

            | method | other names | parameters | access | result |
            |---|---|---|---|---|

            """
        let all = NodeService.methods
        for method in all where method.aliasOf == nil {
            let others = all.filter { $0.aliasOf == method.name }.map { "`\($0.name)`" }
            text += "| `\(method.name)` | \(others.joined(separator: ", ")) "
            text += "| \(method.parameters.joined(separator: ", ").cell) "
            text += "| \(method.access.rawValue) | \(method.summary.cell) |\n"
        }
        let aliases = all.count { $0.aliasOf != nil }
        return text + "\n\(all.count - aliases) methods and \(aliases) other names.\n"
    }
}

extension String {
    /// The text as a table's cell.
    fileprivate var cell: String { replacing("|", with: "\\|") }
}

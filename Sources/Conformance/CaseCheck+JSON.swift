extension CaseCheck {
    /// Compares two JSON values to the last member and reports each place where they differ.
    mutating func same(_ what: String, expected: JSONValue, got: JSONValue) {
        met()
        switch (expected, got) {
        case (.object(let expectedMembers), .object(let gotMembers)):
            for key in Set(expectedMembers.keys).union(gotMembers.keys).sorted() {
                same("\(what).\(key)", expectedMembers[key], gotMembers[key])
            }
        case (.array(let expectedElements), .array(let gotElements)):
            for index in 0..<max(expectedElements.count, gotElements.count) {
                same("\(what)[\(index)]", expectedElements.at(index), gotElements.at(index))
            }
        default:
            if expected != got { fail(what, expected: expected.shortText, got: got.shortText) }
        }
    }

    private mutating func same(_ what: String, _ expected: JSONValue?, _ got: JSONValue?) {
        if let expected, let got {
            same(what, expected: expected, got: got)
        } else {
            fail(
                what, expected: expected?.shortText ?? "nothing", got: got?.shortText ?? "nothing")
        }
    }
}

extension Array {
    fileprivate func at(_ index: Int) -> Element? { index < count ? self[index] : nil }
}

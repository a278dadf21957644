/// Cards as a test report in JUnit's XML: a suite for each card, a case for each rule.
public enum RuleSuite {
    /// The document.
    public static func xml(_ cards: [Scorecard]) -> String {
        let cases = cards.reduce(0) { $0 + count(of: $1) }
        let failures = cards.reduce(0) { $0 + $1.requirements.count { !$0.isPassed } }
        let errors = cards.count { $0.ending != .complete }
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        return head
            + "<testsuites name=\"perplab keeper\" tests=\"\(cases)\" failures=\"\(failures)\" "
            + "errors=\"\(errors)\">\n" + cards.map(suite).joined() + "</testsuites>\n"
    }

    /// Rules, and one more where the trial did not come to its end.
    private static func count(of card: Scorecard) -> Int {
        card.requirements.count + (card.ending == .complete ? 0 : 1)
    }

    private static func suite(_ card: Scorecard) -> String {
        let name = escaped("\(card.run.scenario) seed \(card.run.seed)")
        let failures = card.requirements.count { !$0.isPassed }
        let errors = card.ending == .complete ? 0 : 1
        var text =
            "  <testsuite name=\"\(name)\" tests=\"\(count(of: card))\" failures=\"\(failures)\" "
            + "errors=\"\(errors)\">\n"
        for outcome in card.requirements { text += testCase(outcome, in: name) }
        if card.ending != .complete {
            text += "    <testcase classname=\"\(name)\" name=\"the trial ends\">"
            text += "<error message=\"\(escaped(card.ending.rawValue))\"/></testcase>\n"
        }
        return text + "  </testsuite>\n"
    }

    private static func testCase(_ outcome: RuleOutcome, in suite: String) -> String {
        let rule = escaped(outcome.rule.description)
        let head = "    <testcase classname=\"\(suite)\" name=\"\(rule)\""
        if outcome.isPassed { return head + "/>\n" }
        let value = escaped(Scorecard.plain(outcome.value))
        return head + "><failure message=\"\(rule), was \(value)\"/></testcase>\n"
    }

    /// Text that stands in an attribute; what XML 1.0 cannot hold is replaced.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += " "
            case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

import Foundation
import Results
import TestSupport
import Testing

@Suite struct SchemaDocumentTests {
    @Test("docs/results-schema.md is what the tables say; PERPLAB_RECORD_DOCS=1 writes it anew")
    func document() throws {
        let file = Places.repository.appendingPathComponent("docs/results-schema.md")
        if ProcessInfo.processInfo.environment["PERPLAB_RECORD_DOCS"] == "1" {
            try Data(SchemaDocument.markdown.utf8).write(to: file)
        }
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(
            text == SchemaDocument.markdown,
            "PERPLAB_RECORD_DOCS=1 make test SWIFT_TEST_ARGUMENTS='--filter SchemaDocumentTests'")
    }
}

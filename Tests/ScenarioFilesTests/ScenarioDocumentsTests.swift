import Foundation
import ScenarioFiles
import TestSupport
import Testing

@Suite struct ScenarioDocumentsTests {
    @Test("the reference in the folder of documents is the generated one")
    func reference() throws {
        let file = Places.repository.appendingPathComponent("docs/scenario-reference.md")
        #expect(
            try String(contentsOf: file, encoding: .utf8) == ScenarioDocuments.reference + "\n",
            "perplab scenarios reference > docs/scenario-reference.md")
    }

    @Test("the schema is JSON and names what it must")
    func schema() throws {
        let data = Data(ScenarioDocuments.schema.utf8)
        let document = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(document["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(document["required"] as? [String] == ["schema_version", "name"])
        #expect(document["additionalProperties"] as? Bool == false)
        let properties = try #require(document["properties"] as? [String: [String: Any]])
        #expect(properties.count == 25)
        #expect(properties["duration"]?["default"] as? String == "1h")
        let paths = try #require(properties["paths"]?["items"] as? [String: Any])
        let forms = try #require(paths["oneOf"] as? [[String: Any]])
        #expect(forms.count == 3)
        #expect(forms[0]["required"] as? [String] == ["kind", "name", "points"])
        let points = try #require(forms[0]["properties"] as? [String: [String: Any]])
        #expect(points["kind"]?["const"] as? String == "points")
        #expect(points["interpolation"]?["enum"] as? [String] == ["step", "linear"])
    }
}

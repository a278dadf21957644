import Experiments
import Foundation
import ScenarioFiles
import Simulation
import TestSupport
import Testing

@Suite struct SlippageStudyFileTests {
    private static let small = """
        name: small
        seeds: 5
        orders: {sizes: [1_000, 20_000]}
        curves:
          - {name: plain, form: constant-product, fee_bps: 7.5}
          - {name: near, form: concentrated, width: 0.25}
        """

    private func lines(
        _ text: String, _ overrides: [(key: String, value: String)] = []
    ) -> [String] {
        do throws(ScenarioFileError) {
            _ = try SlippageStudyFile(text: text, file: "f.yaml", overrides: overrides)
            return []
        } catch {
            return error.lines
        }
    }

    @Test("a file is read, and its resolved text as the same study")
    func roundTrip() throws {
        let file = try SlippageStudyFile(
            text: Self.small, file: "f.yaml", overrides: [("curves[near].width", "0.5")])
        #expect(file.study.orders.sizes == [1_000, 20_000])
        #expect(file.study.curves[0].feeBps == 7.5)
        guard case .concentrated(let range) = file.study.curves[1].form else {
            Issue.record("the second curve is no range")
            return
        }
        #expect(range.width == 0.5)
        for comments in [false, true] {
            let text = file.resolvedText(withComments: comments)
            let again = try SlippageStudyFile(text: text, file: "again.yaml")
            #expect(again.study == file.study)
            #expect(again.resolvedText(withComments: comments) == text)
        }
    }

    @Test("built-in studies are valid, and are the files of the folder")
    func builtIn() throws {
        let folder = Places.repository.appendingPathComponent("Studies").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(BuiltInStudy.all.map { "\($0.name).yaml" }.sorted() == files)
        for builtIn in BuiltInStudy.all {
            let file = try SlippageStudyFile(named: builtIn.name)
            #expect(file.study.name == builtIn.name)
            #expect(!file.study.title.isEmpty)
            #expect(file.study.seeds >= 100)
            let again = try SlippageStudyFile(text: file.resolvedText(), file: "again.yaml")
            #expect(again.study == file.study)
        }
        let headline = try SlippageStudyFile(named: "zero-profit").study
        #expect(headline.orders.sizes.count == 20)
        #expect(headline.orders.sizes.first == 1_000 && headline.orders.sizes.last == 10_000_000)
        #expect(headline.seeds == 200 && headline.curves.count == 3)
        #expect(headline.regimes.count == 2 && headline.policies.count == 3)
    }

    @Test("every problem has its line, its key, its value and what is allowed")
    func problems() {
        let text = """
            name: x
            seeds: 1
            orders:
              sizes: [5, 4]
            curves:
              - {name: a, form: constant-product, feebps: 1}
            """
        #expect(
            lines(text) == [
                "f.yaml:2: seeds: '1' is out of range; it must be an integer from 2 to 100000",
                "f.yaml:6: curves[0].feebps: there is no such key; did you mean fee_bps?",
            ])
        #expect(
            lines(Self.small, [("orders.sizes", "[5, 4]")]) == [
                "--set orders.sizes=[5, 4]: orders.sizes[1]: 4: above the size before, 5, since sizes ascend"
            ])
        #expect(
            lines("name: x\nbook: {half_spread_bps: 500}\ncurves: []") == [
                "f.yaml:2: book.half_spread_bps: 500.0: below book.reach_bps, 500.0",
                "f.yaml:3: curves: none: at least one curve, or a recording",
            ])
        #expect(lines("seeds: [").count == 1)
        let formless = lines("name: x\ncurves: [{name: a}]")
        #expect(formless.first?.contains("form: the key is missing") == true)
    }

    @Test("a name that is none is told with the nearest one")
    func names() {
        #expect {
            try SlippageStudyFile(named: "zero-proft")
        } throws: { error in
            "\(error)".contains("did you mean zero-profit?")
        }
    }

    @Test("records are looked for in the folder that is named, else in the study's own")
    func places() throws {
        let file = try SlippageStudyFile(text: Self.small, file: "studies/f.yaml")
        #expect(file.path(of: "a.csv") == "studies/a.csv")
        #expect(file.path(of: "/a.csv") == "/a.csv")
        #expect(file.path(of: "a.csv", in: "data") == "data/a.csv")
        #expect(file.path(of: "a.csv", in: "data/") == "data/a.csv")
        #expect(file.path(of: "/a.csv", in: "data") == "/a.csv")
        #expect(try file.openRecording(in: "nowhere") == nil)
    }

    @Test("the reference in the folder of documents is the generated one")
    func reference() throws {
        let file = Places.repository.appendingPathComponent("docs/slippage-reference.md")
        #expect(
            try String(contentsOf: file, encoding: .utf8) == SlippageDocuments.reference + "\n",
            "perplab slippage reference > docs/slippage-reference.md")
    }

    @Test("the schema is JSON and has the forms of curves")
    func schema() throws {
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(SlippageDocuments.schema.utf8))
                as? [String: Any])
        #expect(document["required"] as? [String] == ["name"])
        let properties = try #require(document["properties"] as? [String: [String: Any]])
        #expect(properties.count == 16)
        let curves = try #require(properties["curves"]?["items"] as? [String: Any])
        let forms = try #require(curves["oneOf"] as? [[String: Any]])
        #expect(forms.count == 3)
    }
}

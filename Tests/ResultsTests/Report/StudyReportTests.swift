import Foundation
import Testing

@testable import Results

@Suite struct StudyReportTests {
    @Test("a study's page has its distributions, variants, ranking and attack surface")
    func sections() throws {
        let page = StudyReport(SyntheticStudyInput.input()).html
        for id in ["distributions", "variants", "differences", "ablation", "attack", "record"] {
            #expect(page.contains("<section id=\"\(id)\">"), "\(id)")
        }
        #expect(page.contains("class=\"l contour\""))
        #expect(page.utf8.count < 1_000_000)
        #expect(page == StudyReport(SyntheticStudyInput.input()).html)
        if let folder = ProcessInfo.processInfo.environment["PERPLAB_REPORT_SAMPLES"] {
            try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/study.html"))
        }
    }

    @Test("parts that a study does not have are left out")
    func parts() {
        var input = SyntheticStudyInput.input()
        input.variants = Array(input.variants.prefix(1))
        input.ablations = []
        input.attack = nil
        let page = StudyReport(input).html
        for id in ["variants", "differences", "ablation", "attack"] {
            #expect(!page.contains("<section id=\"\(id)\">"), "\(id)")
        }
    }

    @Test("an attack that never pays is said not to")
    func nothingPays() {
        var input = SyntheticStudyInput.input()
        input.attack?.bestProfit = -12
        #expect(StudyReport(input).html.contains("No attack on the grid pays"))
    }

    @Test("hostile names never become markup")
    func hostileNames() {
        let hostile = "</script><img src=x onerror=alert(1)>"
        var input = SyntheticStudyInput.input(scenario: hostile)
        input.command = hostile
        input.headline = hostile
        input.variants[1].name = hostile
        input.variants[0].figures[0].figure = hostile
        input.variants[0].figures[0].unit = hostile
        input.ablations[0].rules[0].name = hostile
        input.attack?.axes[0].name = hostile
        input.attack?.guards[0].name = hostile
        input.attack?.bill[0].name = hostile
        input.attack?.best[0].value = hostile
        input.failures[0].reason = hostile
        let page = StudyReport(input).html
        #expect(!page.contains("<img"))
        #expect(page.components(separatedBy: "<script>").count == 2)
    }
}

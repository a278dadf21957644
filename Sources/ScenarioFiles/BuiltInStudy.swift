/// A study of slippage that the program brings along; the files stand in the folder `Studies`.
public struct BuiltInStudy: Sendable {
    /// The name by which commands ask for it, and the file's name without its ending.
    public let name: String
    /// The file.
    public let text: String

    /// All of them, in the order of lists.
    public static let all: [BuiltInStudy] = [
        BuiltInStudy("zero-profit", PackageResources.zero_profit_yaml),
        BuiltInStudy("capital-at-risk", PackageResources.capital_at_risk_yaml),
        BuiltInStudy("stress-withdrawal", PackageResources.stress_withdrawal_yaml),
        BuiltInStudy("equal-depth", PackageResources.equal_depth_yaml),
        BuiltInStudy("binance-book-vs-vamm", PackageResources.binance_book_vs_vamm_yaml),
    ]

    /// Its line for lists.
    public func title() throws(ScenarioFileError) -> String {
        try SlippageStudyFile(text: text, file: "\(name).yaml").study.title
    }

    private init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        text = String(decoding: bytes, as: UTF8.self)
    }
}

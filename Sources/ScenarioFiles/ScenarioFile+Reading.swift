import Foundation
import Simulation

extension ScenarioFile {
    /// Reads a built-in scenario by its name, or a file by its path.
    ///
    /// What ends in `.yaml` or `.yml`, or has a slash and is no `keeper/…`, is a path.
    /// - Throws: everything that is wrong, or why there is nothing to read.
    public init(
        named name: String, overrides: [(key: String, value: String)] = [],
        without leftOut: [String] = []
    ) throws(ScenarioFileError) {
        let (text, file) = try Self.text(named: name)
        try self.init(text: text, file: file, overrides: overrides, without: leftOut)
    }

    /// The text of a built-in scenario or of a file, and how messages call it.
    public static func text(named name: String) throws(ScenarioFileError) -> (
        text: String, file: String
    ) {
        if let builtIn = BuiltInScenario.named(name) { return (builtIn.text, "\(name).yaml") }
        let isPath =
            name.contains("/") && !name.hasPrefix(BuiltInScenario.keeperPrefix)
            || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        if isPath { return (try read(name), name) }
        let nearest = BuiltInScenario.nearest(to: name).map { "; did you mean \($0)?" } ?? ""
        throw ScenarioFileError(
            file: name,
            reason: "there is no such built-in scenario\(nearest) (a file's path has a slash or "
                + "ends in .yaml)")
    }

    /// The text of a file that is a regular one of bearable size.
    static func read(_ path: String) throws(ScenarioFileError) -> String {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let bytes: Data
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
            // Devices and pipes may have no end.
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw ScenarioFileError(file: path, reason: "this is not a regular file")
            }
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            guard size <= YAMLReader.bytesMax else {
                throw ScenarioFileError(
                    file: path,
                    reason: "the file has \(size) bytes; it must be at most "
                        + "\(YAMLReader.bytesMax)")
            }
            bytes = try Data(contentsOf: url)
        } catch let error as ScenarioFileError {
            throw error
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw ScenarioFileError(
                file: path,
                reason: "the file cannot be read: "
                    + (cause?.localizedDescription ?? error.localizedDescription))
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw ScenarioFileError(file: path, reason: "the file is not UTF-8")
        }
        return text
    }
}

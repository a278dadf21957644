import Foundation

/// Why a vector file cannot be read.
public struct VectorFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place inside the file: a key path such as `cases[3].digest`, or empty for the whole.
    public let place: String
    /// What is wrong there.
    public let reason: String

    /// Place and reason.
    public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }

    /// A place and what is wrong there.
    public init(place: String = "", reason: String) {
        self.place = place
        self.reason = reason
    }

    /// Why a case cannot be decoded.
    init(decoding error: any Error) {
        switch error {
        case let error as VectorFileError: self = error
        case let error as DecodingError: self.init(error)
        default: self.init(reason: "\(error)")
        }
    }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(place: Self.text(context.codingPath), reason: "no \"\(key.stringValue)\"")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(place: Self.text(context.codingPath), reason: context.debugDescription)
        case .dataCorrupted(let context):
            self.init(place: Self.text(context.codingPath), reason: context.debugDescription)
        @unknown default:
            self.init(reason: "\(error)")
        }
    }

    /// Finds the line of broken JSON, which `JSONDecoder` does not tell on Linux; JSON that is sound
    /// has the other reason.
    init(syntaxOf data: Data, or other: String) {
        do {
            _ = try JSONSerialization.jsonObject(with: data)
            self.init(reason: other)
        } catch {
            let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            let reason = detail ?? "not valid JSON"
            guard let offset = reason.firstMatch(of: /character (\d+)/).flatMap({ Int($0.1) })
            else {
                self.init(reason: reason)
                return
            }
            let before = data.prefix(offset)
            let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
            let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
            self.init(place: "line \(line), column \(column)", reason: reason)
        }
    }

    static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }
}

/// What a vector file says of itself before its cases.
struct VectorFileHeader: Decodable {
    let schema: String?
    let format: String?
    let kind: String?
    let area: String?
    let set: String?
    let design: String?
    let group: String?

    /// The name that decides how its cases are read.
    var family: String? { schema ?? format }

    /// The words by which a run can be narrowed to whole files.
    var topics: [String] { [kind, area, set, design, group].compactMap { $0 } }
}

/// The bytes of a vector file with its header.
public struct VectorFile {
    /// The file as it was named.
    public let path: String
    let data: Data
    let header: VectorFileHeader

    /// Reads the header.
    /// - Throws: `VectorFileError` when the bytes are not a JSON object with a schema or format.
    public init(path: String, data: Data) throws {
        self.path = path
        self.data = data
        header = try VectorFile.decode(VectorFileHeader.self, from: data)
        guard header.family != nil else {
            throw VectorFileError(reason: "no \"schema\" and no \"format\": not a vector file")
        }
    }

    /// Decodes a part of the file; what does not fit is reported with its place.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try VectorFile.decode(type, from: data)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws
        -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
            throw VectorFileError(syntaxOf: data, or: context.debugDescription)
        } catch let error as DecodingError {
            throw VectorFileError(error)
        }
    }
}

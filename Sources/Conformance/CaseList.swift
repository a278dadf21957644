/// The `cases` of a file, with their number where the file tells it.
struct CaseList<Entry: Decodable>: Decodable {
    let count: Int?
    let cases: [Entry]

    /// - Throws: `VectorFileError` when the file is not whole.
    func checkCount() throws(VectorFileError) {
        if let count, count != cases.count {
            throw VectorFileError(
                place: "count", reason: "\(count), where there are \(cases.count) cases")
        }
    }
}

/// What can be told of any case, sound or not.
struct CaseName: Decodable {
    let id: String?
    let operation: String?

    enum CodingKeys: String, CodingKey {
        case id
        case operation = "op"
    }

    init(from decoder: any Decoder) {
        let container = try? decoder.container(keyedBy: CodingKeys.self)
        id = try? container?.decode(String.self, forKey: .id)
        operation = try? container?.decode(String.self, forKey: .operation)
    }
}

/// A case, or why it cannot be read; either way the others of its file run.
struct CaseEntry<Case: VectorCase>: Decodable {
    let id: String
    let operation: String?
    let content: Result<Case, VectorFileError>

    init(from decoder: any Decoder) throws {
        let name = CaseName(from: decoder)
        let place = VectorFileError.text(decoder.codingPath)
        operation = name.operation
        do {
            let vectorCase = try Case(from: decoder)
            content = .success(vectorCase)
            id = vectorCase.id
        } catch {
            let problem = VectorFileError(decoding: error)
            // The decoder tells no place of a number that its type does not hold.
            content = .failure(
                problem.place.isEmpty
                    ? VectorFileError(place: place, reason: problem.reason) : problem)
            id = name.id ?? place
        }
    }
}

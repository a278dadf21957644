/// The structs of typed data, checked to fit each other.
///
/// Values are `ABIValue` trees: a struct is a `tuple` of its fields in order of declaration.
/// - Source: EIP-712.
public struct EIP712Types: Sendable {
    /// How many levels of structs and arrays a value may have.
    public static let depthMax = 64

    /// The structs in order of declaration.
    public let structs: [EIP712Struct]
    private let indices: [String: Int]
    /// The types of the fields of each struct.
    private let fieldTypes: [[EIP712Type]]

    /// Checks structs: names are unique, all types are declared, and no value is endless.
    public init(_ structs: [EIP712Struct]) throws(EIP712Error) {
        var indices: [String: Int] = [:]
        for (index, declaration) in structs.enumerated() {
            try checkNames(of: declaration)
            guard indices.updateValue(index, forKey: declaration.name) == nil else {
                throw .duplicateStruct(declaration.name)
            }
        }
        var fieldTypes: [[EIP712Type]] = []
        for declaration in structs {
            var types: [EIP712Type] = []
            for field in declaration.fields {
                let type = try EIP712Type(parsing: field.typeName)
                if let name = type.structureName, indices[name] == nil { throw .unknownType(name) }
                types.append(type)
            }
            fieldTypes.append(types)
        }
        self.structs = structs
        self.indices = indices
        self.fieldTypes = fieldTypes
        try checkThatValuesEnd()
    }

    /// What a name of a type stands for: an atomic type, a declared struct, or an array of such.
    public func type(named name: String) throws(EIP712Error) -> EIP712Type {
        let type = try EIP712Type(parsing: name)
        if let name = type.structureName, indices[name] == nil { throw .unknownType(name) }
        return type
    }

    /// The fields of a struct; nil when it is not declared.
    public func fields(of name: String) -> [EIP712Field]? {
        indices[name].map { structs[$0].fields }
    }

    /// The fields of a struct with their types.
    func typedFields(
        of name: String
    ) throws(EIP712Error) -> (fields: [EIP712Field], types: [EIP712Type]) {
        guard let index = indices[name] else { throw .unknownType(name) }
        return (structs[index].fields, fieldTypes[index])
    }

    /// The text that a struct's type hash is taken of: the struct, then all that it refers to
    /// directly or not, sorted by name.
    /// - Source: EIP-712, "Definition of encodeType".
    public func encodeType(_ name: String) throws(EIP712Error) -> String {
        guard let first = indices[name] else { throw .unknownType(name) }
        var reached: Set<Int> = [first]
        var queue = [first]
        while let index = queue.popLast() {
            for type in fieldTypes[index] {
                if let next = type.structureName.flatMap({ indices[$0] }),
                    reached.insert(next).inserted
                {
                    queue.append(next)
                }
            }
        }
        reached.remove(first)
        let others = reached.map { structs[$0] }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        return ([structs[first]] + others).map(\.typeText).joined()
    }

    /// The hash of a struct's type.
    public func typeHash(_ name: String) throws(EIP712Error) -> Hash256 {
        Keccak256.hash(Array(try encodeType(name).utf8))
    }

    /// Removes structs whose embedded structs have all been removed, until none is left; a struct
    /// that remains contains itself.
    private func checkThatValuesEnd() throws(EIP712Error) {
        let embedded = fieldTypes.map { types in
            Set(types.compactMap { $0.embeddedStructureName.flatMap { indices[$0] } })
        }
        var users = [[Int]](repeating: [], count: structs.count)
        var openCounts = embedded.map(\.count)
        for (index, parts) in embedded.enumerated() {
            for part in parts.sorted() { users[part].append(index) }
        }
        var ready = openCounts.indices.filter { openCounts[$0] == 0 }
        while let part = ready.popLast() {
            for user in users[part] {
                openCounts[user] -= 1
                if openCounts[user] == 0 { ready.append(user) }
            }
        }
        if let index = openCounts.firstIndex(where: { $0 > 0 }) {
            throw .endlessStruct(structs[index].name)
        }
    }
}

extension EIP712Struct {
    /// The struct as it stands in `encodeType`: `Mail(Person from,Person to,string contents)`.
    fileprivate var typeText: String {
        name + "(" + fields.map { "\($0.typeName) \($0.name)" }.joined(separator: ",") + ")"
    }
}

/// Checks that a struct's text can be read in one way only.
private func checkNames(of declaration: EIP712Struct) throws(EIP712Error) {
    guard isABIIdentifier(declaration.name), !isTypeName(declaration.name) else {
        throw .invalidName(declaration.name)
    }
    var names: Set<[UInt8]> = []
    for field in declaration.fields {
        let name = Array(field.name.utf8)
        let marks: Set<UInt8> = [0x28, 0x29, 0x2c]
        guard !name.isEmpty, name.allSatisfy({ $0 > 0x20 && !marks.contains($0) }) else {
            throw .invalidName(field.name)
        }
        guard names.insert(name).inserted else {
            throw .duplicateField(field.name, in: declaration.name)
        }
    }
}

/// Whether a word is a type or looks like one: `bytes33` and `fixed` as well as `uint` and `tuple`.
private func isTypeName(_ name: String) -> Bool {
    do throws(ABIParseError) {
        _ = try ABIType(name)
        return true
    } catch {
        return error.problem != .unknownType(name)
    }
}

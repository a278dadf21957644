import WideIntegers

/// The calls of the `math` contract by name: `dec_` unsigned, `sig_` signed, `mix_` signed by unsigned.
enum PerpV1Math {
    /// The reply of a call with two numbers.
    static func reply(
        _ call: String, _ arguments: [JSONValue]
    ) throws(VectorFileError) -> PerpV1Reply {
        guard arguments.count == 2, case .string(let x) = arguments[0],
            case .string(let y) = arguments[1]
        else {
            throw VectorFileError(place: "math.\(call)", reason: "\(arguments) are not two numbers")
        }
        do {
            switch try run(call, x, y) {
            case .success(let value): return .value(.string(value))
            case .failure(let error): return .reverted(reason: error.reason ?? "")
            }
        } catch {
            throw VectorFileError(place: "math.\(call)", reason: "\(error)")
        }
    }

    private static func run(
        _ call: String, _ x: String, _ y: String
    ) throws -> Result<String, FixedPointError> {
        let name = call.dropFirst(4)
        switch call.prefix(4) {
        case "dec_": return try unsigned(name, UInt256(decimal: x), UInt256(decimal: y))
        case "sig_": return try signed(name, Int256(decimal: x), Int256(decimal: y))
        case "mix_": return try mixed(name, Int256(decimal: x), UInt256(decimal: y))
        default: throw VectorFileError(place: "call", reason: "\"\(call)\" is not known")
        }
    }

    private static func unsigned(
        _ name: Substring, _ x: UInt256, _ y: UInt256
    ) throws -> Result<String, FixedPointError> {
        switch name {
        case "add": text { () throws(FixedPointError) in try x.addD(y) }
        case "sub": text { () throws(FixedPointError) in try x.subD(y) }
        case "mul": text { () throws(FixedPointError) in try x.mulD(y) }
        case "div": text { () throws(FixedPointError) in try x.divD(y) }
        case "mod": text { () throws(FixedPointError) in try x.modD(y) }
        case "mulScalar": text { () throws(FixedPointError) in try x.mulScalar(y) }
        case "divScalar": text { () throws(FixedPointError) in try x.divScalar(y) }
        default: throw VectorFileError(place: "call", reason: "dec_\(name) is not known")
        }
    }

    private static func signed(
        _ name: Substring, _ x: Int256, _ y: Int256
    ) throws -> Result<String, FixedPointError> {
        switch name {
        case "add": text { () throws(FixedPointError) in try x.addD(y) }
        case "sub": text { () throws(FixedPointError) in try x.subD(y) }
        case "mul": text { () throws(FixedPointError) in try x.mulD(y) }
        case "div": text { () throws(FixedPointError) in try x.divD(y) }
        case "mulScalar": text { () throws(FixedPointError) in try x.mulScalar(y) }
        case "divScalar": text { () throws(FixedPointError) in try x.divScalar(y) }
        default: throw VectorFileError(place: "call", reason: "sig_\(name) is not known")
        }
    }

    private static func mixed(
        _ name: Substring, _ x: Int256, _ y: UInt256
    ) throws -> Result<String, FixedPointError> {
        switch name {
        case "add": text { () throws(FixedPointError) in try x.addD(y) }
        case "sub": text { () throws(FixedPointError) in try x.subD(y) }
        case "mul": text { () throws(FixedPointError) in try x.mulD(y) }
        case "div": text { () throws(FixedPointError) in try x.divD(y) }
        case "mulScalar": text { () throws(FixedPointError) in try x.mulScalar(y) }
        case "divScalar": text { () throws(FixedPointError) in try x.divScalar(y) }
        default: throw VectorFileError(place: "call", reason: "mix_\(name) is not known")
        }
    }

    private static func text(
        _ body: () throws(FixedPointError) -> some CustomStringConvertible
    ) -> Result<String, FixedPointError> {
        Result { () throws(FixedPointError) in try body().description }
    }
}

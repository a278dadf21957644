import WideIntegers

/// `uint256_arith`: what Solidity's checked operators and the EVM's opcodes give.
struct UInt256ArithmeticCase: VectorCase {
    let id: String
    let op: String
    let args: [String]
    let signed: Bool
    let checked: Outcome
    let evm: String?

    var operation: String? { op }

    struct Outcome: Decodable {
        let result: String?
        let panic: UInt8?
        let revert: String?

        var text: String {
            if let panic { return "panic \(panic)" }
            if let revert { return "revert \(revert)" }
            return result ?? "nothing"
        }
    }

    func run(_ check: inout CaseCheck) {
        do {
            let got = try signed ? signedResults() : unsignedResults()
            check.equal("checked", expected: checked.text, got: got.checked)
            if let evm { check.equal("evm", expected: evm, got: got.evm ?? "no such opcode") }
        } catch {
            check.fail("case", expected: "a known operation on numbers", got: "\(error)")
        }
    }

    private typealias Results = (checked: String, evm: String?)

    /// A quotient by a denominator that no contract can be given, for it passes 256 bits.
    private func wideQuotient() throws -> Results? {
        guard op == "mulDivDown" || op == "mulDivUp", args.count == 3,
            case let denominator = try UInt512(decimal: args[2]), !denominator.high.isZero
        else { return nil }
        let product = UInt512(try UInt256(decimal: args[0]), times: try UInt256(decimal: args[1]))
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: denominator)
        // The quotient is far below 2^256, so that rounding up cannot pass it.
        let isRoundedUp = op == "mulDivUp" && remainder != UInt512(high: .zero, low: .zero)
        return ((isRoundedUp ? quotient.low &+ .one : quotient.low).description, nil)
    }

    private func unsignedResults() throws -> Results {
        if let wide = try wideQuotient() { return wide }
        let x = try args.map { text in try UInt256(decimal: text) }
        func number(_ index: Int) throws -> UInt256 {
            guard index < x.count else {
                throw VectorFileError(place: "args", reason: "\(x.count) of them")
            }
            return x[index]
        }
        let a = try number(0)
        switch op {
        case "add": return (text { try a + number(1) }, "\(try a &+ number(1))")
        case "sub": return (text { try a - number(1) }, "\(try a &- number(1))")
        case "mul": return (text { try a * number(1) }, "\(try a &* number(1))")
        case "div": return (text { try a / number(1) }, "\(try a.evmDiv(number(1)))")
        case "mod": return (text { try a % number(1) }, "\(try a.evmMod(number(1)))")
        case "exp": return (text { try a.power(number(1)) }, "\(try a.evmExp(number(1)))")
        case "lt": return same(flag(try a < number(1)))
        case "gt": return same(flag(try a > number(1)))
        case "addmod":
            let evm = a.evmAddMod(try number(1), try number(2))
            return (text { try a.addMod(number(1), number(2)) }, "\(evm)")
        case "mulmod":
            let evm = a.evmMulMod(try number(1), try number(2))
            return (text { try a.mulMod(number(1), number(2)) }, "\(evm)")
        case "mulDivDown": return (text { try a.mulDivDown(number(1), number(2)) }, nil)
        case "mulDivUp": return (text { try a.mulDivUp(number(1), number(2)) }, nil)
        case "sqrt": return ("\(a.squareRoot)", nil)
        case "shl": return same("\(a.evmShl(try number(1)))")
        case "shr": return same("\(a.evmShr(try number(1)))")
        case "signextend": return same("\(try number(1).signExtended(fromByte: a))")
        case "toInt256":
            return (Int256(exactly: a)?.description ?? "revert value does not fit int256", nil)
        default: throw VectorFileError(place: "op", reason: "\"\(op)\" is not known")
        }
    }

    private func signedResults() throws -> Results {
        guard let first = args.first else {
            throw VectorFileError(place: "args", reason: "empty")
        }
        let a = try Int256(decimal: first)
        if op == "sar" {
            let got = a.evmSar(try UInt256(decimal: args.last ?? ""))
            return same("\(got)")
        }
        let b = try args.count > 1 ? Int256(decimal: args[1]) : .zero
        switch op {
        case "iadd": return (text { try a + b }, "\(a &+ b)")
        case "isub": return (text { try a - b }, "\(a &- b)")
        case "imul": return (text { try a * b }, "\(a &* b)")
        case "idiv": return (text { try a / b }, "\(a.evmSdiv(b))")
        case "imod": return (text { try a % b }, "\(a.evmSmod(b))")
        case "ineg": return (text { try -a }, "\(.zero &- a as Int256)")
        case "iabs": return (text { try a.absoluteValue() }, nil)
        case "slt": return same(flag(a < b))
        case "toUint256":
            return (UInt256(exactly: a)?.description ?? "revert negative value", nil)
        default: throw VectorFileError(place: "op", reason: "\"\(op)\" is not known")
        }
    }

    private func same(_ text: String) -> Results { (text, text) }

    private func flag(_ isTrue: Bool) -> String { isTrue ? "1" : "0" }

    /// The result, or the failure in the words of the files.
    private func text(_ body: () throws -> some CustomStringConvertible) -> String {
        do {
            return try body().description
        } catch let panic as ArithmeticPanic {
            return "panic \(panic.code)"
        } catch MulDivError.denominatorIsZero {
            return "revert denominator is zero"
        } catch MulDivError.resultOverflow {
            return "revert result does not fit 256 bits"
        } catch {
            return "error \(error)"
        }
    }
}

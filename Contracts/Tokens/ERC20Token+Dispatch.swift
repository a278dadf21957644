import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension ERC20Token {
    enum Function: Int, CaseIterable {
        case name, symbol, totalSupply, balanceOf, allowance
        case transfer, approve, transferFrom, increaseAllowance, decreaseAllowance
        case owner, mint, burn, setParams, permit, nonces
        // The standard's own spelling, by which dispatch finds it.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        case DOMAIN_SEPARATOR
        case decimals
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .balanceOf:
            return CallResult.word(try balance(of: try arguments.account(), in: context))
        case .allowance:
            let owner = try arguments.account()
            let spender = try arguments.account()
            return CallResult.word(try allowance(of: owner, for: spender, in: context))
        case .transfer:
            let recipient = try arguments.account()
            return encoded(
                try transfer(to: recipient, try arguments.uint256(), in: context))
        case .transferFrom:
            let owner = try arguments.account()
            let recipient = try arguments.account()
            let amount = try arguments.uint256()
            return encoded(try transferFrom(owner, to: recipient, amount, in: context))
        case .approve:
            let spender = try arguments.account()
            return encoded(try approve(spender, try arguments.uint256(), in: context))
        case .increaseAllowance:
            let spender = try arguments.account()
            return encoded(
                try increaseAllowance(spender, by: try arguments.uint256(), in: context))
        case .decreaseAllowance:
            let spender = try arguments.account()
            return encoded(
                try decreaseAllowance(spender, by: try arguments.uint256(), in: context))
        case .mint:
            let recipient = try arguments.account()
            try mint(to: recipient, try arguments.uint256(), in: context)
        case .burn:
            try burn(try arguments.uint256(), in: context)
        case .setParams:
            let basisPoints = try arguments.uint256()
            try setParams(
                basisPoints: basisPoints, maximumWholeTokens: try arguments.uint256(), in: context)
        case .permit:
            try runPermit(&arguments, in: context)
        case .name, .symbol, .totalSupply, .owner, .nonces, .DOMAIN_SEPARATOR, .decimals:
            return try view(function, declaration, &arguments, in: context)
        }
        return CallResult.none
    }

    private func encoded(_ reply: TokenReply) -> [UInt8] {
        switch reply {
        case .nothing: CallResult.none
        case .flag(let flag): CallResult.flag(flag)
        }
    }

    private func runPermit(
        _ arguments: inout CallArguments, in context: CallContext
    ) throws(Revert) {
        let owner = try arguments.account()
        let spender = try arguments.account()
        let value = try arguments.uint256()
        let deadline = try arguments.uint256()
        let v = try arguments.uint(bits: 8)
        let r = try arguments.uint256()
        let s = try arguments.uint256()
        let permit = TokenPermit(
            owner: context.state.address(of: owner), spender: context.state.address(of: spender),
            value: value, nonce: .zero, deadline: deadline)
        let signature = Signature(r: r, s: s, yParity: v == 28 ? 1 : 0)
        try self.permit(permit, signature, v: v, in: context)
    }

    private func view(
        _ function: Function, _ declaration: CallLayout, _ arguments: inout CallArguments,
        in context: CallContext
    ) throws(Revert) -> [UInt8] {
        if function == .decimals {
            guard let decimals = try decimals(in: context) else { throw .empty }
            return CallResult.word(decimals)
        }
        try TokenGas.charge(TokenGas.other, in: context)
        switch function {
        case .name: return text(name, of: declaration)
        case .symbol: return text(symbol, of: declaration)
        case .totalSupply: return CallResult.word(try context.load(supplySlot))
        case .owner: return CallResult.word(try context.load(ownerSlot))
        case .nonces:
            let owner = try arguments.account()
            return CallResult.word(
                try context.load(context.state.record(in: nonces, owner)))
        default: return permitDomain(in: context).separator.bytes
        }
    }

    private func text(_ text: String, of declaration: CallLayout) -> [UInt8] {
        var writer = declaration.resultWriter()
        writer.append(string: text)
        return writer.bytes
    }
}

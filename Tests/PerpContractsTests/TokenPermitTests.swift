import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

@Suite struct TokenPermitTests {
    private struct Setting {
        let world: TokenWorld
        let token: ERC20Token
        let key: PrivateKey
        var permit: TokenPermit

        func use(_ signature: Signature, v: UInt64? = nil) throws -> ExecutionOutcome {
            try world.send(
                Address(0xbe), TokenTests.home, token.abi, "permit",
                [
                    .address(permit.owner), .address(permit.spender), .uint(permit.value),
                    .uint(permit.deadline), .uint(UInt256(v ?? UInt64(signature.yParity) + 27)),
                    .bytes32(Hash256(signature.r)), .bytes32(Hash256(signature.s)),
                ])
        }

        var signature: Signature {
            let domain = token.permitDomain(at: TokenTests.home, chainID: world.block.chainID)
            return key.sign(digest: permit.digest(in: domain))
        }

        func allowance() throws -> UInt256 {
            try world.word(
                TokenTests.home, token.abi, "allowance",
                [.address(permit.owner), .address(permit.spender)])
        }
    }

    private func setting() throws -> Setting {
        let (world, token) = try TokenTests.place(.openZeppelin)
        let key = try PrivateKey(0x1234_5678)
        return Setting(
            world: world, token: token, key: key,
            permit: TokenPermit(
                owner: key.address, spender: TokenTests.bob, value: 500, nonce: 0,
                deadline: UInt256(world.block.timestampSeconds)))
    }

    @Test("a signed permit sets the allowance once")
    func valid() throws {
        let setting = try setting()
        let signature = setting.signature
        let outcome = try setting.use(signature)
        #expect(outcome.isSuccess)
        #expect(outcome.logs.count == 1)
        #expect(try setting.allowance() == 500)
        let nonce = try setting.world.word(
            TokenTests.home, setting.token.abi, "nonces", [.address(setting.key.address)])
        #expect(nonce == 1)
        #expect(
            try setting.use(signature).revert == .reason("ERC20Permit: invalid signature"))
    }

    @Test("signatures of both parities are good")
    func parities() throws {
        var setting = try setting()
        var parities: Set<UInt8> = []
        for nonce in 0..<8 as Range<UInt64> {
            setting.permit.nonce = UInt256(nonce)
            setting.permit.value = UInt256(nonce + 1)
            let signature = setting.signature
            parities.insert(signature.yParity)
            #expect(try setting.use(signature).isSuccess)
            #expect(try setting.allowance() == setting.permit.value)
        }
        #expect(parities == [0, 1])
    }

    @Test("the digest is that of the standard's typed data")
    func digest() throws {
        let setting = try setting()
        let types = try EIP712Types([
            EIP712Struct(
                "Permit",
                [
                    EIP712Field("owner", "address"), EIP712Field("spender", "address"),
                    EIP712Field("value", "uint256"), EIP712Field("nonce", "uint256"),
                    EIP712Field("deadline", "uint256"),
                ])
        ])
        let permit = setting.permit
        let hash = try types.hashStruct(
            "Permit",
            .tuple([
                .address(permit.owner), .address(permit.spender), .uint(permit.value),
                .uint(permit.nonce), .uint(permit.deadline),
            ]))
        let domain = EIP712Domain(
            name: "Token", version: "1", chainId: 31_337, verifyingContract: TokenTests.home)
        #expect(permit.digest(in: domain) == domain.digest(ofStruct: hash))
        let separator = try setting.world.word(
            TokenTests.home, setting.token.abi, "DOMAIN_SEPARATOR")
        #expect(Hash256(separator) == domain.separator)
    }

    @Test("a permit of another nonce, value, chain or key is refused")
    func foreign() throws {
        let setting = try setting()
        var changed = setting
        changed.permit.nonce = 1
        #expect(
            try setting.use(changed.signature).revert
                == .reason("ERC20Permit: invalid signature"))
        changed = setting
        changed.permit.value = 501
        #expect(
            try changed.use(setting.signature).revert
                == .reason("ERC20Permit: invalid signature"))
        let otherChain = setting.token.permitDomain(at: TokenTests.home, chainID: 1)
        let foreign = setting.key.sign(digest: setting.permit.digest(in: otherChain))
        #expect(
            try setting.use(foreign).revert == .reason("ERC20Permit: invalid signature"))
        let stranger = try PrivateKey(99)
        let domain = setting.token.permitDomain(
            at: TokenTests.home, chainID: setting.world.block.chainID)
        let forged = stranger.sign(digest: setting.permit.digest(in: domain))
        #expect(
            try setting.use(forged).revert == .reason("ERC20Permit: invalid signature"))
        #expect(try setting.allowance() == 0)
    }

    @Test("a permit past its deadline is refused")
    func expired() throws {
        var setting = try setting()
        setting.permit.deadline = setting.permit.deadline &- 1
        #expect(
            try setting.use(setting.signature).revert
                == .reason("ERC20Permit: expired deadline"))
    }

    @Test("signatures that are malleable, out of range or of another parity are refused")
    func malformed() throws {
        let setting = try setting()
        let good = setting.signature
        let high = Signature(
            r: good.r, s: Signature.groupOrder &- good.s, yParity: good.yParity ^ 1)
        #expect(
            try setting.use(high).revert == .reason("ECDSA: invalid signature 's' value"))
        #expect(
            try setting.use(good, v: 29).revert
                == .reason("ECDSA: invalid signature 'v' value"))
        let empty = Signature(r: 0, s: good.s, yParity: 0)
        #expect(try setting.use(empty).revert == .reason("ECDSA: invalid signature"))
    }
}

import ContractRuntime
import EthereumPrimitives
import JSONText
import Testing

@testable import JSONRPCNode

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct RevertVectorTests {
    private static var folder: String? {
        getenv("PERPLAB_SHARED").map { String(cString: $0) + "/vectors/ethereum" }
    }

    @Test(
        "revert data gives geth's message, code 3 and the data itself",
        .enabled(if: folder != nil, "PERPLAB_SHARED names the folder of vectors"))
    func vectors() throws {
        let path = try #require(RevertVectorTests.folder) + "/revert_data.json"
        let file = try #require(fopen(path, "r"), "\(path) cannot be opened")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        let cases = try #require(try JSONTape(bytes).root["cases"]?.elements)
        #expect(cases.count > 20)
        for vector in cases {
            let data = try [UInt8](hex: try #require(vector["revert_data"]?.text))
            let error = RPCError(Revert.data(data))
            let name = vector["id"]?.text ?? ""
            #expect(error.code == 3, "\(name)")
            #expect(error.data == data, "\(name)")
            #expect(error.message == vector["geth_message"]?.text, "\(name)")
        }
    }
}

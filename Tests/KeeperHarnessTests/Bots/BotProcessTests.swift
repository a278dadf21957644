import Foundation
import KeeperHarness
import Testing

@Suite("Bots as processes") struct BotProcessTests {
    /// Looks until something is so; a generous deadline stands for never.
    private func wait(until isSo: () throws -> Bool) rethrows -> Bool {
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline {
            if try isSo() { return true }
            usleep(2_000)
        }
        return false
    }

    private func path() -> String {
        NSTemporaryDirectory() + "bot-\(UUID().uuidString).log"
    }

    @Test("a process that ends by itself tells its status, and one that is killed does not")
    func endings() throws {
        let bot = BotProcess("exit 3", environment: [:], output: nil)
        #expect(bot.look() == nil)
        try bot.start()
        #expect(wait { bot.look() == .exited(3) })
        #expect(bot.look() == .exited(3))
        let killed = BotProcess("kill -9 $$", environment: [:], output: nil)
        try killed.start()
        #expect(wait { killed.look() == .signalled(9) })
        let ours = BotProcess("sleep 1000", environment: [:], output: nil)
        try ours.start()
        #expect(ours.look() == nil)
        ours.kill()
        #expect(ours.look() == nil)
    }

    @Test("it finds its variables, and what it writes is kept over a new start")
    func output() throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bot = BotProcess(
            "echo $GREETING; echo wrong >&2", environment: ["GREETING": "hello"], output: path)
        for _ in 0..<2 {
            try bot.start()
            #expect(wait { bot.look() == .exited(0) })
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "hello\nwrong\nhello\nwrong\n")
    }

    @Test("nothing that it has started outlives it")
    func group() throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for ends in ["kill", "stop", "itself"] {
            try? FileManager.default.removeItem(atPath: path)
            let last = ends == "itself" ? "exit 0" : "wait"
            let bot = BotProcess(
                "sleep 1000 & echo $!; \(last)", environment: [:], output: path)
            try bot.start()
            var child: pid_t = 0
            #expect(
                wait {
                    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                    child = pid_t(text.split(separator: "\n").first ?? "") ?? 0
                    return child > 0
                })
            switch ends {
            case "kill": bot.kill()
            case "stop": bot.stop()
            default: #expect(wait { bot.look() == .exited(0) })
            }
            // A zombie without a parent is somebody else's to collect; it sleeps no more.
            #expect(
                wait {
                    let stat = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
                    return stat.map { $0.contains(") Z ") } ?? true
                }, "after \(ends)")
        }
    }
}

/// The version of the program, which with scenario and seed decides every result.
enum PerplabVersion {
    static let current = "0.1.0"

    /// The release line of the compiler that built the program.
    static var compiler: String {
        #if compiler(>=6.4)
            "Swift 6.4 or later"
        #elseif compiler(>=6.3)
            "Swift 6.3"
        #else
            "Swift 6.2"
        #endif
    }
}

// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "perplab-benchmarks",
    dependencies: [
        .package(name: "perplab", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
    ],
    targets: [
        // MARK: - References in C

        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibSecp256k1",
            pkgConfig: "libsecp256k1",
            providers: [.apt(["libsecp256k1-dev"])]
        ),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CReference", dependencies: ["COpenSSL", "CLibSecp256k1"]),

        // MARK: - Commands

        .target(name: "SeededRandom"),
        .target(name: "ResidentMemory", dependencies: ["CMalloc"]),
        .target(name: "PlainSockets"),
        .target(
            name: "TradingChain",
            dependencies: ["TradingWorld", .product(name: "PerplabCore", package: "perplab")]
        ),
        .target(
            name: "TradingWorld",
            dependencies: [.product(name: "PerplabCore", package: "perplab")]
        ),
        .executableTarget(
            name: "perplab-memory",
            dependencies: [
                "ResidentMemory", "TradingWorld",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-fuzz",
            dependencies: [
                "SeededRandom",
                .product(name: "PerplabConformance", package: "perplab"),
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-fuzz-contracts",
            dependencies: [
                "SeededRandom",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-fuzz-reference",
            dependencies: [
                "SeededRandom",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-fuzz-book",
            dependencies: [
                "SeededRandom",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-fuzz-node",
            dependencies: [
                .product(name: "PerplabJSON", package: "perplab"),
                "PlainSockets", "SeededRandom",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-load",
            dependencies: [
                "PlainSockets", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-traffic",
            dependencies: [
                "ResidentMemory",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-world",
            dependencies: [
                "ResidentMemory",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "PerplabScenarios", package: "perplab"),
                .product(name: "PerplabResults", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "perplab-bench",
            dependencies: [
                "CReference", "TradingChain", "TradingWorld",
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "BigInt", package: "BigInt"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

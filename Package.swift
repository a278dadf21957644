// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "perplab",
    products: [
        .library(name: "PerplabCore", targets: ["WideIntegers", "EthereumPrimitives"]),
        .executable(name: "perplab", targets: ["perplab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
    ],
    targets: [
        // MARK: - Numbers

        .target(name: "WideIntegers"),

        // MARK: - Ethereum

        .systemLibrary(
            name: "CSecp256k1",
            pkgConfig: "libsecp256k1",
            providers: [.apt(["libsecp256k1-dev"])]
        ),
        .target(name: "EthereumPrimitives", dependencies: ["WideIntegers", "CSecp256k1"]),

        // MARK: - Conformance and command line

        .target(name: "Conformance", dependencies: ["WideIntegers", "EthereumPrimitives"]),
        .executableTarget(
            name: "perplab",
            dependencies: [
                "WideIntegers", "EthereumPrimitives", "Conformance",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        // MARK: - Tests

        .target(
            name: "TestSupport",
            dependencies: ["WideIntegers", .product(name: "BigInt", package: "BigInt")],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "WideIntegersTests", dependencies: ["WideIntegers", "TestSupport"]),
        .testTarget(
            name: "EthereumPrimitivesTests",
            dependencies: ["EthereumPrimitives", "WideIntegers", "TestSupport"]
        ),
        .testTarget(name: "ConformanceTests", dependencies: ["Conformance", "TestSupport"]),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport", "perplab"]),
    ],
    swiftLanguageModes: [.v6]
)

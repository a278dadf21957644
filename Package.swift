// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "perplab",
    products: [
        .library(name: "PerplabCore", targets: ["WideIntegers", "EthereumPrimitives"]),
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
    ],
    swiftLanguageModes: [.v6]
)

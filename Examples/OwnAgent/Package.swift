// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "OwnAgent",
    dependencies: [.package(name: "perplab", path: "../..")],
    targets: [
        .executableTarget(
            name: "OwnAgent",
            dependencies: [
                .product(name: "PerplabCore", package: "perplab"),
                .product(name: "PerplabScenarios", package: "perplab"),
            ])
    ],
    swiftLanguageModes: [.v6]
)

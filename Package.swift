// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: Swift 6, explicit existentials and imports, and no warning left standing.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Targets above the edges contain no unsafe construct; the compiler proves it.
let fenced: [SwiftSetting] = settings + [.strictMemorySafety()]

let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")

/// What a server of ours imports: Hummingbird's core, and the packages its types come from.
let server: [Target.Dependency] = [
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "Logging", package: "swift-log"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "_NIOFileSystem", package: "swift-nio"),
]

let package = Package(
  name: "hailuo-studio",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "hailuo-studio", targets: ["hailuo-studio"]),
    .library(name: "Stills", targets: ["Stills", "Raster"]),
    .library(name: "Footage", targets: ["Footage", "Raster"]),
    .library(name: "FalClient", targets: ["FalClient", "Transfers"]),
    .library(name: "Hailuo", targets: ["Hailuo"]),
    .library(name: "Studio", targets: ["Studio"]),
    .library(name: "FalSimulator", targets: ["FalSimulator"]),
    .library(name: "FalGateway", targets: ["FalGateway"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // C
    .systemLibrary(
      name: "CFFmpeg",
      pkgConfig: "libavformat libavcodec libavfilter libavutil libswscale libswresample",
      providers: [
        .apt([
          "libavformat-dev", "libavcodec-dev", "libavfilter-dev", "libavutil-dev",
          "libswscale-dev", "libswresample-dev",
        ]),
        .brew(["ffmpeg"]),
      ]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2 fontconfig",
      providers: [
        .apt(["libfreetype-dev", "libfontconfig-dev"]), .brew(["freetype", "fontconfig"]),
      ]),
    .systemLibrary(
      name: "CLCMS", pkgConfig: "lcms2",
      providers: [.apt(["liblcms2-dev"]), .brew(["little-cms2"])]),
    .systemLibrary(
      name: "CHEIF", pkgConfig: "libheif",
      providers: [.apt(["libheif-dev"]), .brew(["libheif"])]),
    .systemLibrary(
      name: "CTIFF", pkgConfig: "libtiff-4",
      providers: [.apt(["libtiff-dev"]), .brew(["libtiff"])]),
    .systemLibrary(name: "CHeap"),
    .target(name: "CFFmpegLog", dependencies: ["CFFmpeg"]),
    .target(name: "CLateLoading"),
    .target(
      name: "CFFmpegLate", dependencies: ["CFFmpeg", "CLateLoading"], publicHeadersPath: "."),
    .target(name: "CHEIFLate", dependencies: ["CLateLoading"], publicHeadersPath: "."),
    .target(name: "CCurlLate", dependencies: ["CLateLoading"], publicHeadersPath: "."),
    .target(name: "CTIFFLate", dependencies: ["CLateLoading"], publicHeadersPath: "."),

    // 1 edges
    .target(name: "Outputs", dependencies: [crypto], swiftSettings: settings),
    .target(
      name: "Raster",
      dependencies: [
        "CFreeType", "CHEIF", "CHEIFLate", "CJPEG", "CLCMS", "CPNG", "CTIFF", "CTIFFLate",
      ],
      swiftSettings: settings),
    .target(
      name: "Libav", dependencies: ["CFFmpeg", "CFFmpegLate", "CFFmpegLog", "CHeap", "Raster"],
      swiftSettings: settings),
    .target(name: "Transfers", dependencies: ["CCurl", "CCurlLate"], swiftSettings: settings),

    // 2 domain
    .target(name: "Stills", dependencies: ["Outputs", "Raster", "Libav"], swiftSettings: fenced),
    .target(name: "Footage", dependencies: ["Outputs", "Raster", "Libav"], swiftSettings: fenced),
    .target(
      name: "FalClient", dependencies: ["Outputs", "Transfers", crypto], swiftSettings: fenced),
    .target(name: "Hailuo", dependencies: ["FalClient", "Raster"], swiftSettings: fenced),

    // 3 work
    .target(
      name: "Presets", path: "presets", exclude: ["preset.schema.json"],
      resources: [
        "sheets/dark", "sheets/light", "sheets/plain",
        "transcode/archive-h264",
        "transcode/audio-only",
        "transcode/avif",
        "transcode/dash",
        "transcode/editing-dnxhr",
        "transcode/editing-prores",
        "transcode/gif",
        "transcode/hls",
        "transcode/lossless-ffv1",
        "transcode/proxy",
        "transcode/small",
        "transcode/social-landscape",
        "transcode/social-square",
        "transcode/social-vertical",
        "transcode/web-av1",
        "transcode/web-h264",
        "transcode/web-h265",
        "transcode/web-vp9",
        "transcode/webp",
      ].map { .embedInCode("\($0).yaml") },
      swiftSettings: fenced),
    .target(
      name: "Studio",
      dependencies: [
        "FalClient", "Footage", "Hailuo", "Outputs", "Presets", "Raster", "Stills", "Transfers",
        crypto, database, yaml,
      ], swiftSettings: fenced),
    .target(
      name: "FalSimulator",
      dependencies: [
        "FalClient", "Footage", "Hailuo", "Libav", "Outputs", "Raster", "Stills", "Transfers",
        crypto, yaml,
      ] + server,
      swiftSettings: fenced),

    .target(
      name: "FalGateway", dependencies: ["FalClient", "Outputs", "Transfers", crypto] + server,
      swiftSettings: fenced),

    // 4 face
    .target(
      name: "StudioCommands",
      dependencies: [
        "FalClient", "FalGateway", "FalSimulator", "Footage", "Hailuo", "Libav", "Outputs",
        "Presets", "Raster", "Stills", "Studio", "Transfers", arguments,
      ], swiftSettings: fenced),
    .executableTarget(
      name: "hailuo-studio", dependencies: ["StudioCommands"], swiftSettings: fenced),

    // measurements
    .executableTarget(
      name: "client-bench", dependencies: ["FalClient", "Transfers"], path: "Benchmarks/Client",
      swiftSettings: settings),

    // tests
    .target(
      name: "StudioTestSupport",
      dependencies: [
        "FalSimulator", "Footage", "Libav", "Outputs", "Raster", "Stills", "Transfers",
      ],
      path: "Tests/StudioTestSupport", swiftSettings: settings),
  ]
    + [
      ("Outputs", []), ("Raster", []), ("Libav", ["Raster"]), ("Transfers", []),
      ("Stills", ["Raster", "Libav", "Outputs"]), ("Footage", ["Raster", "Libav", "Outputs"]),
      ("FalClient", ["FalSimulator", "Transfers"]), ("Hailuo", ["FalClient", "Raster"]),
      (
        "Studio", ["FalClient", "FalSimulator", "Footage", "Hailuo", "Outputs", "Raster", "Stills"]
      ),
      ("FalSimulator", ["FalClient", "Footage", "Hailuo", "Raster", "Transfers"]),
      ("FalGateway", ["FalClient", "FalSimulator", "Transfers"]),
      (
        "StudioCommands",
        [
          "FalClient", "FalSimulator", "Footage", "Hailuo", "Libav", "Outputs", "Raster", "Stills",
          "Studio", "Transfers",
        ]
      ),
    ].map { (name: String, others: [String]) in
      .testTarget(
        name: "\(name)Tests",
        dependencies: ([name] + others).map { .target(name: $0) } + ["StudioTestSupport", crypto],
        swiftSettings: settings)
    } + [.testTarget(name: "ArchitectureTests", swiftSettings: settings)]
)

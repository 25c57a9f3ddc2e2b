import FoundationEssentials

/// The package's own files, found from where this file was compiled.
struct PackageTree {
  let root: String

  init(testFile: String = #filePath) {
    // Tests/ArchitectureTests/PackageTree.swift
    root = testFile.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
      .joined(separator: "/")
  }

  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  func text(of path: String) throws -> String {
    guard let bytes = FileManager.default.contents(atPath: "\(root)/\(path)"),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw Unreadable(description: "\(path): not there, or not UTF-8") }
    return text
  }

  /// The targets that are not tests, each with its folder below the package.
  func targets() throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/Sources")
      .filter { !$0.hasPrefix(".") }
    var folders = Dictionary(uniqueKeysWithValues: names.map { ($0, "Sources/\($0)") })
    folders["Presets"] = "presets"
    return folders
  }

  func sources() throws -> [ImportRules.Source] {
    try targets().flatMap { target, folder in
      try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
        .filter { $0.hasSuffix(".swift") }
        .map { file in
          let path = "\(folder)/\(file)"
          return ImportRules.Source(target: target, path: path, text: try text(of: path))
        }
    }
    .sorted { $0.path < $1.path }
  }
}

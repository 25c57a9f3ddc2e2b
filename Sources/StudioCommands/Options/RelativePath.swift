import Foundation

/// The way from one place to another, as pages that are moved together need it.
enum RelativePath {
  /// From a folder to a file; both may be given relative to the current folder.
  static func from(folder: String, to file: String) -> String {
    let from = parts(folder)
    let to = parts(file)
    var common = 0
    while common < from.count, common < to.count - 1, from[common] == to[common] { common += 1 }
    let up = Array(repeating: "..", count: from.count - common)
    return (up + to[common...]).joined(separator: "/")
  }

  private static func parts(_ path: String) -> [String] {
    let whole =
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    var parts: [String] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(String(part)) }
    }
    return parts
  }
}

import Outputs

/// Tables of colours in the form that Adobe calls Cube LUT 1.0.
enum CubeFile {
  private static let mostBytes = 64 << 20
  /// What holds where nothing else is said.
  private static let usualDomain: [String: [Double?]] = [
    "DOMAIN_MIN": [0, 0, 0], "DOMAIN_MAX": [1, 1, 1],
  ]

  /// Refuses what FFmpeg would read as something else: it fills a short table with black.
  ///
  /// - Throws: ``FootageError`` `.damaged`, naming the line.
  static func check(_ path: String) throws(FootageError) {
    guard path.lowercased().hasSuffix(".cube") else {
      throw FootageError(
        .invalidRequest, path: path, "\(path): tables of colours are read from .cube files.")
    }
    let bytes: [UInt8]
    do throws(OutputError) {
      bytes = try WholeFile.bytes(of: path, limit: mostBytes)
    } catch {
      throw FootageError(error, reading: path)
    }
    try check(bytes, path: path)
  }

  static func check(_ bytes: [UInt8], path: String) throws(FootageError) {
    func refuse(_ line: Int?, _ why: String) -> FootageError {
      let place = line.map { ", line \($0)" } ?? ""
      return FootageError(.damaged, path: path, "\(path)\(place): \(why)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refuse(nil, "this is no table of colours in text form.")
    }
    var size: Int?
    var count = 0
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (place, line) in lines.enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if first == "LUT_3D_SIZE" {
        guard words.count == 2, let given = Int(words[1]), (2...256).contains(given) else {
          throw refuse(place + 1, "the size of the table must be 2 to 256.")
        }
        size = given
      } else if first == "LUT_1D_SIZE" {
        throw refuse(place + 1, "this table has one dimension; one of three is needed.")
      } else if let usual = usualDomain[String(first)], size == nil,
        words.dropFirst().map({ Double($0) }) != usual
      {
        throw refuse(
          place + 1, "FFmpeg reads \(first) only below LUT_3D_SIZE; move the line down there.")
      } else if first.first?.isLetter == true {
        continue
      } else {
        guard words.count == 3, words.allSatisfy({ Double($0)?.isFinite == true }) else {
          throw refuse(place + 1, "a line of the table has three numbers.")
        }
        count += 1
      }
    }
    guard let size else { throw refuse(nil, "there is no LUT_3D_SIZE in it.") }
    guard count == size * size * size else {
      throw refuse(
        nil, "the table has \(count) lines of colours, and \(size * size * size) are needed.")
    }
  }
}

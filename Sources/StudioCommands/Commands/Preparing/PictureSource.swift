import Footage
import Foundation
import Outputs
import Raster
import Stills

/// Where a picture comes from: a file, standard input or an address.
struct PictureSource: Hashable {
  let argument: String

  /// What results are named after.
  var stem: String {
    if argument == "-" { return "stdin" }
    let path = isAddress ? argument.prefix { $0 != "?" && $0 != "#" } : argument[...]
    let last = path.split(separator: "/").last.map(String.init) ?? argument
    return last.isEmpty ? "picture" : last
  }

  /// What messages call it; addresses may carry secrets behind their question mark, or before the
  /// host.
  var name: String {
    if argument == "-" { return "standard input" }
    guard scheme != nil, let mark = argument.range(of: "://") else { return argument }
    let rest = argument[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
    let host = rest.prefix { $0 != "/" }
    let shown = host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host
    return "\(argument[..<mark.upperBound])\(shown)\(rest[host.endIndex...])"
  }

  /// What stands in front of "://"; nil for what is no address.
  private var scheme: Substring? {
    guard let mark = argument.range(of: "://") else { return nil }
    let scheme = argument[..<mark.lowerBound]
    let isPlain = scheme.allSatisfy { $0.isASCII && ($0.isLetter || "+-.".contains($0)) }
    return scheme.isEmpty || !isPlain ? nil : scheme
  }

  var isFile: Bool { !isAddress && argument != "-" }

  var isAddress: Bool { argument.hasPrefix("https://") || argument.hasPrefix("http://") }

  /// Reads it whole.
  func bytes(limits: StillLimits) async throws -> StillBytes {
    if argument == "-" { return try standardInput(limit: limits.byteCount) }
    if isAddress { return try await downloaded(limit: limits.byteCount) }
    try requireReadableAddress()
    return try await StillBytes.reading(argument, limits: limits)
  }

  /// Addresses of other kinds would be taken for names of files that are not there.
  private func requireReadableAddress() throws {
    guard let scheme, !WholeFile.exists(argument) else { return }
    throw CommandFailure(
      .badInput,
      "\(name): addresses that begin with \(scheme):// are not read; give one with https://, or a"
        + " file.")
  }

  private func standardInput(limit: Int) throws -> StillBytes {
    var bytes: [UInt8] = []
    while let piece = try FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty {
      bytes += piece
      guard bytes.count <= limit else {
        throw CommandFailure(.badInput, "\(name): it has more than \(limit) bytes.")
      }
    }
    return StillBytes(name: name, bytes: bytes)
  }
}

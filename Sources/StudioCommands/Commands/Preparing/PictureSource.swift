import Footage
import Foundation
import Raster
import Stills
import Transfers

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

  /// What messages call it; addresses may carry secrets behind their question mark.
  var name: String {
    if argument == "-" { return "standard input" }
    return isAddress ? String(argument.prefix { $0 != "?" && $0 != "#" }) : argument
  }

  var isFile: Bool { !isAddress && argument != "-" }

  var isAddress: Bool { argument.hasPrefix("https://") || argument.hasPrefix("http://") }

  /// Reads it whole.
  func bytes(limits: StillLimits) async throws -> StillBytes {
    if argument == "-" { return try standardInput(limit: limits.byteCount) }
    if isAddress { return try await downloaded(limit: limits.byteCount) }
    return try await StillBytes.reading(argument, limits: limits)
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

  private func downloaded(limit: Int) async throws -> StillBytes {
    var request = HTTPRequest(.get, argument)
    request.maximumAnswerByteCount = limit
    do {
      let answer = try await CurlTransport().send(request)
      guard answer.status == 200 else {
        throw CommandFailure(.unavailable, "\(name): the server answered \(answer.status).")
      }
      return StillBytes(name: name, bytes: answer.body)
    } catch let error as TransferError {
      throw CommandFailure(
        error.code == .tooLarge ? .badInput : .unavailable, "\(name): \(error)")
    }
  }

  /// The pictures that arguments stand for; a folder stands for the pictures in it, by name.
  static func all(_ arguments: [String]) throws -> [PictureSource] {
    var found: [PictureSource] = []
    for argument in arguments {
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: argument)
      } catch {
        // No folder, or none that may be read: reading it as a file says what is wrong.
        found.append(PictureSource(argument: argument))
        continue
      }
      let path = argument.hasSuffix("/") ? argument : argument + "/"
      let inside = names.sorted().filter { !$0.hasPrefix(".") && FileKind.isPicture(path + $0) }
      guard !inside.isEmpty else {
        throw CommandFailure(.badInput, "\(argument): there are no pictures in this folder.")
      }
      found += inside.map { PictureSource(argument: path + $0) }
    }
    return found
  }
}

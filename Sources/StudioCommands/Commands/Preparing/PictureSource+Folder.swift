import Foundation
import Outputs
import Stills

extension PictureSource {
  /// What stands between a picture's name and its ending in the name of its result.
  static let mark = ".512p."

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
      let inside = withoutResults(
        names.sorted().filter { !$0.hasPrefix(".") && isMeant(path + $0) })
      guard !inside.isEmpty else {
        throw CommandFailure(.badInput, "\(argument): there are no pictures in this folder.")
      }
      found += inside.map { PictureSource(argument: path + $0) }
    }
    return found
  }

  /// Whether somebody who names the folder means this file too: it is a picture, or its name says so,
  /// and then reading it says what it is instead.
  private static func isMeant(_ path: String) -> Bool {
    FileKind.isPicture(path)
      || FileKind.isNamedLikePicture(path) && !OutputFolder.exists(path)
  }

  /// Leaves out what an earlier run made of another picture in the folder.
  private static func withoutResults(_ names: [String]) -> [String] {
    let stems = Set(names.map { $0.prefix(upTo: $0.lastIndex(of: ".") ?? $0.endIndex) })
    return names.filter { name in
      guard let place = name.range(of: mark, options: .backwards) else { return true }
      let stem = name[..<place.lowerBound]
      return name[place.upperBound...].contains(".") || !stems.contains(stem)
    }
  }
}

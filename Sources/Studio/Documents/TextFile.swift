internal import FoundationEssentials

/// Reads small text files that people wrote, with a sentence for everything that can be wrong.
enum TextFile {
  /// No storyboard or preset is this long; a larger file was named by mistake.
  static let largest = 1_048_576

  /// The bytes of a regular file of at most 1 MB.
  ///
  /// - Throws: ``StudioError`` `.missing` or `.unreadable`, or `code` when the file is too large.
  static func bytes(of path: String, code: StudioError.Code) throws(StudioError) -> [UInt8] {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      throw StudioError(.missing, path, "no such file")
    }
    do {
      let attributes = try files.attributesOfItem(atPath: resolved(path))
      switch attributes[.type] as? FileAttributeType {
      case .typeRegular?: break
      case .typeDirectory?: throw StudioError(.unreadable, path, "is a folder, not a file")
      default: throw StudioError(.unreadable, path, "is not a regular file")
      }
      if let size = attributes[.size] as? Int, size > largest { throw tooLarge(path, code) }
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as StudioError {
      throw error
    } catch {
      throw StudioError(.unreadable, path, "cannot be read; are its permissions right?")
    }
  }

  static func tooLarge(_ path: String, _ code: StudioError.Code) -> StudioError {
    StudioError(code, path, "is larger than 1 MB; is it the right file?")
  }

  /// Attributes describe a link itself; what counts is the file it leads to.
  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}

extension String {
  /// The path of something in this folder; an absolute path stays as it is.
  func appending(path: String) -> String {
    if path.hasPrefix("/") || isEmpty || self == "." { return path }
    return hasSuffix("/") ? self + path : self + "/" + path
  }

  /// The folder a path lies in; empty for the current one.
  var parentPath: String {
    guard let slash = lastIndex(of: "/") else { return "" }
    return slash == startIndex ? "/" : String(self[..<slash])
  }

  /// The last part of a path.
  var lastPathPart: String {
    lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self
  }
}

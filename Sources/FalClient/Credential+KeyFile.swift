internal import FoundationEssentials
internal import Outputs
package import Transfers

extension Credential {
  /// The largest key file read; keys have about a hundred characters.
  private static let longestKeyFile = 4096

  /// Checks a key before it is used.
  ///
  /// - Throws: ``FalError`` `.keyMissing` when it is empty or contains blanks, line breaks or
  ///   characters no header can carry; blanks around it are no fault.
  public init(checking key: String) throws(FalError) {
    self.init(key: key)
    guard isSendable else {
      throw FalError(
        .keyMissing,
        "The key contains a line break, a blank or another character no key has; copy it once more "
          + "from fal's dashboard.")
    }
  }

  /// The key of the environment, or of the key file.
  ///
  /// In this order: `FAL_KEY`; `FAL_KEY_ID` and `FAL_KEY_SECRET`; the file `FAL_KEY_FILE` names;
  /// `hailuo-studio/key` in `XDG_CONFIG_HOME` or `~/.config`. A file must belong to its owner
  /// alone (mode 0600). Nothing is ever read from the command line.
  ///
  /// - Returns: nil when there is no key anywhere.
  /// - Throws: ``FalError`` `.keyMissing` when a key is there and cannot be used.
  public static func find(_ environment: [String: String]) throws(FalError) -> Credential? {
    switch origin(environment) {
    case nil: return nil
    case .file(let path)?: return try Credential(file: path)
    case .variables?:
      guard let found = fromEnvironment(environment) else { return nil }
      guard found.isSendable else {
        throw FalError(
          .keyMissing,
          "The key in the environment contains a line break, a blank or another character no key "
            + "has; copy it once more from fal's dashboard.")
      }
      return found
    }
  }

  /// Where the key file is looked for when the environment names none; nil without a home.
  public static func usualKeyFile(_ environment: [String: String]) -> String? {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    return (value("XDG_CONFIG_HOME") ?? value("HOME").map { $0 + "/.config" })
      .map { $0 + "/hailuo-studio/key" }
  }

  /// Reads a key file: the key on its only line.
  ///
  /// - Throws: ``FalError`` `.keyMissing`, saying what to do, when the file is not there, others may
  ///   read or write it, or it holds more than a key.
  public init(file path: String) throws(FalError) {
    let mode: Int
    let bytes: [UInt8]
    do {
      // A link is followed: what counts is who may read the file itself.
      let real = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
      let facts = try FileManager.default.attributesOfItem(atPath: real)
      let permissions = facts[.posixPermissions]
      mode = permissions as? Int ?? (permissions as? UInt).map { Int($0) } ?? 0o777
      bytes = try WholeFile.bytes(of: path, limit: Self.longestKeyFile)
    } catch let error as OutputError {
      throw FalError(.keyMissing, "The key file: \(error.message)")
    } catch {
      throw FalError(.keyMissing, "\(path): the key file is not there or cannot be read.")
    }
    guard mode & 0o077 == 0 else {
      throw FalError(
        .keyMissing,
        "\(path): others may read or change the key file; run \"chmod 600\" on it and consider "
          + "making a new key.")
    }
    let key = String(decoding: bytes, as: UTF8.self)
    self.init(key: key)
    guard isSendable else {
      throw FalError(
        .keyMissing, "\(path): the key file must hold one line with the key and nothing else.")
    }
  }

  /// Whether it is one word that a header can carry.
  var isSendable: Bool {
    let word = authorization.utf8.dropFirst("Key ".utf8.count)
    return !word.isEmpty && word.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// Adds the key to a call to fal; for proxies of our own.
  package func authorize(_ headers: inout HTTPHeaders) { headers["Authorization"] = authorization }
}

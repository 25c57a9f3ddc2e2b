internal import Transfers

/// The four services of fal, each at its base address.
///
/// Plain http is allowed for this computer only (127.0.0.0/8, ::1, localhost), so that a key never
/// travels in the clear.
public struct FalHosts: Sendable, Hashable {
  /// Where jobs are submitted and watched.
  public let queue: BaseURL
  /// Where models run at once; not used for generation, since a lost connection is charged there.
  public let run: BaseURL
  /// Where uploads begin.
  public let rest: BaseURL
  /// Where files are served.
  public let cdn: BaseURL

  /// fal itself. Source: protocol guide 2.1, from the official clients' sources, August 2026.
  public static let production = FalHosts(
    queue: BaseURL(trusted: "https://queue.fal.run"), run: BaseURL(trusted: "https://fal.run"),
    rest: BaseURL(trusted: "https://rest.fal.ai"), cdn: BaseURL(trusted: "https://v3.fal.media"))

  /// All four services at one address, as the simulator serves them.
  public init(allAt base: String) throws(FalError) {
    let base = try BaseURL(base)
    self.init(queue: base, run: base, rest: base, cdn: base)
  }

  /// fal itself, except where the environment names another address.
  ///
  /// Reads `HAILUO_STUDIO_QUEUE_URL`, `…_RUN_URL`, `…_REST_URL`, `…_CDN_URL`.
  /// - Throws: ``FalError`` `.configuration`, naming the variable.
  public init(environment: [String: String]) throws(FalError) {
    func base(_ name: String, _ standard: BaseURL) throws(FalError) -> BaseURL {
      guard let text = environment["HAILUO_STUDIO_\(name)_URL"], !text.isEmpty else {
        return standard
      }
      do {
        return try BaseURL(text)
      } catch {
        throw FalError(.configuration, "HAILUO_STUDIO_\(name)_URL: \(error.message)")
      }
    }
    let standard = Self.production
    self.init(
      queue: try base("QUEUE", standard.queue), run: try base("RUN", standard.run),
      rest: try base("REST", standard.rest), cdn: try base("CDN", standard.cdn))
  }

  /// Creates a set of services.
  public init(queue: BaseURL, run: BaseURL, rest: BaseURL, cdn: BaseURL) {
    self.queue = queue
    self.run = run
    self.rest = rest
    self.cdn = cdn
  }

  /// The same queue at fal's backup domain; nil for any other queue than fal's own.
  ///
  /// For use once, after a lookup or connection failure (protocol guide 9.1).
  var queueBackup: BaseURL? {
    queue == Self.production.queue ? BaseURL(trusted: "https://queue.falrun.com") : nil
  }

  /// Whether an address lies on the configured file server or, with fal's own, on one of its file
  /// hosts, whose names change: `fal.media` and everything below it (protocol guide 2.1).
  func isFileHost(_ text: String) -> Bool {
    guard let address = try? WebAddress(text) else { return false }
    if (try? WebAddress(cdn.text))?.origin == address.origin { return true }
    if areLoopback { return address.isLoopback }
    return cdn == Self.production.cdn && address.scheme == "https" && address.usesDefaultPort
      && (address.host == "fal.media" || address.host.hasSuffix(".fal.media"))
  }

  /// Whether all this happens on this computer, as with the simulator.
  var areLoopback: Bool { queue.isLoopback && rest.isLoopback && cdn.isLoopback }
}

/// The address a service lives under: scheme, host, perhaps a port and a path; no trailing slash.
public struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  /// The address without a trailing slash.
  public let text: String
  /// Whether it is this computer.
  public let isLoopback: Bool

  /// Checks an address.
  ///
  /// - Throws: ``FalError`` `.configuration` for anything but https, or http on loopback; for user
  ///   names, queries and fragments.
  public init(_ text: String) throws(FalError) {
    let address: WebAddress
    do {
      address = try WebAddress(text)
    } catch {
      throw FalError(.configuration, "\(error.message)")
    }
    guard address.scheme == "https" || address.isLoopback else {
      throw FalError(
        .configuration,
        "\(address.origin): plain http is allowed for this computer only; write https://.")
    }
    guard address.query == nil, !address.hasFragment else {
      throw FalError(
        .configuration, "\(address.origin): a base address has no query and no fragment.")
    }
    var base = address.redacted
    while base.hasSuffix("/") { base.removeLast() }
    self.text = base
    isLoopback = address.isLoopback
  }

  init(trusted text: String) {
    self.text = text
    isLoopback = false
  }

  /// The address itself.
  public var description: String { text }
}

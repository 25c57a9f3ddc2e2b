import Foundation
import Outputs
import Raster

/// A report of seams: a page for people, and a file beside it for programs.
public struct SeamReport: Sendable {
  /// What the report is about: a film's title or a file's name.
  public var title: String
  /// The seams in playing order.
  public var seams: [SeamInspection]

  /// The newest version of the JSON file's format.
  public static let schemaVersion = 1

  /// Creates a report.
  public init(title: String, seams: [SeamInspection]) {
    self.title = title
    self.seams = seams
  }

  /// Seams with something to look at.
  public var warningCount: Int { seams.count { !$0.passes } }

  /// Where the JSON file lies that belongs to a page: `seams.html` and `seams.json`.
  public static func jsonPath(for page: String) -> String {
    let name = page.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return page + ".json" }
    return page.dropLast(name.distance(from: dot, to: name.endIndex)) + ".json"
  }

  /// Writes the page and the JSON file beside it; each is whole or absent.
  ///
  /// - Throws: `OutputError` when one exists and may not be replaced, or cannot be written.
  public func write(to page: String, replacing: Bool) throws {
    let json = SeamReport.jsonPath(for: page)
    try AtomicOutput.check(page, replacing: replacing)
    try AtomicOutput.check(json, replacing: replacing)
    try AtomicOutput.write(try self.json(), to: json, replacing: replacing)
    try AtomicOutput.write(Array(try html().utf8), to: page, replacing: replacing)
  }

  /// One seam as programs read it.
  public struct Entry: Sendable, Codable, Hashable {
    /// The seam's place, from 1.
    public let number: Int
    /// Where the first clip ends.
    public let outgoing: SeamInspection.Side
    /// Where the second clip begins.
    public let incoming: SeamInspection.Side
    /// What is done there.
    public let seam: String
    /// How many of the first clip's last frames are left out.
    public let droppedFrames: Int
    /// Whether the first frame repeats the last one.
    public let repeats: RepeatVerdict
    /// The numbers.
    public let measurement: SeamMeasurement
    /// What they mean.
    public let findings: [SeamFinding]
    /// Whether nothing needs a look.
    public let passes: Bool
    /// How bad it is; beyond 1 something warns.
    public let severity: Double
    /// Whether one of the clips was simulated.
    public let isSimulated: Bool

    init(_ seam: SeamInspection) {
      number = seam.number
      outgoing = seam.outgoing
      incoming = seam.incoming
      self.seam = seam.seam
      droppedFrames = seam.droppedFrames
      repeats = seam.repeats
      measurement = seam.measurement
      findings = seam.findings
      passes = seam.passes
      severity = seam.severity
      isSimulated = seam.isSimulated
    }
  }

  private struct Document: Encodable {
    let schemaVersion: Int
    let title: String
    let warnings: Int
    let seams: [Entry]
  }

  /// The seams as programs read them, in playing order.
  public var entries: [Entry] { seams.map { Entry($0) } }

  /// The JSON file's bytes, ending with a new line.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(
      schemaVersion: Self.schemaVersion, title: title, warnings: warningCount, seams: entries)
    return Array(try encoder.encode(document)) + [10]
  }
}

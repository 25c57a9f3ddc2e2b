/// An endpoint id taken apart: `[namespace/]owner/alias[/path]`.
///
/// Submissions name all of it; status, result and cancel only the app, `[namespace/]owner/alias`.
struct EndpointPath: Hashable, Sendable {
  /// First segments that move the split one to the right.
  static let namespaces: Set<String> = ["workflows", "comfy"]

  let namespace: String?
  let owner: String
  let alias: String
  let path: [String]

  /// Reads decoded path segments; `nil` when there are too few of them.
  ///
  /// A single segment of the legacy form `110602490-fast-sdxl` becomes owner and alias.
  init?(segments: some Collection<String>) {
    var rest = Array(segments)
    if let first = rest.first, Self.namespaces.contains(first) {
      namespace = first
      rest.removeFirst()
    } else {
      namespace = nil
    }
    if rest.count == 1, namespace == nil, let legacy = Self.legacy(rest[0]) {
      rest = legacy
    }
    guard rest.count >= 2 else { return nil }
    owner = rest[0]
    alias = rest[1]
    path = Array(rest.dropFirst(2))
  }

  /// The full id.
  var id: String { ([app] + path).joined(separator: "/") }

  /// The part that names the app.
  var app: String {
    if let namespace { "\(namespace)/\(owner)/\(alias)" } else { "\(owner)/\(alias)" }
  }

  private static func legacy(_ segment: String) -> [String]? {
    guard let dash = segment.firstIndex(of: "-") else { return nil }
    let owner = segment[..<dash]
    let alias = segment[segment.index(after: dash)...]
    guard !owner.isEmpty, owner.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let plain = alias.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return alias.isEmpty || !plain ? nil : [String(owner), String(alias)]
  }
}

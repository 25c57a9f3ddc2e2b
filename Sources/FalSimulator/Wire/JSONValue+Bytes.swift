internal import FalClient
internal import FoundationEssentials

extension JSONValue {
  /// The document as bytes, keys in alphabetical order.
  var bytes: [UInt8] {
    do {
      return try encoded()
    } catch {
      return Array("null".utf8)  // only a number that is not finite gets here
    }
  }

  /// The document as bytes, one member a line.
  var spreadBytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    do {
      return [UInt8](try encoder.encode(self))
    } catch {
      return Array("null".utf8)  // as above
    }
  }
}

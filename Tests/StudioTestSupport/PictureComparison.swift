import Outputs
public import Raster
public import Testing

/// Requires that two pictures look alike: equal in size and no further apart than a noise level.
///
/// When they do not, both are attached to the test's report.
package func expect(
  _ picture: Bitmap, looksLike wanted: Bitmap, atLeast decibels: Double = 38,
  _ what: String = "picture", sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(picture.size == wanted.size, sourceLocation: sourceLocation)
  guard picture.size == wanted.size else { return }
  let likeness = picture.psnr(against: wanted)
  guard likeness < decibels else { return }
  Attachment.record(try PNG.encode(picture), named: "\(what).png", sourceLocation: sourceLocation)
  Attachment.record(
    try PNG.encode(wanted), named: "\(what)-wanted.png", sourceLocation: sourceLocation)
  Issue.record(
    "the \(what) is \(likeness) dB from what is wanted, at least \(decibels) dB are",
    sourceLocation: sourceLocation)
}

extension Bitmap: CustomTestStringConvertible {
  /// A name instead of a hundred thousand numbers.
  public var testDescription: String {
    "a picture of \(size) with digest \(FileDigest.sha256(of: pixels).prefix(8))"
  }
}

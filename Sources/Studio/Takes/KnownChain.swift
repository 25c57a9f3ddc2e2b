public import Footage
internal import Outputs
internal import Raster
internal import Stills

/// Finds out from takes' records which clips were made from the last frame of the one before.
public enum KnownChain {
  /// The places of clips whose picture, as it was sent, is the last frame of the clip before.
  ///
  /// Proved by digest: the frame is prepared again as it was for sending. Clips without a record, and
  /// parts of clips that do not meet where they were chained, are none.
  /// - Throws: `FootageError` naming a clip that cannot be read; `CancellationError`.
  public static func places(in clips: [ClipPart]) async throws -> Set<Int> {
    var places: Set<Int> = []
    for place in clips.indices.dropFirst() {
      let (before, after) = (clips[place - 1], clips[place])
      guard before.end == nil, after.start == nil, let record = try record(of: after.path) else {
        continue
      }
      if try await isMade(record, from: before.path) { places.insert(place) }
    }
    return places
  }

  /// The record beside a clip, if there is one and it is this clip's.
  private static func record(of clip: String) throws -> TakeSidecar? {
    // One that cannot be read proves nothing; then the pictures are compared.
    guard let record = try? TakeSidecar.read(Delivery.sidecarPath(for: clip)),
      try WholeFile.digest(clip) == record.clip.sha256
    else { return nil }
    return record
  }

  private static func isMade(_ record: TakeSidecar, from clip: String) async throws -> Bool {
    let last = try await FrameSampler().picture(at: .last, of: clip).bitmap
    let size = PixelSize(width: record.picture.width, height: record.picture.height)
    // The sides of a prepared picture are rounded, so they tell the shape only nearly.
    for aspect in [size.aspect, last.size.aspect] + Self.usualAspects {
      guard abs(aspect.value / size.aspect.value - 1) < 0.02, Fit.hailuoAspects.contains(aspect)
      else { continue }
      let picture = try await Preparer.prepare(
        last, named: "the last frame of \(clip)",
        options: PrepareOptions(aspect: aspect, shortSide: size.shortSide))
      if picture.digest == record.picture.sha256 { return true }
    }
    return false
  }

  private static let usualAspects = [(16, 9), (9, 16), (4, 3), (3, 4), (3, 2), (2, 3), (1, 1)]
    .map { AspectRatio(width: $0.0, height: $0.1) }
}

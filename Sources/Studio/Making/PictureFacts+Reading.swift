public import Hailuo
internal import Stills

extension PictureFacts {
  /// Reads the facts that a model's limits are about from a picture file.
  ///
  /// What models do not take, such as HEIC, counts as the PNG that is made of it and sent.
  ///
  /// - Throws: `StillError` naming the file; `CancellationError`.
  public init(reading path: String) async throws {
    let facts = try await StillFile.facts(of: path)
    let format: Format =
      switch facts.format {
      case .jpeg: .jpeg
      case .png: .png
      case .webp: .webP
      case .gif, .bmp, .tiff, .avif, .heic, .jpegXL: .png
      }
    self.init(format: format, byteCount: facts.byteCount, size: facts.size)
  }
}

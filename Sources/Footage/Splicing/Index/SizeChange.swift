/// Where within a clip its pictures change their size, by its codec's headers.
struct SizeChange: Hashable, Sendable {
  /// The first frame of another size.
  let frame: Int

  /// Looks at the parameter sets of a clip as they come.
  struct Finder {
    private var size: [Int]?
    private(set) var change: SizeChange?

    /// - Parameter frame: the place, in the order of decoding, of the picture that brings the sets.
    mutating func look(at sets: [ParameterSet], of codec: NALCodec, frame: Int) {
      for set in sets where set.kind == .sequenceParameters && change == nil {
        let found =
          switch codec {
          case .avc: AVCSequence(set.bytes)?.codedSize
          case .hevc: HEVCSequence(set.bytes)?.codedSize
          }
        guard let found else { continue }
        if let size, size != found { change = SizeChange(frame: frame) }
        size = size ?? found
      }
    }
  }

  /// Refuses a clip of which frames of several sizes are wanted.
  func check(_ path: String, _ frames: Range<Int>) throws(FootageError) {
    guard frames.upperBound > frame else { return }
    throw FootageError.changing(path, "size", atFrame: frame)
  }
}

extension FootageError {
  /// The refusal of a clip whose pictures do not stay of one form.
  ///
  /// - Parameters:
  ///   - what: changes.
  ///   - frame: the first of another form, counted from 0 as they are shown.
  static func changing(_ path: String, _ what: String, atFrame frame: Int) -> FootageError {
    FootageError(
      .unsupported, path: path,
      "\(path): its pictures change their \(what) at frame \(frame); only what stands before can be "
        + "joined: name \"\(path)[:f:\(frame)]\", or split the file there.")
  }
}

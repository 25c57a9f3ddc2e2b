import Libav

/// What becomes of pictures whose lines were taken in two halves, one after the other; pure.
struct ScanPlan: Sendable, Hashable {
  /// Filters that make whole pictures of them, before anything else is done.
  let filters: [String]
  /// Where the halves are kept, whether the upper one comes first; nil for whole pictures.
  let keepsTopFirst: Bool?
  /// What was decided, a sentence each.
  let notes: [String]

  /// - Throws: ``FootageError`` `.unsupported` when this FFmpeg cannot bring them together.
  init(
    _ stream: StreamFacts, _ wish: VideoDelivery, _ path: String
  ) throws(FootageError) {
    guard let order = stream.fieldOrder, order != "progressive" else {
      (filters, keepsTopFirst, notes) = ([], nil, [])
      return
    }
    guard wish.codec != .ffv1, wish.rateControl != .lossless else {
      filters = []
      keepsTopFirst = order == "top first"
      notes = [
        "The source is interlaced (\(order)); its lines were kept as they are, since nothing is to be "
          + "lost."
      ]
      return
    }
    guard FFmpegBuild.hasFilter("bwdif") else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): it is interlaced, and this FFmpeg was built without the filter bwdif, which makes "
          + "whole pictures of it; install one that has it, such as Debian's libavfilter8.")
    }
    // A picture a frame, so that the rate stays; in the order that each frame names itself.
    keepsTopFirst = nil
    filters = ["bwdif=mode=send_frame:parity=auto:deint=all"]
    notes = [
      "The source is interlaced (\(order)); it was made progressive by bwdif, a picture a frame."
    ]
  }
}

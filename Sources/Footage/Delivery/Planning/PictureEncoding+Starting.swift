import Libav

extension PictureEncoding {
  /// Opens an encoder that somebody named, or gave options of its own, before anything is decoded
  /// for it.
  ///
  /// - Throws: ``FootageError`` `.unsupported` when it does not start: the device is not there, or an
  ///   option is none of its.
  func requireThatItStarts(_ plan: PicturePlan) throws(FootageError) {
    let usual = PictureEncoding.usual(wish.codec)
    let isNamed = encoder != usual
    guard isNamed || !wish.options.isEmpty else { return }
    do throws(LibavError) {
      _ = try Encoder.open(encoding(plan))
    } catch {
      let reason = error.reason.isEmpty ? "" : " (\(error.reason))"
      let hardware =
        ["_nvenc", "_qsv", "_vaapi", "_amf"] + ["_omx", "_videotoolbox", "_v4l2m2m", "_mf"]
      if hardware.contains(where: encoder.hasSuffix) {
        throw FootageError(
          .unsupported, path: encoder,
          "The encoder \(encoder) does not start\(reason): it works on a computer that has its "
            + "device and driver; leave out --encoder, or the preset's video.encoder, to use \(usual)."
        )
      }
      throw FootageError(
        .invalidRequest, path: encoder,
        "The encoder \(encoder) does not start with what it is told\(reason); video.profile, "
          + "video.speed and video.options take its own words"
          + (isNamed ? ", and \(usual) is used without --encoder." : "."))
    }
  }
}

internal import CFFmpeg

/// The FFmpeg libraries this program runs with.
package enum FFmpegBuild {
  /// The release, such as "5.1.9-0+deb12u1".
  package static var release: String { String(cString: av_version_info()) }

  /// The licence the build is under, such as "GPL version 2 or later".
  package static var license: String { String(cString: avformat_license()) }

  /// The number in the names of libavcodec's packages: 59 for FFmpeg 5.1.
  package static var codecRelease: Int { Int(avcodec_version() >> 16) }

  package static func hasDecoder(_ name: String) -> Bool {
    avcodec_find_decoder_by_name(name) != nil
  }

  package static func hasEncoder(_ name: String) -> Bool { Encoder.exists(name) }

  package static func hasFilter(_ name: String) -> Bool { avfilter_get_by_name(name) != nil }
}

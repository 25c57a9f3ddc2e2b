import Libav
import Raster

/// The manifest of MPEG-DASH over fragmented MP4: ISO/IEC 23009-1, the profile for videos on demand,
/// where each file is listed by an index of its own; pure.
struct DASHManifest: Sendable {
  /// Sizes of the picture, largest first.
  let pictures: [StreamTrack]
  let sound: StreamTrack?

  static let name = "manifest.mpd"

  var text: String {
    let duration = pictures.first?.duration ?? sound?.duration ?? 0
    let buffer = pictures.first.flatMap { track in
      track.index.fragments.map { track.index.seconds($0) }.max()
    }
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" profiles=\"urn:mpeg:dash:profile:"
        + "isoff-on-demand:2011\" type=\"static\" "
        + "mediaPresentationDuration=\"PT\(duration.rounded(toPlaces: 6))S\" "
        + "minBufferTime=\"PT\((buffer ?? 2).rounded(toPlaces: 3))S\">",
      "  <Period id=\"0\" duration=\"PT\(duration.rounded(toPlaces: 6))S\">",
    ]
    lines.append(
      "    <AdaptationSet id=\"0\" contentType=\"video\" mimeType=\"video/mp4\" "
        + "segmentAlignment=\"true\" subsegmentAlignment=\"true\" subsegmentStartsWithSAP=\"1\" "
        + "startWithSAP=\"1\">")
    lines += lights
    for (number, track) in pictures.enumerated() {
      var words = "id=\"v\(number)\" bandwidth=\"\(track.peakBitRate)\" codecs=\"\(track.codec)\""
      if let size = track.size { words += " width=\"\(size.width)\" height=\"\(size.height)\"" }
      if let rate = track.rate {
        words +=
          " frameRate=\"\(rate.numerator)\(rate.denominator == 1 ? "" : "/\(rate.denominator)")\""
      }
      lines += representation(words, track, channels: nil)
    }
    lines.append("    </AdaptationSet>")
    if let sound {
      lines.append(
        "    <AdaptationSet id=\"1\" contentType=\"audio\" mimeType=\"audio/mp4\" "
          + "segmentAlignment=\"true\" subsegmentStartsWithSAP=\"1\" startWithSAP=\"1\">")
      lines += representation(
        "id=\"a0\" bandwidth=\"\(sound.peakBitRate)\" codecs=\"\(sound.codec)\" "
          + "audioSamplingRate=\"\(sound.sampleRate)\"", sound, channels: sound.channels)
      lines.append("    </AdaptationSet>")
    }
    lines += ["  </Period>", "</MPD>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a high dynamic range is known by, in the numbers of ISO/IEC 23091-2. Standard range goes
  /// without saying.
  private var lights: [String] {
    let curves = ["smpte2084": 16, "arib-std-b67": 18]
    guard let colour = pictures.first?.colour,
      let curve = colour.transferName.flatMap({ curves[$0] })
    else { return [] }
    let primaries = ["bt709": 1, "bt2020": 9, "smpte431": 11, "smpte432": 12]
    let matrices = ["bt709": 1, "bt2020nc": 9, "bt2020c": 10]
    let values: [(String, Int?)] = [
      ("ColourPrimaries", colour.primariesName.flatMap { primaries[$0] }),
      ("TransferCharacteristics", curve),
      ("MatrixCoefficients", colour.matrixName.flatMap { matrices[$0] }),
    ]
    return values.compactMap { name, value in
      value.map {
        "      <SupplementalProperty schemeIdUri=\"urn:mpeg:mpegB:cicp:\(name)\" value=\"\($0)\"/>"
      }
    }
  }

  private func representation(
    _ words: String, _ track: StreamTrack, channels: Int?
  ) -> [String] {
    let (header, index) = (track.index.header, track.index.index)
    var lines = ["      <Representation \(words)>"]
    if let channels {
      lines.append(
        "        <AudioChannelConfiguration schemeIdUri=\"urn:mpeg:dash:23003:3:"
          + "audio_channel_configuration:2011\" value=\"\(channels)\"/>")
    }
    return lines + [
      "        <BaseURL>\(track.file)</BaseURL>",
      "        <SegmentBase indexRange=\"\(range(index))\">",
      "          <Initialization range=\"\(range(header))\"/>", "        </SegmentBase>",
      "      </Representation>",
    ]
  }

  /// First and last byte.
  private func range(_ range: FragmentIndex.Range) -> String {
    "\(range.offset)-\(range.offset + range.count - 1)"
  }
}

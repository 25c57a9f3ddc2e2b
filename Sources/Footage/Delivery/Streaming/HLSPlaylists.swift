import Libav
import Raster

/// Playlists of HTTP Live Streaming over fragmented MP4, after RFC 8216 and its second edition; pure.
struct HLSPlaylists: Sendable {
  /// Sizes of the picture, largest first.
  let pictures: [StreamTrack]
  let sound: StreamTrack?
  /// Whether there are captions, for all of it in one file.
  var hasCaptions = false

  static let master = "master.m3u8"
  static let captions = "captions.m3u8"

  /// All playlists by their names.
  var files: [(name: String, text: String)] {
    var files = [(Self.master, masterText)]
    for track in pictures {
      files.append((track.playlist, media(track)))
      files.append((track.pictureIndex, firstPictures(track)))
    }
    if let sound { files.append((sound.playlist, media(sound))) }
    if hasCaptions { files.append((Self.captions, captionsText)) }
    return files
  }

  private var masterText: String {
    var lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", ""]
    if let sound {
      lines.append(
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"Sound\",DEFAULT=YES,AUTOSELECT=YES,"
          + "CHANNELS=\"\(sound.channels)\",URI=\"\(sound.playlist)\"")
      lines.append("")
    }
    if hasCaptions {
      lines.append(
        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"Captions\",DEFAULT=NO,AUTOSELECT=YES,"
          + "FORCED=NO,URI=\"\(Self.captions)\"")
      lines.append("")
    }
    for track in pictures {
      let codecs = [track.codec, sound?.codec].compactMap { $0 }.joined(separator: ",")
      lines.append(
        "#EXT-X-STREAM-INF:BANDWIDTH=\(track.peakBitRate + (sound?.peakBitRate ?? 0)),"
          + "AVERAGE-BANDWIDTH=\(track.averageBitRate + (sound?.averageBitRate ?? 0)),"
          + "CODECS=\"\(codecs)\"\(picture(track))" + (sound == nil ? "" : ",AUDIO=\"sound\"")
          + (hasCaptions ? ",SUBTITLES=\"captions\"" : ""))
      lines.append(track.playlist)
    }
    lines.append("")
    for track in pictures {
      lines.append(
        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=\(track.peakPictureBitRate),CODECS=\"\(track.codec)\""
          + "\(picture(track, hasRate: false)),URI=\"\(track.pictureIndex)\"")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func picture(_ track: StreamTrack, hasRate: Bool = true) -> String {
    var text = ""
    if let size = track.size { text += ",RESOLUTION=\(size.width)x\(size.height)" }
    if hasRate, let rate = track.rate {
      text += ",FRAME-RATE=\(rate.framesPerSecond.rounded(toPlaces: 3))"
    }
    // Standard range goes without saying: RFC 8216bis, 4.4.6.2.
    switch track.colour?.transferName {
    case "smpte2084": text += ",VIDEO-RANGE=PQ"
    case "arib-std-b67": text += ",VIDEO-RANGE=HLG"
    default: break
    }
    return text
  }

  /// One segment, as long as the film: captions may have a target of their own (RFC 8216bis, 6.2.4).
  private var captionsText: String {
    let seconds = pictures.first?.duration ?? sound?.duration ?? 0
    return [
      "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:\(max(1, Int(seconds.rounded(.up))))",
      "#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD",
      "#EXTINF:\(seconds.rounded(toPlaces: 6)),", WebVTTCaptions.name, "#EXT-X-ENDLIST",
    ].joined(separator: "\n") + "\n"
  }

  private func media(_ track: StreamTrack) -> String {
    body(track, extra: []) { $0.range }
  }

  private func firstPictures(_ track: StreamTrack) -> String {
    body(track, extra: ["#EXT-X-I-FRAMES-ONLY"]) { $0.firstPicture }
  }

  private func body(
    _ track: StreamTrack, extra: [String],
    _ range: (FragmentIndex.Fragment) -> FragmentIndex.Range
  ) -> String {
    // The target is what every duration rounds to at most: RFC 8216, 4.3.3.1.
    let longest = track.index.fragments.map { track.index.seconds($0).rounded() }.max() ?? 1
    var lines = [
      "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:\(max(1, Int(longest)))",
      "#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    lines += extra
    let header = track.index.header
    lines.append(
      "#EXT-X-MAP:URI=\"\(track.file)\",BYTERANGE=\"\(header.count)@\(header.offset)\"")
    for fragment in track.index.fragments {
      let bytes = range(fragment)
      lines.append("#EXTINF:\(track.index.seconds(fragment).rounded(toPlaces: 6)),")
      lines.append("#EXT-X-BYTERANGE:\(bytes.count)@\(bytes.offset)")
      lines.append(track.file)
    }
    lines.append("#EXT-X-ENDLIST")
    return lines.joined(separator: "\n") + "\n"
  }
}

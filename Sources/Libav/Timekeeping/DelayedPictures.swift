internal import CFFmpeg

/// Says when pictures of MPEG-1 and MPEG-2 are shown of which a file gives the time of decoding only,
/// as program streams do of most.
///
/// A picture that others stand before is shown when the next of its kind is decoded; those between them
/// are shown at once. H.262, 6.1.1.11.
final class DelayedPictures {
  private let reader: PictureOrderReader
  private let picture: Int
  private var held = PacketQueue()
  /// Of the pictures among the held packets: whether each is shown at once, and when it is decoded.
  private var pictures: [(isBetween: Bool, decoding: Int64?)] = []
  private var isAtEnd = false

  /// Packets that are looked at, at most, to find the next picture of a kind.
  private static let longestLook = 2000
  /// In ticks; what lies further apart belongs to different clocks.
  private static let longestStep: Int64 = 900_000

  /// - Returns: nil for other codecs.
  init?(_ stream: UnsafePointer<AVStream>) {
    guard let parameters = stream.pointee.codecpar,
      [AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO].contains(parameters.pointee.codec_id),
      let reader = PictureOrderReader(parameters)
    else { return nil }
    self.reader = reader
    picture = Int(stream.pointee.index)
  }

  /// The next packet, with its time; nil at the end of the file.
  func next(_ read: () throws(LibavError) -> Packet?) throws(LibavError) -> Packet? {
    if held.count == 0, try !more(read) { return nil }
    guard let packet = try held.popFirst() else { return nil }
    guard packet.streamIndex == picture else { return packet }
    let own = pictures.removeFirst()
    guard packet.presentation == nil, let decoding = packet.decoding else { return packet }
    packet.presentation =
      own.isBetween ? decoding : try follower(of: decoding, packet.duration, read)
    return packet
  }

  private func more(_ read: () throws(LibavError) -> Packet?) throws(LibavError) -> Bool {
    guard !isAtEnd, let packet = try read() else {
      isAtEnd = true
      return false
    }
    if packet.streamIndex == picture {
      pictures.append((reader.read(packet).isBetween, packet.decoding))
    }
    held.append(packet)
    return true
  }

  /// When the next picture is decoded that is not shown at once; at the end of a clock, when it would be.
  private func follower(
    of decoding: Int64, _ step: Int64, _ read: () throws(LibavError) -> Packet?
  ) throws(LibavError) -> Int64 {
    var latest = decoding
    var place = 0
    while true {
      while place < pictures.count {
        let (isBetween, time) = pictures[place]
        place += 1
        guard let time else { continue }
        guard time > latest, time < latest &+ Self.longestStep else { return latest &+ step }
        if !isBetween { return time }
        latest = time
      }
      guard held.count < Self.longestLook, try more(read) else { return latest &+ step }
    }
  }
}

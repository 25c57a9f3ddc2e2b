/// A number with its highest byte first.
func bigEndian(_ number: Int, _ width: Int) -> [UInt8] {
  (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

extension OriginLabel {
  /// The label that a file bears; nil when it bears none, or is of a kind that bears none.
  ///
  /// MP4, MOV, PNG, JPEG and WebP files bear labels. A packet that cannot be read counts as none.
  /// - Throws: ``OutputError`` `.missing`, `.failed`, when the file cannot be read.
  public static func read(file path: String) throws(OutputError) -> OriginLabel? {
    let file = try PieceReader.of(path)
    return try read(byteCount: file.byteCount) { offset, count throws(OutputError) in
      try file.bytes(at: offset, count: count)
    }
  }

  /// The label in a file's bytes.
  public static func read(in bytes: [UInt8]) -> OriginLabel? {
    do {
      return try read(byteCount: bytes.count) { offset, count throws(OutputError) in
        guard offset >= 0, offset <= bytes.count, count >= 0 else { return [] }
        return Array(bytes[offset..<min(bytes.count, offset + count)])
      }
    } catch {
      // Memory can always be read.
      return nil
    }
  }

  private static func read(
    byteCount: Int, _ read: PieceReading
  ) throws(OutputError) -> OriginLabel? {
    let head = try read(0, 12)
    let packet: [UInt8]?
    if head.starts(with: LabelledPNG.signature) {
      packet = try LabelledPNG.packet(byteCount: byteCount, read: read)
    } else if head.starts(with: LabelledJPEG.signature) {
      packet = try LabelledJPEG.packet(byteCount: byteCount, read: read)
    } else if LabelledWebP.isKind(head) {
      packet = try LabelledWebP.packet(byteCount: byteCount, read: read)
    } else {
      packet = try LabelledMovie.packet(byteCount: byteCount, read: read)
    }
    return packet.flatMap(XMPPacket.label)
  }

  /// A picture file with the label in it: PNG, JPEG, or WebP of the extended form.
  ///
  /// - Returns: the file as it is when it is of another kind.
  public func added(to picture: [UInt8]) -> [UInt8] {
    let packet = XMPPacket.bytes(self)
    if picture.starts(with: LabelledPNG.signature) {
      return LabelledPNG.adding(packet, to: picture)
    }
    if picture.starts(with: LabelledJPEG.signature) {
      return LabelledJPEG.adding(packet, to: picture)
    }
    return LabelledWebP.isKind(picture) ? LabelledWebP.adding(packet, to: picture) : picture
  }

  /// Bytes by which an MP4 or MOV file grows when it is given the label.
  public var movieByteCount: Int { LabelledMovie.box(XMPPacket.bytes(self)).count }

  /// Puts the label behind all else in an MP4 or MOV file, in which nothing else changes.
  ///
  /// The file must not be in use: it is one that was just written, still under its temporary name.
  /// - Throws: ``OutputError`` `.failed` when it is no such file, or its last box has no end; `.full`.
  public func append(toMovie path: String) throws(OutputError) {
    do {
      let file = try PieceReader.of(path)
      let isOpenEnded = try LabelledMovie.isOpenEnded(byteCount: file.byteCount) {
        offset, count throws(OutputError) in try file.bytes(at: offset, count: count)
      }
      guard isOpenEnded else {
        throw OutputError(
          .failed, path: path, "\(path): no label of its origin can be put into this file.")
      }
    }
    try Outputs.append(LabelledMovie.box(XMPPacket.bytes(self)), to: path)
  }
}

/// An `avcC` record: how an H.264 stream's samples are framed, and its parameter sets.
///
/// Source: ISO/IEC 14496-15, 5.3.3.1.2. Reserved bits and what stands behind the record are kept, so
/// that writing what was read gives the same bytes.
struct AVCConfiguration: Hashable, Sendable {
  var profile: UInt8
  var compatibility: UInt8
  var level: UInt8
  /// Bytes of each unit's length: 1, 2 or 4, of which the lowest two bits are stored.
  var lengthByteCount: Int
  var sequences: [[UInt8]]
  var pictures: [[UInt8]]
  /// What high profiles add: chroma format, depth of luma, depth of chroma, and further sets.
  var highProfile: HighProfile?
  private var lengthReserved: UInt8 = 0xfc
  private var countReserved: UInt8 = 0xe0
  private var rest: [UInt8] = []

  struct HighProfile: Hashable, Sendable {
    /// With the reserved bits above them, which are ones.
    var chroma: UInt8
    var lumaDepth: UInt8
    var chromaDepth: UInt8
    var extensions: [[UInt8]]
  }

  /// - Parameter record: as MP4 and Matroska store it.
  /// - Returns: nil for anything else, or a record that is cut off.
  init?(_ record: [UInt8]) {
    var reader = ByteReader(record)
    guard record.first == 1, record.count >= 7 else { return nil }
    reader.skip(1)
    profile = reader.byte()
    compatibility = reader.byte()
    level = reader.byte()
    let length = reader.byte()
    lengthReserved = length & 0xfc
    lengthByteCount = Int(length & 3) + 1
    let count = reader.byte()
    countReserved = count & 0xe0
    sequences = reader.units(Int(count & 0x1f))
    pictures = reader.units(Int(reader.byte()))
    guard !reader.isExhausted else { return nil }
    if AVCConfiguration.extended.contains(profile), reader.left >= 4 {
      var ahead = reader
      let (chroma, luma, other) = (ahead.byte(), ahead.byte(), ahead.byte())
      let extensions = ahead.units(Int(ahead.byte()))
      if !ahead.isExhausted {
        highProfile = HighProfile(
          chroma: chroma, lumaDepth: luma, chromaDepth: other, extensions: extensions)
        reader = ahead
      }
    }
    rest = reader.takeRest()
  }

  /// A record for parameter sets, with lengths of four bytes.
  ///
  /// - Returns: nil without a set of each kind, with more than a record holds, or with damaged ones.
  init?(sets: [ParameterSet]) {
    let read = sets.filter { $0.kind == .sequenceParameters }.map { AVCSequence($0.bytes) }
    let known = read.compactMap { $0 }
    guard let first = known.first, known.count == read.count, known.count <= 31 else { return nil }
    sequences = sets.filter { $0.kind == .sequenceParameters }.map(\.bytes)
    pictures = sets.filter { $0.kind == .pictureParameters }.map(\.bytes)
    guard (1...255).contains(pictures.count), sets.allSatisfy({ $0.bytes.count <= 0xffff }) else {
      return nil
    }
    let widest = known.max { AVCConfiguration.rank($0.profile) < AVCConfiguration.rank($1.profile) }
    profile = UInt8((widest ?? first).profile)
    compatibility = known.reduce(0xff) { $0 & $1.constraints }
    level = UInt8(known.map(\.level).max() ?? first.level)
    lengthByteCount = 4
    guard AVCConfiguration.extended.contains(profile) else { return }
    highProfile = HighProfile(
      chroma: 0xfc | UInt8(first.chroma), lumaDepth: 0xf8 | UInt8(first.lumaDepth - 8),
      chromaDepth: 0xf8 | UInt8(first.chromaDepth - 8),
      extensions: sets.filter { $0.kind == .sequenceExtension }.map(\.bytes))
  }

  /// The record as it is stored.
  var bytes: [UInt8] {
    var result: [UInt8] = [1, profile, compatibility, level]
    result.append(lengthReserved | UInt8(lengthByteCount - 1))
    result.append(countReserved | UInt8(sequences.count))
    result.append(units: sequences)
    result.append(UInt8(pictures.count))
    result.append(units: pictures)
    if let highProfile {
      result += [highProfile.chroma, highProfile.lumaDepth, highProfile.chromaDepth]
      result.append(UInt8(highProfile.extensions.count))
      result.append(units: highProfile.extensions)
    }
    return result + rest
  }

  /// Profiles whose records state chroma format and depths; ISO/IEC 14496-15 names the first four.
  private static let extended: Set<UInt8> = [100, 110, 122, 144, 244, 44, 118, 128]

  /// Each profile can decode those of lower rank; H.264, A.2.
  private static func rank(_ profile: Int) -> Int {
    [66, 77, 88, 100, 110, 122, 44, 244].firstIndex(of: profile) ?? 8
  }
}

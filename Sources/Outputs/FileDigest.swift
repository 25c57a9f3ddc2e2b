import Crypto

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// SHA-256 digests, as 64 lower-case hexadecimal digits.
public enum FileDigest {
  /// The digest of bytes in memory.
  public static func sha256(of bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  /// The digest of a file's content, read in pieces.
  ///
  /// - Throws: ``OutputError`` `.missing`, `.failed`.
  public static func sha256(ofFile path: String) throws(OutputError) -> String {
    var hash = SHA256()
    try WholeFile.forEachPiece(of: path) { hash.update(bufferPointer: $0) }
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

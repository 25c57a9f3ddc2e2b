/// Media types of the files models read. Source: IANA's registry of media types.
enum MediaType {
  private static let byEnding = [
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
    "gif": "image/gif", "avif": "image/avif", "heic": "image/heic", "mp4": "video/mp4",
    "mov": "video/quicktime", "webm": "video/webm", "mp3": "audio/mpeg", "wav": "audio/wav",
    "flac": "audio/flac", "m4a": "audio/mp4", "ogg": "audio/ogg", "json": "application/json",
    "txt": "text/plain", "zip": "application/zip",
  ]

  /// Told by the end of a file's name; bytes of an unknown kind otherwise.
  static func named(by path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
    return byEnding[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
  }
}

internal import FalClient

/// What a finished job gives: where the clip is. Only the address is certain to be there.
public struct ClipResponse: Sendable, Hashable {
  /// Where the clip can be fetched.
  public let videoURL: String
  /// The media type the server names.
  public let contentType: String?
  /// The name the server gives; for people, never to be used as a path.
  public let fileName: String?
  /// The size in bytes the server names.
  public let fileSize: Int?

  /// Reads the model's output.
  ///
  /// - Throws: ``HailuoError`` `.badResponse` when there is no `video.url`; missing, null or odd
  ///   values of the other members are no errors.
  public init(parsing body: [UInt8]) throws(HailuoError) {
    guard let json = JSONValue(parsing: body) else {
      throw HailuoError(.badResponse, "The model's answer is no JSON; fetch the result once more.")
    }
    guard let video = json["video"], let url = video["url"]?.text, !url.isEmpty else {
      throw HailuoError(.badResponse, "The model's answer names no video.")
    }
    videoURL = url
    contentType = video["content_type"]?.text
    fileName = video["file_name"]?.text
    fileSize = video["file_size"]?.integer.flatMap { $0 >= 0 ? $0 : nil }
  }
}

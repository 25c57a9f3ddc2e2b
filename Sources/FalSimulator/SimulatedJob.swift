/// One clip to draw: what was asked for, and where the file has to be.
public struct SimulatedJob: Sendable, Hashable {
  /// The request's id, as the client knows it.
  public let requestID: String
  /// The prompt, camera commands included.
  public let prompt: String
  /// The length of the clip in seconds: 6 or 10.
  public let seconds: Int
  /// The picture's file, as it was uploaded: PNG, JPEG or WebP, longer than 300 px on both sides.
  public let pictureBytes: [UInt8]
  /// The picture for the last frame, likewise; nil leaves the end to the camera.
  public let endPictureBytes: [UInt8]?
  /// The clip's short side in pixels.
  public let shortSide: Int
  /// Whether the service may rewrite the prompt.
  public let promptOptimizer: Bool
  /// Where the renderer writes an MP4 file; nothing is there yet.
  public let outputPath: String

  /// Makes a job, for a renderer's own tests.
  public init(
    requestID: String, prompt: String, seconds: Int, pictureBytes: [UInt8],
    endPictureBytes: [UInt8]? = nil, shortSide: Int = 512, promptOptimizer: Bool,
    outputPath: String
  ) {
    self.requestID = requestID
    self.prompt = prompt
    self.seconds = seconds
    self.pictureBytes = pictureBytes
    self.endPictureBytes = endPictureBytes
    self.shortSide = shortSide
    self.promptOptimizer = promptOptimizer
    self.outputPath = outputPath
  }
}

import ArgumentParser
import Footage
import Outputs

/// How clips become one.
struct SpliceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What happens where a clip follows another: cut, dedupe, dedupe:lossless, fade:SECONDS, "
        + "dip:COLOR:SECONDS, or a list with one for each place.", valueName: "seam"))
  var seam = "cut"

  @Option(
    help: ArgumentHelp(
      "What clips that do not agree are brought to: a size and rate such as 1920x1080@24, or what "
        + "a file has. What the most frames have unless given.", valueName: "shape"))
  var like: String?

  @Option(
    help: ArgumentHelp(
      "How pictures of another shape are fitted: cover, contain, blur or stretch.",
      valueName: "fit"))
  var fit = SpliceRequest.Fit.contain

  @Option(
    help: ArgumentHelp(
      "What players need: strict keeps all codec headers in front, and encodes where they clash; "
        + "wide lets them stand in the stream there, so that nothing is encoded for it.",
      valueName: "strict|wide"))
  var compatibility = SpliceRequest.Compatibility.wide

  @Option(
    help: ArgumentHelp(
      "What is done about colours that drift: first keeps a chain to those of its first clip, "
        + "previous begins each clip with those before; such clips are encoded.",
      valueName: "off|first|previous"))
  var matchColour = ColourMatch.off

  @Option(
    help: ArgumentHelp(
      "How the result is checked before it gets its name: full decodes it and compares every copied "
        + "frame with its clip's, fast looks at packets and headers, exhaustive decodes every clip as "
        + "well, off only counts.", valueName: "full|fast|exhaustive|off"))
  var verify = Verification.full

  func validate() throws {
    _ = try seams()
    if let like, ShapeWish(like) == nil {
      throw ValidationError(
        "--like is \(like); give a size with even sides and a rate, such as 1920x1080@24, or a file."
      )
    }
  }

  private func seams() throws -> [Seam] {
    try seam.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let seam = Seam(String(word)) else {
        throw ValidationError(
          "--seam has '\(word)': \(Seam.problem(in: String(word)) ?? "it cannot be read").")
      }
      return seam
    }
  }

  func request(_ files: [String]) throws -> SpliceRequest {
    let clips = try files.map { file in
      guard let part = ClipPart(file, exists: WholeFile.exists) else {
        throw CommandFailure(
          .usage,
          "'\(file)': what stands in brackets is no part of a clip; write it like a.mp4[0:5.2] or "
            + "a.mp4[f:12:f:140].")
      }
      return part
    }
    return SpliceRequest(
      clips, seams: try seams(), shape: like.flatMap { ShapeWish($0) } ?? .majority, fit: fit,
      compatibility: compatibility, verification: verify, colourMatch: matchColour)
  }
}

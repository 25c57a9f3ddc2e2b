import ArgumentParser
import Hailuo
import Outputs
import Raster
import Stills

struct PrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Fit pictures to what the endpoint takes: upright, opaque, short side 512.",
    discussion: """
      Reads JPEG, PNG and WebP, turns them upright, lays transparent ones on a background, cuts \
      them to the wanted shape around the middle, scales them, and writes PNG files. A picture \
      that the endpoint would refuse, one too small or too wide, is refused here.

      Examples:
        hailuo-studio prepare harbour.jpg -o harbour.png
        hailuo-studio prepare harbour.jpg --aspect 16:9 --output-dir ready
      """)

  @Argument(help: "The pictures.", completion: .file(extensions: ["jpg", "jpeg", "png", "webp"]))
  var pictures: [String]

  @Option(
    help: "The shape to cut to, such as 16:9 or 9:16; without it a picture keeps its own.")
  var aspect: AspectRatio?

  @Option(help: "The colour behind transparent pictures, as #RRGGBB.")
  var background: Color = .white

  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct Picture: Encodable {
      let source: String
      let file: String
      let width: Int
      let height: Int
      let byteCount: Int
      let sha256: String
      let steps: String
    }
    let pictures: [Picture]
  }

  func run() async throws {
    let context = CommandContext.current
    let destinations = try results.destinations(for: pictures, ending: ".512p.png")
    for picture in pictures { try await Model.hailuo02Fast.check(picture: picture) }
    if let folder = results.outputDir { try OutputFolder.prepare(folder) }
    for destination in destinations {
      try AtomicOutput.check(destination, replacing: results.force)
    }
    let board = output.board(context)
    defer { board.clear() }
    let options = PrepareOptions(aspect: aspect, background: background)
    var done: [Result.Picture] = []
    for (picture, destination) in zip(pictures, destinations) {
      board.update(picture, "preparing")
      let prepared = try await Preparer.prepare(picture, options: options)
      try AtomicOutput.write(prepared.png, to: destination, replacing: results.force)
      done.append(
        Result.Picture(
          source: picture, file: destination, width: prepared.size.width,
          height: prepared.size.height, byteCount: prepared.png.count, sha256: prepared.digest,
          steps: "\(prepared.preparation)"))
    }
    board.clear()
    try output.answer(
      "prepare", Result(pictures: done),
      text: done.map { "\($0.file)  \($0.width)x\($0.height)  (\($0.steps))\n" }.joined(), context)
  }
}

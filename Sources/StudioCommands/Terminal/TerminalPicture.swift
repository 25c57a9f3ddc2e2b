import ArgumentParser
import Footage
import Libav
import Raster

/// Shows pictures in a terminal, in the finest way it has.
struct TerminalPicture {
  /// A way to draw.
  enum Way: String, Sendable {
    case kitty, iterm2, sixel, blocks
  }

  /// What is asked for.
  enum Choice: String, ExpressibleByArgument, CaseIterable {
    case auto, kitty, iterm2, sixel, blocks
  }

  private let way: Way
  private let columns: Int

  init(_ choice: Choice, _ context: CommandContext) {
    columns = max(10, context.columns())
    way = Way(rawValue: choice.rawValue) ?? TerminalPicture.chosen(context)
  }

  /// What the terminal says it can do, or what its surroundings say of it.
  private static func chosen(_ context: CommandContext) -> Way {
    if let way = TerminalReply.way(from: context.environment) { return way }
    return TerminalQuestion.ask().map(TerminalReply.way(from:)) ?? .blocks
  }

  /// The control sequences that draw a picture, and a line break.
  func text(_ bitmap: Bitmap) throws -> String {
    switch way {
    case .kitty: KittyPicture.text(try PNG.encode(bitmap), columns: columns)
    case .iterm2: ITermPicture.text(try PNG.encode(bitmap))
    // Ten pixels a column is what most terminals have at the usual size of type.
    case .sixel: SixelPicture.text(try scaled(bitmap, toWidth: min(bitmap.width, columns * 10)))
    case .blocks: BlockPicture.text(try scaled(bitmap, toWidth: columns))
    }
  }

  private func scaled(_ bitmap: Bitmap, toWidth width: Int) throws -> Bitmap {
    let height = max(2, bitmap.height * width / max(1, bitmap.width))
    return try Resampler.resize(
      bitmap.flattened(onto: .black), crop: PixelRect(bitmap.size),
      to: PixelSize(width: width, height: height))
  }
}

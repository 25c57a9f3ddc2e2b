import Raster
import StudioTestSupport
import Testing

@testable import Footage

struct SheetLayoutTests {
  /// Random sheets, the same in every run.
  static let sheets: [(contents: [SheetLayout.Content], columns: Int, width: Int)] = {
    var random = SeededGenerator(seed: 42)
    return (0..<300).map { _ in
      let contents = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        SheetLayout.Content(
          tileCount: Int.random(in: 0...30, using: &random),
          pictureSize: PixelSize(
            width: Int.random(in: 1...4000, using: &random),
            height: Int.random(in: 1...4000, using: &random)))
      }
      return (
        contents, Int.random(in: 1...12, using: &random), Int.random(in: 60...4000, using: &random)
      )
    }
  }()

  private func rects(_ layout: SheetLayout) -> [PixelRect] {
    [layout.title, layout.subtitle]
      + layout.sections.flatMap { ($0.label.map { [$0] } ?? []) + $0.tiles }
  }

  @Test func `nothing overlaps and everything is inside`() {
    for sheet in Self.sheets {
      let layout = SheetLayout(sheet.contents, columns: sheet.columns, width: sheet.width)
      let all = rects(layout)
      for (index, rect) in all.enumerated() {
        #expect(!rect.isEmpty)
        #expect(PixelRect(layout.size).contains(rect), "\(rect) in \(layout.size)")
        for other in all[(index + 1)...] where !rect.intersection(other).isEmpty {
          Issue.record("\(rect) overlaps \(other) of \(sheet)")
        }
      }
    }
  }

  @Test func `every picture has its tile, in reading order`() {
    for sheet in Self.sheets {
      let layout = SheetLayout(sheet.contents, columns: sheet.columns, width: sheet.width)
      #expect(layout.sections.map(\.tiles.count) == sheet.contents.map(\.tileCount))
      for section in layout.sections {
        for (tile, next) in zip(section.tiles, section.tiles.dropFirst()) {
          #expect(next.y > tile.y || next.y == tile.y && next.x > tile.x)
          #expect(next.size == tile.size)
        }
        #expect(Set(section.tiles.map(\.x)).count <= sheet.columns)
      }
    }
  }

  @Test func `a sheet has the width that was asked for`() {
    for width in [400, 1000, 1600, 3840] {
      let layout = SheetLayout(
        [.init(tileCount: 20, pictureSize: PixelSize(width: 16, height: 9))], columns: 5,
        width: width)
      #expect(layout.size.width == width)
    }
  }

  static let shapes: [(PixelSize, Double)] = [
    (PixelSize(width: 1920, height: 1080), 16.0 / 9), (PixelSize(width: 512, height: 512), 1),
    (PixelSize(width: 1080, height: 1920), 0.8), (PixelSize(width: 0, height: 0), 16.0 / 9),
  ]

  @Test(arguments: shapes)
  func `tiles have the pictures' shape, but are never very tall`(size: PixelSize, ratio: Double)
    throws
  {
    let layout = SheetLayout([.init(tileCount: 4, pictureSize: size)], columns: 4, width: 1600)
    let tile = try #require(layout.sections.first?.tiles.first)
    #expect(abs(Double(tile.width) / Double(tile.height) - ratio) < 0.02)
  }

  @Test func `labels stand only where there is more than one clip`() {
    let content = SheetLayout.Content(tileCount: 3, pictureSize: PixelSize(width: 16, height: 9))
    #expect(SheetLayout([content], columns: 3, width: 800).sections[0].label == nil)
    let two = SheetLayout([content, content], columns: 3, width: 800)
    #expect(two.sections.allSatisfy { $0.label != nil })
  }

  @Test func `odd requests are survived`() {
    let content = SheetLayout.Content(tileCount: 3, pictureSize: PixelSize(width: 1, height: 9000))
    for (columns, width) in [(0, 100), (-3, 0), (1, -5), (100, 10), (.max, 100), (3, .max / 4)] {
      let layout = SheetLayout([content], columns: columns, width: width)
      #expect(!layout.size.isEmpty)
    }
    #expect(!SheetLayout([], columns: 3, width: 300).size.isEmpty)
  }
}

struct SheetCaptionTests {
  @Test(arguments: [
    (0, "00:00.000"), (3.24, "00:03.240"), (59.9996, "01:00.000"), (61.5, "01:01.500"),
    (3600, "1:00:00.000"), (-1, "00:00.000"), (Double.infinity, "00:00.000"), (.nan, "00:00.000"),
  ])
  func `times are written like a clock`(seconds: Double, text: String) {
    #expect(SheetCaption.clock(seconds) == text)
  }

  @Test(arguments: [("/a/b.mp4", "b.mp4"), ("b.mp4", "b.mp4"), ("/", "/"), ("a/", "a")])
  func `a file is called by its name`(path: String, name: String) {
    #expect(SheetCaption.fileName(path) == name)
  }
}

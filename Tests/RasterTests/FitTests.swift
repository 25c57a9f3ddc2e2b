import Raster
import Testing

struct FitTests {
  @Test(arguments: [
    // Source, aspect, crop, output.
    ("910x512", nil, "910x512+0+0", "910x512"),
    ("910x512", "16:9", "910x512+0+0", "910x512"),
    ("1920x1080", "16:9", "1920x1080+0+0", "910x512"),
    ("1800x1200", nil, "1800x1200+0+0", "768x512"),
    ("1200x1800", nil, "1200x1800+0+0", "512x768"),
    ("1800x1200", "1:1", "1200x1200+300+0", "512x512"),
    ("1000x1000", "16:9", "1000x563+0+218", "910x512"),
    ("1000x1000", "9:16", "563x1000+218+0", "512x910"),
    ("320x320", nil, "320x320+0+0", "512x512"),
    ("5000x1000", nil, "2500x1000+1250+0", "1280x512"),
    ("100x3000", nil, "100x250+0+1375", "512x1280"),
    ("1x1", "5:2", "1x1+0+0", "1280x512"),
  ])
  func `a cover fit cuts and scales`(
    source: String, aspect: String?, crop: String, output: String
  ) throws {
    let size = try #require(PixelSize(text: source))
    let fit = Fit.cover(size, aspect: aspect.flatMap { AspectRatio($0) })
    #expect(fit.crop.description == crop)
    #expect(fit.output.description == output)
    #expect(fit.keeps(size) == (source == output))
  }

  @Test func `every cover fit is even, exact on the short side and inside the source`() {
    var random = SplitMix(state: 2)
    for round in 0..<20_000 {
      let size = PixelSize(
        width: .random(in: 1...6000, using: &random), height: .random(in: 1...6000, using: &random))
      let wanted: AspectRatio? =
        round % 3 == 0
        ? nil
        : AspectRatio(
          width: .random(in: 10...25, using: &random), height: .random(in: 10...25, using: &random))
      let fit = Fit.cover(size, aspect: wanted)
      #expect(fit.output.shortSide == 512)
      #expect(fit.output.width % 2 == 0 && fit.output.height % 2 == 0)
      #expect(PixelRect(size).contains(fit.crop) && !fit.crop.isEmpty)
      // One side is kept whole, the other misses the output's ratio by less than a pixel.
      #expect(fit.crop.width == size.width || fit.crop.height == size.height)
      let exact = Double(fit.crop.height * fit.output.width) / Double(fit.output.height)
      let across = Double(fit.crop.width * fit.output.height) / Double(fit.output.width)
      #expect(
        min(abs(exact - Double(fit.crop.width)), abs(across - Double(fit.crop.height))) < 1)
      // The output misses the wanted ratio by at most one pixel, being even.
      let target = (wanted ?? size.aspect.clamped(to: Fit.hailuoAspects)).value
      let long = 512 * max(target, 1 / target)
      #expect(abs(Double(fit.output.longSide) - long) <= 1)
      // What is cut off is cut off on both sides alike.
      #expect(abs(fit.crop.x - (size.width - fit.crop.maxX)) <= 1)
      #expect(abs(fit.crop.y - (size.height - fit.crop.maxY)) <= 1)
    }
  }

  @Test(arguments: [("16:9", 512, "910x512"), ("9:16", 512, "512x910"), ("1:1", 301, "302x302")])
  func `a ratio has an even size`(aspect: String, shortSide: Int, size: String) throws {
    let ratio = try #require(AspectRatio(aspect))
    #expect(Fit.size(of: ratio, shortSide: shortSide).description == size)
  }

  @Test(arguments: [
    ("1920x1080", "320x320", "320x180+0+70"), ("512x910", "320x180", "101x180+109+0"),
    ("10x10", "10x10", "10x10+0+0"), ("4000x1", "100x100", "100x1+0+49"),
  ])
  func `a contained picture is shown whole in the middle`(
    source: String, box: String, place: String
  ) throws {
    let rect = Fit.contain(
      try #require(PixelSize(text: source)), in: try #require(PixelSize(text: box)))
    #expect(rect.description == place)
  }
}

struct AspectRatioTests {
  @Test(arguments: [
    ("16:9", 16, 9), ("1920:1080", 16, 9), ("1.778", 889, 500), ("2.39:1", 239, 100), ("1", 1, 1),
    ("4/3", 4, 3), ("0.5625", 9, 16),
  ])
  func `a ratio is read`(text: String, width: Int, height: Int) {
    #expect(AspectRatio(text) == AspectRatio(width: width, height: height))
  }

  @Test(arguments: [
    "", ":", "16:", ":9", "0:9", "16:0", "-16:9", "16:9:1", "1.", ".5", "1.77777", "wide", "1e3",
    "inf", "99999999:1", " 16:9", "１６:9", "0",
  ])
  func `anything else is no ratio`(text: String) {
    #expect(AspectRatio(text) == nil)
  }

  @Test func `ratios are ordered exactly`() {
    let near = AspectRatio(width: 1_000_000_007, height: 1_000_000_000)
    #expect(AspectRatio(width: 1, height: 1) < near)
    #expect(AspectRatio(width: 2, height: 5) < AspectRatio(width: 9, height: 16))
    #expect(AspectRatio(width: 10, height: 1).clamped(to: Fit.hailuoAspects).description == "5:2")
  }
}

extension PixelSize {
  /// Reads "910x512".
  init?(text: String) {
    let sides = text.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2 else { return nil }
    self.init(width: sides[0], height: sides[1])
  }
}

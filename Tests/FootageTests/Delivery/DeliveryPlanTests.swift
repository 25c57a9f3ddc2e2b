import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// The pure rules of delivering.
struct DeliveryPlanTests {
  @Test func `a stream never has a size above its source's`() {
    let wished = [1080, 720, 480, 360].map {
      StreamingDelivery.Rung(shortSide: $0, maxBitRate: $0 * 4000)
    }
    let table: [(PixelSize, [Int])] = [
      (PixelSize(width: 1920, height: 1080), [1080, 720, 480, 360]),
      (PixelSize(width: 3840, height: 2160), [1080, 720, 480, 360]),
      (PixelSize(width: 720, height: 1280), [720, 480, 360]),
      (PixelSize(width: 910, height: 512), [480, 360]),
      (PixelSize(width: 960, height: 600), [600, 480, 360]),
      (PixelSize(width: 320, height: 181), [180]),
    ]
    for (size, lines) in table {
      let rungs = RungPlan.all(wished, source: size)
      #expect(rungs.map(\.shortSide) == lines, "\(size)")
    }
    // One between two has the limit of the one above.
    #expect(
      RungPlan.all(wished, source: PixelSize(width: 960, height: 600))[0].maxBitRate == 720 * 4000)
  }

  @Test(arguments: [(24, 1), (25, 1), (30_000, 1001), (60, 1)], [0.5, 2.0, 4.0, 5.005])
  func `each segment starts with exactly one frame, in order`(rate: (Int, Int), seconds: Double) {
    let grid = SegmentGrid(seconds: seconds)
    let tick = Double(rate.1) / Double(rate.0)
    let count = Int(60 / tick)
    let starts = (0..<count).compactMap {
      grid.segment(startingWith: Int64($0), secondsATick: tick)
    }
    #expect(starts == Array(0..<starts.count))
    #expect(starts.count == Int((Double(count - 1) * tick / seconds + 1e-6)) + 1)
  }

  @Test func `a search for a size comes to an end below the limit`() throws {
    for overshoot in [0.9, 1.0, 1.1, 1.6] {
      var search = SizeSearch(limit: 500_000, duration: 10, besides: 40_000)
      var fits = false
      var last = Int.max
      while !fits, let rate = search.next {
        #expect(rate < last)
        last = rate
        let size = 40_000 + Int(Double(rate) * 10 / 8 * overshoot)
        search.add(.init(bitRate: rate, byteCount: size))
        fits = size <= 500_000
      }
      #expect(fits, "\(overshoot)")
    }
    // An encoder that cannot do with less is not asked for ever.
    var search = SizeSearch(limit: 50_000, duration: 10, besides: 1000)
    var tries = 0
    while let rate = search.next {
      search.add(.init(bitRate: rate, byteCount: 90_000))
      tries += 1
    }
    #expect((1...4).contains(tries))
    #expect(SizeSearch(limit: 1000, duration: 100, besides: 900).next == nil)
  }

  @Test func `a search for a quality finds the last one that is good enough`() {
    for threshold in 8...45 {
      var search = SampledQualitySearch(target: 0.98, scale: 8...45)
      while let quality = search.next {
        search.add(quality, similarity: quality <= threshold ? 0.985 : 0.97)
      }
      #expect(search.best?.quality == threshold)
      #expect(search.found.count <= 6)
    }
    var hopeless = SampledQualitySearch(target: 0.999, scale: 8...45)
    while let quality = hopeless.next { hopeless.add(quality, similarity: 0.9) }
    #expect(hopeless.best == nil && hopeless.highest == 0.9)
    let (starts, seconds) = SampledQualitySearch.samples(duration: 600)
    #expect(starts.count == 8 && starts.allSatisfy { $0 >= 0 && $0 + seconds <= 600 })
    #expect(SampledQualitySearch.samples(duration: 6).starts == [0])
  }

  @Test func `matroska's subtitles may overlap, and MP4's have no holes`() {
    let captions = [
      Caption(start: 500, end: 2000, text: "a"), Caption(start: 1500, end: 3000, text: "b"),
    ]
    let filled = CaptionPiece.all(captions, fillsGaps: true, overlaps: false, text: \.text)
    #expect(filled.map(\.text) == ["", "a", "a\nb", "b"])
    #expect(filled.map(\.start) == [0, 500, 1500, 2000])
    #expect(filled.map(\.end) == [500, 1500, 2000, 3000])
    // One within another: the longer one goes on.
    let nested = [
      Caption(start: 200, end: 1900, text: "long"), Caption(start: 500, end: 800, text: "short"),
    ]
    #expect(
      CaptionPiece.all(nested, fillsGaps: true, overlaps: false, text: \.text).map(\.text)
        == ["", "long", "long\nshort", "long"])
    let plain = CaptionPiece.all(captions, fillsGaps: false, overlaps: true, text: \.text)
    #expect(plain.map(\.start) == [500, 1500] && plain.map(\.end) == [2000, 3000])
  }

  @Test func `captions end where the film does`() {
    let captions = [
      Caption(start: 500, end: 9000, text: "a"), Caption(start: 2000, end: 3000, text: "b"),
    ]
    #expect(captions.within(2) == [Caption(start: 500, end: 2000, text: "a")])
    #expect(captions.within(.infinity) == captions)
  }

  @Test func `rates are read as people write them`() throws {
    let rates = [
      ("12.5", "25/2"), ("29.97", "30000/1001"), ("23.976", "24000/1001"), ("0.1", "1/10"),
      ("smooth 59.94", "smooth 60000/1001"), ("50", "50"), ("30000/1001", "30000/1001"),
    ]
    for (text, meant) in rates {
      // A decimal fraction is a fraction, whatever its terms.
      let rate = try #require(VideoDelivery.Rate(text))
      #expect(value(rate) == value(try #require(VideoDelivery.Rate(meant))), "\(text)")
    }
    func value(_ rate: VideoDelivery.Rate) -> Double? {
      switch rate {
      case .fixed(let numerator, let denominator): Double(numerator) / Double(denominator)
      case .smooth(let numerator, let denominator): -Double(numerator) / Double(denominator)
      default: nil
      }
    }
    for text in ["12.", "1.2.3", "-5", "0.01", "241", "smooth", "24.0000"] {
      #expect(VideoDelivery.Rate(text) == nil, "\(text)")
    }
  }

  @Test func `the filter language takes no character of a name for its own`() throws {
    for name in ["it's", "a:b", "a\\b", "[x],y;z", "plain", "ü 'q' \\'"].map({ "\($0).cube" }) {
      let folder = try TemporaryFolder()
      let table = (0..<8).map { "\($0 & 1) \($0 >> 1 & 1) \($0 >> 2)" }.joined(separator: "\n")
      try folder.write("LUT_3D_SIZE 2\n\(table)\n", as: name)
      _ = try FilterGraph.open(
        "color=c=red:s=16x16,format=gbrp,lut3d=file=\(FilterText.escaped(folder / name))[out]")
    }
  }
}

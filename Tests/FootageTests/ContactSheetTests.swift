import Libav
import Raster
import StudioTestSupport
import Synchronization
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct ContactSheetTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `the right pictures stand in their tiles`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let sheet = try await ContactSheet(.init(columns: 3, picturesPerClip: 6, width: 620))
      .draw([.init(path: path)])
    let layout = SheetLayout(
      [.init(tileCount: 6, pictureSize: PixelSize(width: 160, height: 96))], columns: 3, width: 620)
    #expect(sheet.size == layout.size)
    let all = try DecodedPictures(of: path)
    for (number, tile) in layout.sections[0].tiles.enumerated() {
      // The clip is smaller than the tile and fills it; its lower part bears the time.
      let index = (2 * number + 1) * 25 / 12
      let whole = PixelRect(x: 0, y: 0, width: 160, height: 96)
      let wanted = try Resampler.resize(all.bitmaps[index], crop: whole, to: tile.size)
      let part = PixelRect(x: 0, y: 0, width: tile.width, height: tile.height / 2)
      let spot = PixelRect(x: tile.x, y: tile.y, width: tile.width, height: tile.height / 2)
      try expect(
        sheet.cropped(to: spot), looksLike: wanted.cropped(to: part), atLeast: 24, "tile \(number)")
    }
  }

  @Test func `several clips have their rows`() async throws {
    let wide = try SyntheticClip().make(at: folder / "wide.mp4")
    let tall = try SyntheticClip { $0.size = PixelSize(width: 96, height: 160) }
      .make(at: folder / "tall.mp4")
    let seen = Mutex<[Double]>([])
    let sheet = try await ContactSheet(.init(columns: 4, width: 800)).draw(
      [.init(path: wide, label: "Shot one"), .init(path: tall)],
      progress: { report in seen.withLock { $0.append(report.completed) } })
    #expect(sheet.size.width == 800)
    let reports = seen.withLock { $0 }
    #expect(reports == reports.sorted() && reports.last == 2)
  }

  @Test func `a clip with fewer frames than tiles gives each once`() async throws {
    let path = try SyntheticClip { $0.frameCount = 3 }.make(at: folder / "a.mp4")
    let sheet = try await ContactSheet(.init(columns: 5, width: 800)).draw([.init(path: path)])
    let layout = SheetLayout(
      [.init(tileCount: 3, pictureSize: PixelSize(width: 160, height: 96))], columns: 5, width: 800)
    #expect(sheet.size == layout.size)
  }

  @Test func `requests that make no sheet are refused`() async throws {
    let path = try SyntheticClip { $0.frameCount = 3 }.make(at: folder / "a.mp4")
    let none = await #expect(throws: FootageError.self) { try await ContactSheet().draw([]) }
    #expect(none?.code == .invalidRequest)
    let odd: [ContactSheet.Options] = [
      .init(columns: 0), .init(columns: 1000), .init(width: 10), .init(width: 1_000_000),
      .init(picturesPerClip: 0), .init(columns: 1, picturesPerClip: 1_000_000, width: 20_000),
    ]
    for options in odd {
      let error = await #expect(throws: FootageError.self, "\(options)") {
        try await ContactSheet(options).draw([.init(path: path)])
      }
      #expect(error?.code == .invalidRequest)
    }
  }

  @Test func `a cancelled sheet says so`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await ContactSheet().draw([.init(path: path)])
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

import Raster
import Testing

@testable import Stills

struct CutPlanTests {
  private func plan(
    _ width: Int, _ height: Int, chromaStep: Int = 1,
    _ change: (inout PrepareOptions) -> Void = { _ in }
  ) throws -> CutPlan {
    var options = PrepareOptions()
    change(&options)
    return try CutPlan(
      of: PixelSize(width: width, height: height), options, chromaStep: chromaStep, for: "test")
  }

  @Test(arguments: [
    (FitMode.cover, "910x512", "910x512+0+0", "1000x563"),
    (.contain, "910x512", "512x512+199+0", "1000x1000"),
    (.blur, "910x512", "512x512+199+0", "1000x1000"),
    (.stretch, "910x512", "910x512+0+0", "1000x1000"),
  ])
  func `each fit keeps and places what it says`(
    fit: FitMode, canvas: String, placed: String, kept: String
  ) throws {
    let plan = try plan(1000, 1000) {
      $0.fit = fit
      $0.aspect = AspectRatio(width: 16, height: 9)
    }
    #expect(plan.canvas.description == canvas)
    #expect(plan.placed.description == placed)
    #expect(plan.keptSize.description == kept)
  }

  @Test(arguments: [
    (Gravity.center, 0, 200), (.top, 0, 0), (.bottom, 0, 400), (.left, 0, 200), (.right, 0, 200),
  ])
  func `gravity chooses along the side that is cut`(gravity: Gravity, x: Int, y: Int) throws {
    let size = PixelSize(width: 600, height: 1000)
    let plan = try plan(600, 1000) { $0.aspect = AspectRatio(width: 1, height: 1) }
    let rect = plan.place(gravity, focus: nil, in: size)
    #expect(rect == PixelRect(x: x, y: y, width: 600, height: 600))
  }

  @Test(arguments: [
    ("50%,50%", 200), ("0,0", 0), ("300,999", 400), ("300,500", 200), ("300,420", 120),
  ])
  func `the focus stays in, in the middle where it can`(focus: String, y: Int) throws {
    let size = PixelSize(width: 600, height: 1000)
    let plan = try plan(600, 1000) { $0.aspect = AspectRatio(width: 1, height: 1) }
    #expect(plan.place(.center, focus: PicturePoint(focus), in: size).y == y)
  }

  @Test func `a crop comes before everything else`() throws {
    let plan = try plan(1000, 800) { $0.crop = PictureArea("10%,100,500,50%") }
    #expect(plan.region.description == "500x400+100+100")
    #expect(plan.canvas.description == "640x512")
  }

  @Test(arguments: ["0,0,2000,100", "0,0,0,10", "900,0,200,100"])
  func `a crop that is not in the picture is refused`(crop: String) throws {
    let area = try #require(PictureArea(crop))
    let error = #expect(throws: StillError.self) { try plan(1000, 800) { $0.crop = area } }
    #expect(error?.code == .unsuitableCut)
    #expect(error?.message.contains("1000x800") == true)
    #expect(PictureArea("-1,0,10,10") == nil)
  }

  @Test(arguments: [
    (6000, 4000, 1, 2), (4000, 3000, 1, 2), (1024, 1024, 1, 1), (2047, 2047, 1, 1),
    (2048, 2048, 1, 2), (2048, 2048, 2, 1), (6144, 4096, 1, 4), (12_500, 8000, 2, 4),
    (30_000, 20_000, 1, 8),
  ])
  func `a JPEG is decoded smaller as far as the filter keeps enough`(
    width: Int, height: Int, chromaStep: Int, shrink: Int
  ) throws {
    #expect(try plan(width, height, chromaStep: chromaStep).shrink == shrink)
  }

  @Test func `sides are multiples of what was asked for`() throws {
    for multiple in [1, 2, 8, 16, 64] {
      let plan = try plan(1777, 1000) { $0.multiple = multiple }
      #expect(plan.canvas.width % multiple == 0 && plan.canvas.height % multiple == 0)
      #expect(plan.canvas.shortSide >= 512 && plan.canvas.shortSide < 512 + multiple)
    }
  }

  @Test(arguments: ["12", "12,", "a,b", "1,2,3", "1,2%%", "-1,2", "1e99,1"])
  func `what is no point is none`(text: String) { #expect(PicturePoint(text) == nil) }
}

struct SmartCutTests {
  /// A disc of one colour on a soft ground.
  private func scene(_ x: Int, _ y: Int, radius: Int, _ size: PixelSize) -> Bitmap {
    var bitmap = Bitmap(size: size, filledWith: .black)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let (dx, dy) = (column - x, row - y)
        bitmap[column, row] =
          dx * dx + dy * dy < radius * radius
          ? Color(red: 220, green: 60, blue: 40)
          : Color(red: 90, green: UInt8(110 + 40 * row / size.height), blue: 130)
      }
    }
    return bitmap
  }

  @Test(arguments: [20, 45, 72, 100, 123])
  func `what stands out is kept whole`(x: Int) {
    let bitmap = scene(x, 40, radius: 15, PixelSize(width: 144, height: 80))
    let choice = SmartCut(bitmap).best(for: PixelSize(width: 60, height: 80))
    #expect(choice.x <= x - 15 && choice.x + 60 >= x + 15, "\(choice)")
    #expect(choice.judgement.score > 0.8)
    #expect(choice.judgement.reason.contains("whole"))
  }

  @Test(arguments: [24, 72, 112])
  func `a narrow tower wins against a glowing sky`(x: Int) {
    var bitmap = Bitmap(size: PixelSize(width: 144, height: 80), filledWith: .black)
    for row in 0..<80 {
      for column in 0..<144 {
        // Brightest and reddest at the other side, without an edge anywhere.
        let glow = max(0, 110 - abs(column - (144 - x)))
        bitmap[column, row] = Color(
          red: UInt8(90 + glow), green: UInt8(60 + glow / 2), blue: UInt8(80 + row / 2))
      }
    }
    for row in 20..<70 where row % 16 < 8 {
      bitmap.fill(PixelRect(x: x - 3, y: row, width: 6, height: 1), with: Color(grey: 220))
    }
    let choice = SmartCut(bitmap).best(for: PixelSize(width: 60, height: 80))
    #expect(choice.x <= x - 3 && choice.x + 60 >= x + 3, "\(choice)")
  }

  @Test func `a cut that loses what matters has a low score`() {
    var bitmap = scene(20, 40, radius: 15, PixelSize(width: 144, height: 80))
    bitmap.draw(
      scene(20, 40, radius: 15, PixelSize(width: 40, height: 80)), at: PixelPoint(x: 104, y: 0))
    let choice = SmartCut(bitmap).best(for: PixelSize(width: 45, height: 80))
    #expect(choice.judgement.score < 0.7, "\(choice)")
  }

  @Test(arguments: [
    ("0,0", true), ("100%,100%", true), ("143,79", true), ("145,40", false), ("20,81", false),
  ])
  func `a focus has to lie in the picture`(text: String, isInside: Bool) {
    var options = PrepareOptions()
    options.focus = PicturePoint(text)
    let plan = Result { () throws(StillError) in
      try CutPlan(of: PixelSize(width: 144, height: 80), options, for: "scene")
    }
    switch plan {
    case .success: #expect(isInside)
    case .failure(let error):
      #expect(!isInside && error.code == .unsuitableCut)
      #expect(error.message.contains("144x80"))
    }
  }

  @Test func `a focus has to lie in the part to start from`() {
    var options = PrepareOptions()
    options.crop = PictureArea("10,10,50,50")
    options.focus = PicturePoint("70,20")
    let error = #expect(throws: StillError.self) {
      try CutPlan(of: PixelSize(width: 144, height: 80), options, for: "scene")
    }
    #expect(error?.message.contains("50x50 at 10,10") == true)
  }

  @Test func `a focus overrules what stands out`() {
    let bitmap = scene(20, 40, radius: 15, PixelSize(width: 144, height: 80))
    let focus = PixelPoint(x: 130, y: 40)
    let choice = SmartCut(bitmap).best(for: PixelSize(width: 60, height: 80), keeping: focus)
    #expect(choice.x + 60 > 130)
  }

  @Test func `a flat picture is cut in the middle`() {
    let bitmap = Bitmap(size: PixelSize(width: 144, height: 80), filledWith: Color(grey: 99))
    #expect(SmartCut(bitmap).best(for: PixelSize(width: 60, height: 80)).x == 42)
  }

  @Test func `the same picture is always cut the same way`() {
    let bitmap = scene(30, 20, radius: 12, PixelSize(width: 100, height: 144))
    let window = PixelSize(width: 100, height: 56)
    #expect(SmartCut(bitmap).best(for: window) == SmartCut(bitmap).best(for: window))
  }
}

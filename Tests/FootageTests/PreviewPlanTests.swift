import Raster
import Testing

@testable import Footage

struct PreviewPlanTests {
  private func plan(
    _ duration: Double = 6, rate: Double = 10, _ adjust: (inout PreviewPlan.Wish) -> Void = { _ in }
  ) -> PreviewPlan {
    var wish = PreviewPlan.Wish()
    adjust(&wish)
    return PreviewPlan(wish, duration: duration, rate: rate)
  }

  @Test func `a whole clip is shown at the rate`() {
    let whole = plan()
    #expect(whole.moments.count == 60 && whole.moments.first == 0 && whole.cuts == [])
    #expect(abs((whole.moments.last ?? 0) - 5.9) < 1e-9)
    #expect(plan { $0.speed = 2 }.moments.count == 30)
    let part = plan {
      $0.from = 1
      $0.to = 2
    }
    #expect(part.moments.count == 10 && part.moments.first == 1)
    #expect(plan(0.01).moments == [0])
  }

  @Test func `parts lie in the middles of equal shares`() {
    let parts = plan(8) {
      $0.segments = 4
      $0.segmentSeconds = 0.5
    }
    #expect(parts.moments.count == 20 && parts.cuts == [5, 10, 15])
    #expect(abs(parts.moments[5] - 2.75) < 1e-9)
    // Parts longer than their shares would overlap.
    let long = plan(2) {
      $0.segments = 4
      $0.segmentSeconds = 3
    }
    #expect(long.moments == long.moments.sorted() && long.moments.count == 20)
  }

  @Test func `a boomerang shows neither end twice`() {
    let there = plan(0.5)
    let back = plan(0.5) { $0.isBoomerang = true }
    #expect(there.moments.count == 5 && back.moments.count == 8)
    for (left, right) in zip(back.moments, back.moments.dropFirst()) { #expect(left != right) }
    #expect(back.moments.last != back.moments.first)
  }

  @Test func `each step of the search is smaller, and halving finds the first that fits`() {
    let wish = PreviewSettings(quality: 75, rate: 12.5, width: 480)
    let steps = PreviewSearch.steps(from: wish)
    #expect(steps.first == wish)
    func size(_ settings: PreviewSettings) -> Double {
      Double(settings.quality) * settings.rate * Double(settings.width * settings.width)
    }
    for (larger, smaller) in zip(steps, steps.dropFirst()) { #expect(size(smaller) < size(larger)) }
    for step in steps {
      var tries = 0
      let found = PreviewSearch.first(of: steps) {
        tries += 1
        return size($0) <= size(step)
      }
      #expect(found == step && tries <= 5)
    }
    #expect(PreviewSearch.first(of: steps) { _ in false } == nil)
    #expect(
      PreviewSearch.sacrifices(wish, PreviewSettings(quality: 53, rate: 10, width: 480))
        == "quality 75 → 53, 12.5 → 10 frames a second")
  }
}

struct SpriteLayoutTests {
  @Test(arguments: [1, 2, 7, 99, 100, 101, 999], [16, 160, 1920, 5000])
  func `every picture has a place of its own on a sheet of limited size`(count: Int, width: Int) {
    let tile = PixelSize(width: width, height: width * 9 / 16)
    let layout = SpriteLayout(tile: tile, count: count, most: 10)
    var seen: Set<String> = []
    for number in 0..<count {
      let (sheet, box) = layout.place(number)
      #expect(sheet < layout.sheetCount && box.size == tile)
      #expect(PixelRect(layout.size(ofSheet: sheet)).contains(box), "\(number)")
      #expect(seen.insert("\(sheet) \(box)").inserted)
    }
    for sheet in 0..<layout.sheetCount {
      #expect(layout.size(ofSheet: sheet).width <= max(width, SpriteLayout.mostPixelsASide))
    }
  }

  @Test func `cues say when and where`() {
    let cue = SpriteSheets.Cue(
      start: 3661.5, end: 3662, frame: 9, sheet: 0,
      box: PixelRect(x: 160, y: 0, width: 160, height: 90))
    let text = WebVTT.text([cue], files: ["a film.jpg"])
    #expect(
      text == """
        WEBVTT

        01:01:01.500 --> 01:01:02.000
        a%20film.jpg#xywh=160,0,160,90

        """)
  }
}

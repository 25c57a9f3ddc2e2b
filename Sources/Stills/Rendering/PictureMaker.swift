import Libav
import Raster

/// Makes a result as it was planned.
struct PictureMaker {
  private let still: DecodedStill
  private let plan: CutPlan
  private let options: PrepareOptions
  private let cancellation: Cancellation
  /// Whether the ground shows through the picture.
  private let hasAlpha: Bool

  init(
    _ still: DecodedStill, _ plan: CutPlan, _ options: PrepareOptions,
    _ cancellation: Cancellation
  ) {
    self.still = still
    self.plan = plan
    self.options = options
    self.cancellation = cancellation
    hasAlpha = !still.picture.isWhollyOpaque
  }

  func make(previewSide: Int?, metadata: [UInt8]) throws -> RenderedPicture {
    let (crop, judgement) = try cut()
    let isPadded = plan.placed.size != plan.canvas
    let backdrop: Backdrop = options.fit == .blur && isPadded ? .blur : options.background
    let ground = hasAlpha || isPadded ? try ground(backdrop, crop) : nil
    var bitmap = try still.draw(
      crop, at: plan.placed.size, on: inside(ground), isLinear: options.isLinear, cancellation)
    if options.sharpening > 0 { bitmap = bitmap.sharpened(by: options.sharpening) }
    if isPadded { bitmap = padded(bitmap, ground, backdrop) }
    let preparation = Preparation(
      storedSize: still.facts.storedSize, orientation: still.facts.orientation,
      profileName: still.profileName, background: hasAlpha || isPadded ? backdrop : nil,
      crop: crop, placed: plan.placed, size: plan.canvas, judgement: judgement,
      sharpening: options.sharpening)
    return RenderedPicture(
      name: still.name, facts: still.facts, bitmap: bitmap, preparation: preparation,
      warnings: still.warnings + warnings(crop, judgement),
      original: try previewSide.map { try small(longSide: $0) }, harmlessMetadata: metadata)
  }

  /// What is kept, and how well that was chosen where the picture was asked.
  private func cut() throws -> (PixelRect, CutJudgement?) {
    let size = still.facts.size
    guard plan.isMovable, options.gravity == .smart else {
      return (plan.place(options.gravity, focus: options.focus, in: size), nil)
    }
    let region = plan.region
    let scale = Double(SaliencyMap.longSide) / Double(region.size.longSide)
    func scaled(_ length: Int, _ limit: Int) -> Int {
      min(limit, max(1, Int((Double(length) * scale).rounded())))
    }
    let judged = PixelSize(
      width: scaled(region.width, SaliencyMap.longSide),
      height: scaled(region.height, SaliencyMap.longSide))
    let small = try still.draw(region, at: judged, on: .color(.white), cancellation)
    let window = PixelSize(
      width: plan.keptSize.width == region.width
        ? judged.width : scaled(plan.keptSize.width, judged.width),
      height: plan.keptSize.height == region.height
        ? judged.height : scaled(plan.keptSize.height, judged.height))
    let focus = options.focus.map { point in
      PixelPoint(
        x: min(
          max(Int((point.x.pixels(of: size.width) - Double(region.x)) * scale), 0), judged.width - 1
        ),
        y: min(
          max(Int((point.y.pixels(of: size.height) - Double(region.y)) * scale), 0),
          judged.height - 1))
    }
    let choice = SmartCut(small).best(for: window, keeping: focus)
    func place(_ small: Int, _ spareSmall: Int, _ spare: Int) -> Int {
      spareSmall <= 0
        ? spare / 2 : Int((Double(small) / Double(spareSmall) * Double(spare)).rounded())
    }
    /// What is rounded twice may have lost the point that must stay in.
    func keeping(_ focus: Int?, _ place: Int, _ kept: Int, _ spare: Int) -> Int {
      guard let focus else { return place }
      return min(max(min(max(place, focus - kept + 1), focus), 0), spare)
    }
    let spare = PixelSize(
      width: region.width - plan.keptSize.width, height: region.height - plan.keptSize.height)
    let rect = plan.kept(
      x: keeping(
        options.focus.map { Int($0.x.pixels(of: size.width)) - region.x },
        place(choice.x, judged.width - window.width, spare.width), plan.keptSize.width,
        spare.width),
      y: keeping(
        options.focus.map { Int($0.y.pixels(of: size.height)) - region.y },
        place(choice.y, judged.height - window.height, spare.height), plan.keptSize.height,
        spare.height))
    return (rect, choice.judgement)
  }

  /// What lies under the whole result.
  private func ground(_ backdrop: Backdrop, _ crop: PixelRect) throws -> PictureRenderer.Ground {
    switch backdrop {
    case .color(let color): return .color(color)
    case .blur: return .picture(try blurred(crop))
    case .edge: return .color(try edgeColour(crop))
    }
  }

  /// The part of the ground that the picture is drawn on.
  private func inside(_ ground: PictureRenderer.Ground?) -> PictureRenderer.Ground {
    switch ground {
    case .picture(let bitmap): .picture(bitmap.cropped(to: plan.placed))
    case .some(let ground): ground
    case nil: .color(.white)
    }
  }

  /// The result with the picture in its place.
  private func padded(
    _ picture: Bitmap, _ ground: PictureRenderer.Ground?, _ backdrop: Backdrop
  ) -> Bitmap {
    var canvas: Bitmap
    switch ground {
    case .picture(let bitmap): canvas = bitmap
    case .color(let color):
      canvas = Bitmap(size: plan.canvas, filledWith: color)
      if backdrop == .edge { canvas = picture.extended(to: plan.canvas, at: plan.placed.origin) }
    default: canvas = Bitmap(size: plan.canvas, filledWith: .white)
    }
    canvas.draw(picture, at: plan.placed.origin)
    return canvas
  }

  /// A blurred enlargement of the picture that covers the result, a little darker than it.
  private func blurred(_ crop: PixelRect) throws -> Bitmap {
    let inner = Fit.largestCentredRect(like: plan.canvas, in: crop.size)
    let part = PixelRect(
      x: crop.x + inner.x, y: crop.y + inner.y, width: inner.width, height: inner.height)
    let tiny = Fit.size(
      of: plan.canvas.aspect.clamped(to: Fit.hailuoAspects), shortSide: 24, multiple: 1)
    let colour = try edgeColour(crop)
    let small = try still.draw(part, at: tiny, on: .color(colour), cancellation)
    let soft = small.softened(radius: 2).dimmed(to: 0.8)
    return try DecodedStill.of(soft, named: still.name)
      .draw(nil, at: plan.canvas, on: .color(colour), isLinear: false, cancellation)
  }

  /// The mean colour of what is not clear.
  private func edgeColour(_ crop: PixelRect) throws -> Color {
    // Nothing shows behind an opaque picture.
    guard hasAlpha else { return .white }
    return try still.draw(crop, at: PixelSize(width: 16, height: 16), cancellation).meanColour
  }

  /// The upright picture in small.
  private func small(longSide: Int) throws -> Bitmap {
    let size = still.facts.size
    let scale = min(1, Double(longSide) / Double(size.longSide))
    let target = PixelSize(
      width: max(1, Int((Double(size.width) * scale).rounded())),
      height: max(1, Int((Double(size.height) * scale).rounded())))
    return try still.draw(nil, at: target, on: .color(.white), cancellation)
  }

  private func warnings(_ crop: PixelRect, _ judgement: CutJudgement?) -> [StillWarning] {
    var warnings: [StillWarning] = []
    let factor = max(
      Double(plan.placed.width) / Double(crop.width),
      Double(plan.placed.height) / Double(crop.height))
    if factor > 1.25 {
      let times = Int((factor * 100).rounded())
      warnings.append(
        StillWarning(
          .enlarged, "it is drawn at \(times) % of its size; a larger picture would be sharper"))
    }
    if let judgement, judgement.score < 0.65 {
      let lost = Int(((1 - judgement.score) * 100).rounded())
      warnings.append(
        StillWarning(
          .cutLoses,
          "the best cut loses \(lost) % of what draws the eye; --fit blur would keep all of it"))
    }
    return warnings
  }
}

import Raster

/// What is cut out of a picture and where it comes to lie in the result; pure arithmetic.
struct CutPlan: Hashable {
  /// The part of the upright picture that everything is made from.
  let region: PixelRect
  /// The size of the part that is kept; its place may still be open.
  let keptSize: PixelSize
  /// The size of the result.
  let canvas: PixelSize
  /// Where in the result the kept part is drawn.
  let placed: PixelRect
  /// How much smaller than it is a picture may be decoded: a power of two up to 8.
  let shrink: Int

  /// Plans a cut.
  ///
  /// - Parameters:
  ///   - size: the size of the upright picture.
  ///   - options: what is wanted.
  ///   - chromaStep: how many times coarser colours are stored that shrink as all else does.
  ///   - name: the picture's name, for errors.
  init(
    of size: PixelSize, _ options: PrepareOptions, chromaStep: Int = 1, for name: String
  ) throws(StillError) {
    region = try Self.region(of: size, options, name)
    try Self.requireInside(region, options.focus, of: size, name)
    let aspect = options.aspect ?? region.size.aspect.clamped(to: Fit.hailuoAspects)
    canvas = Fit.size(of: aspect, shortSide: options.shortSide, multiple: options.multiple)
    switch options.fit {
    case .cover:
      keptSize = Fit.largestCentredRect(like: canvas, in: region.size).size
      placed = PixelRect(canvas)
    case .stretch:
      keptSize = region.size
      placed = PixelRect(canvas)
    case .contain, .blur:
      keptSize = region.size
      placed = Self.moved(
        Fit.largestCentredRect(like: region.size, in: canvas), in: canvas, options.gravity)
    }
    shrink = Self.shrink(keptSize, to: placed.size, chromaStep: chromaStep)
  }

  /// Where the kept part lies unless the picture itself is to be asked.
  ///
  /// - Returns: a rectangle of the upright picture that is inside of the region.
  func place(_ gravity: Gravity, focus: PicturePoint?, in size: PixelSize) -> PixelRect {
    let (spareWidth, spareHeight) = (region.width - keptSize.width, region.height - keptSize.height)
    if let focus {
      let x = Int(focus.x.pixels(of: size.width)) - region.x - keptSize.width / 2
      let y = Int(focus.y.pixels(of: size.height)) - region.y - keptSize.height / 2
      return kept(x: min(max(x, 0), spareWidth), y: min(max(y, 0), spareHeight))
    }
    let x =
      switch gravity {
      case .left: 0
      case .right: spareWidth
      default: spareWidth / 2
      }
    let y =
      switch gravity {
      case .top: 0
      case .bottom: spareHeight
      default: spareHeight / 2
      }
    return kept(x: x, y: y)
  }

  /// The kept part at a place inside of the region.
  func kept(x: Int, y: Int) -> PixelRect {
    PixelRect(origin: PixelPoint(x: region.x + x, y: region.y + y), size: keptSize)
  }

  /// Whether there is anything to choose.
  var isMovable: Bool { keptSize != region.size }

  private static func region(
    of size: PixelSize, _ options: PrepareOptions, _ name: String
  ) throws(StillError) -> PixelRect {
    guard let crop = options.crop else { return PixelRect(size) }
    guard let rect = crop.rect(in: size) else {
      throw StillError(
        .unsuitableCut, name,
        "the part to be cut out does not lie inside of the picture, which is \(size) upright")
    }
    return rect
  }

  /// A point that must stay in has to be in what is cut from.
  private static func requireInside(
    _ region: PixelRect, _ focus: PicturePoint?, of size: PixelSize, _ name: String
  ) throws(StillError) {
    guard let focus else { return }
    let (x, y) = (focus.x.pixels(of: size.width), focus.y.pixels(of: size.height))
    // 100 % is the last pixel's far edge.
    guard x >= Double(region.x), x <= Double(region.maxX), y >= Double(region.y),
      y <= Double(region.maxY)
    else {
      let place = "\(Int(x.rounded())),\(Int(y.rounded()))"
      let part =
        region == PixelRect(size)
        ? "the picture, which is \(size) upright"
        : "the part to start from, which is \(region.size) at \(region.x),\(region.y)"
      throw StillError(
        .unsuitableCut, name,
        "the point \(place) that must stay in lies outside of \(part); choose one in it")
    }
  }

  private static func moved(
    _ rect: PixelRect, in canvas: PixelSize, _ gravity: Gravity
  ) -> PixelRect {
    let x =
      switch gravity {
      case .left: 0
      case .right: canvas.width - rect.width
      default: rect.x
      }
    let y =
      switch gravity {
      case .top: 0
      case .bottom: canvas.height - rect.height
      default: rect.y
      }
    return PixelRect(x: x, y: y, width: rect.width, height: rect.height)
  }

  /// Twice the pixels of the result and more are left for the real filter, as libvips does it;
  /// of colours that are stored more coarsely 1.4 times, where nothing of them is lost that shows.
  private static func shrink(
    _ kept: PixelSize, to drawn: PixelSize, chromaStep: Int
  ) -> Int {
    let times = min(
      Double(kept.width) / Double(drawn.width), Double(kept.height) / Double(drawn.height))
    let margin = chromaStep > 1 ? max(2, 1.4 * Double(chromaStep)) : 2
    return [8, 4, 2].first { times >= margin * Double($0) } ?? 1
  }
}

import Hailuo

/// Where the imaginary camera looks, relative to the whole picture; all zero shows just that.
struct CameraPose: Hashable {
  /// Sideways, in widths of the picture; right is positive.
  var across = 0.0
  /// Up and down, in heights of the picture; down is positive.
  var down = 0.0
  /// How much more of the scene is seen: 0.1 shows a tenth more, −0.1 a tenth less.
  var widening = 0.0
  /// How much nearer the right side is than the left.
  var turn = 0.0
  /// How much nearer the lower side is than the upper.
  var tilt = 0.0
  /// How much the hand trembles, 0 to 1.
  var tremble = 0.0

  /// How far one camera command goes.
  init(_ move: CameraMove) {
    switch move {
    case .truckLeft: across = -0.08
    case .truckRight: across = 0.08
    case .panLeft: (across, turn) = (-0.07, -0.05)
    case .panRight: (across, turn) = (0.07, 0.05)
    case .pushIn: widening = -0.16
    case .pullOut: widening = 0.14
    case .pedestalUp: down = -0.08
    case .pedestalDown: down = 0.08
    case .tiltUp: (down, tilt) = (-0.07, -0.05)
    case .tiltDown: (down, tilt) = (0.07, 0.05)
    case .zoomIn: widening = -0.2
    case .zoomOut: widening = 0.16
    case .shake: tremble = 1
    case .trackingShot: (across, widening) = (0.06, -0.08)
    case .staticShot: break
    }
  }

  init() {}

  /// How far beyond the picture's edges there is anything to see, in widths or heights.
  static let margin = 0.12

  func adding(_ other: CameraPose) -> CameraPose {
    var sum = self
    sum.across += other.across
    sum.down += other.down
    sum.widening = min(max(sum.widening + other.widening, -0.6), 2 * CameraPose.margin - 0.06)
    sum.turn = min(max(sum.turn + other.turn, -0.1), 0.1)
    sum.tilt = min(max(sum.tilt + other.tilt, -0.1), 0.1)
    sum.tremble = other.tremble
    // What is seen must stay on the canvas.
    let room = max(0, CameraPose.margin - sum.widening / 2 - 0.02)
    sum.across = min(max(sum.across, -room), room)
    sum.down = min(max(sum.down, -room), room)
    return sum
  }
}

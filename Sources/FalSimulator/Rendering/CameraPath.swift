import Hailuo

/// The camera's way through a clip: from the whole picture through one pose after another.
struct CameraPath: Hashable {
  /// Poses at the ends of equal parts of the clip; the first is the picture as it is.
  let poses: [CameraPose]
  /// Frames of the clip.
  let frameCount: Int

  /// - Parameter script: groups of moves that act together, in the order of time; without any, the
  ///   camera comes a little closer, as an idle clip would.
  init(_ script: [[CameraMove]], frameCount: Int) {
    self.frameCount = frameCount
    var poses = [CameraPose()]
    if script.isEmpty {
      var closer = CameraPose()
      closer.widening = -0.06
      poses.append(closer)
    }
    for group in script {
      var step = CameraPose()
      for move in group {
        let one = CameraPose(move)
        let tremble = max(step.tremble, one.tremble)
        step.across += one.across
        step.down += one.down
        step.widening += one.widening
        step.turn += one.turn
        step.tilt += one.tilt
        step.tremble = tremble
      }
      poses.append(poses[poses.count - 1].adding(step))
    }
    self.poses = poses
  }

  /// A part of the pose as an expression of FFmpeg's over `on`, the number of the frame from 1.
  ///
  /// Each step eases in and out, so that neither starts nor stops show.
  func expression(_ part: KeyPath<CameraPose, Double>) -> String {
    let steps = poses.count - 1
    var text = "\(poses[0][keyPath: part])"
    for step in 0..<steps {
      let change = poses[step + 1][keyPath: part] - poses[step][keyPath: part]
      guard change != 0 else { continue }
      let first = Double(frameCount - 1) * Double(step) / Double(steps)
      let length = Double(frameCount - 1) / Double(steps)
      let time = "clip((on-1-\(first))/\(length),0,1)"
      text += "+(\(change))*\(time)*\(time)*(3-2*\(time))"
    }
    return "(\(text))"
  }

  /// The options of FFmpeg's perspective filter that follow the path.
  ///
  /// - Parameters:
  ///   - width: of the picture, inside a canvas that is larger on all sides.
  ///   - height: likewise.
  func perspective(width: Int, height: Int) -> String {
    let tremble = expression(\.tremble)
    let sway = "0.006*\(tremble)*sin((on-1)*1.9)*cos((on-1)*0.53)"
    let bob = "0.006*\(tremble)*sin((on-1)*1.3)*cos((on-1)*0.71)"
    let across = "(\(expression(\.across))+\(sway))*\(width)"
    let down = "(\(expression(\.down))+\(bob))*\(height)"
    let turn = expression(\.turn)
    let tilt = expression(\.tilt)
    let wide = "(1+\(expression(\.widening)))"
    /// A corner: half the canvas away from its centre, nearer where the plane is turned away.
    func corner(_ side: Double, _ end: Double) -> (x: String, y: String) {
      let x = "W/2+\(across)+(\(side))*W/2*\(wide)*(1-(\(end))*\(tilt))"
      let y = "H/2+\(down)+(\(end))*H/2*\(wide)*(1-(\(side))*\(turn))"
      return (x, y)
    }
    let corners = [corner(-1, -1), corner(1, -1), corner(-1, 1), corner(1, 1)]
    let options = corners.enumerated().map { "x\($0)='\($1.x)':y\($0)='\($1.y)'" }
    return "perspective=eval=frame:sense=source:interpolation=linear:"
      + options.joined(separator: ":")
  }
}

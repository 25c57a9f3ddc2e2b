extension Bitmap {
  /// The picture turned upright; every pixel is moved, none is changed.
  public func oriented(_ orientation: Orientation) -> Bitmap {
    guard orientation != .up, !size.isEmpty else { return self }
    let upright = orientation.upright(size)
    let walk = orientation.walk(over: size)
    return withWords { source in
      Bitmap(size: upright) { target in
        var index = 0
        for y in 0..<upright.height {
          var from = walk.start + y * walk.down
          for _ in 0..<upright.width {
            target[index] = source[from]
            index += 1
            from += walk.right
          }
        }
      }
    }
  }

  /// A part of the picture.
  ///
  /// - Precondition: the rectangle lies inside the picture.
  public func cropped(to rect: PixelRect) -> Bitmap {
    precondition(
      PixelRect(size).contains(rect) && rect.width >= 0 && rect.height >= 0,
      "\(rect) lies outside a picture of \(size)")
    guard rect != PixelRect(size) else { return self }
    return withWords { source in
      Bitmap(size: rect.size) { target in
        for row in 0..<rect.height {
          let start = (rect.y + row) * size.width + rect.x
          _ = UnsafeMutableBufferPointer(rebasing: target[(row * rect.width)...])
            .update(
              fromContentsOf: UnsafeBufferPointer(rebasing: source[start..<start + rect.width]))
        }
      }
    }
  }
}

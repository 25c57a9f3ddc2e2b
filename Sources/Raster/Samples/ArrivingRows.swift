import Dispatch
import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Rows of a picture that are read while later ones are still being decoded.
///
/// One thread writes the rows from the first to the last; others read those that are there, and
/// wait for those that are not.
package final class ArrivingRows: Sendable {
  private struct Waiter {
    let row: Int
    let isThere: DispatchSemaphore
  }

  private struct State {
    var count = 0
    var isOver = false
    var waiters: [Waiter] = []
  }

  let stride: Int
  let height: Int
  private let state = Mutex(State())
  /// `nonisolated(unsafe)`: a row is written before the count says that it is there, and never after
  /// it; it is read only after that.
  private nonisolated(unsafe) let start: UnsafeMutablePointer<UInt8>

  /// - Throws: ``RasterError`` `.unsuitableSize` when there is not so much memory.
  init(stride: Int, height: Int) throws(RasterError) {
    let length = max(1, stride * height)
    var place: UnsafeMutableRawPointer?
    // In large pages, where there are any: clearing thousands of small ones costs as much as the
    // resampling does.
    let page = 2 << 20
    guard posix_memalign(&place, length >= page ? page : 64, length) == 0, let place else {
      throw RasterError(.unsuitableSize, "there is no memory for \(length) bytes of pixels")
    }
    #if canImport(Glibc)
      if length >= page { madvise(place, length / page * page, MADV_HUGEPAGE) }
    #endif
    start = place.bindMemory(to: UInt8.self, capacity: length)
    self.stride = stride
    self.height = height
  }

  deinit { free(start) }

  /// Has the next rows written, and tells everybody who waits for them.
  ///
  /// - Parameter write: is given the place of the next row, and returns how many it wrote.
  func append(_ write: (UnsafeMutablePointer<UInt8>) throws(RasterError) -> Int)
    throws(RasterError)
  {
    let count = state.withLock { $0.count }
    tell(count + (try write(start + count * stride)), isOver: false)
  }

  /// Ends it: no more rows will come.
  func finish() { tell(state.withLock { $0.count }, isOver: true) }

  private func tell(_ count: Int, isOver: Bool) {
    let served = state.withLock { state in
      state.count = count
      state.isOver = state.isOver || isOver
      let isServed = { (waiter: Waiter) in state.isOver || waiter.row < count }
      let served = state.waiters.filter(isServed)
      state.waiters.removeAll(where: isServed)
      return served
    }
    for waiter in served { waiter.isThere.signal() }
  }

  /// Lends a row once it is there.
  ///
  /// - Returns: nil if it never came.
  func withRow<Answer>(_ y: Int, _ body: (UnsafePointer<UInt8>) -> Answer) -> Answer? {
    let waiter = state.withLock { state -> Waiter? in
      if y < state.count || state.isOver { return nil }
      let waiter = Waiter(row: y, isThere: DispatchSemaphore(value: 0))
      state.waiters.append(waiter)
      return waiter
    }
    waiter?.isThere.wait()
    guard y < state.withLock({ $0.count }) else { return nil }
    return body(start + y * stride)
  }
}

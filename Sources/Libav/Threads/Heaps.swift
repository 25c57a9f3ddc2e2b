internal import CHeap
import Foundation

/// Where the process's memory comes from.
package enum Heaps {
  /// Lets threads share as many heaps as there are cores.
  ///
  /// By itself glibc gives threads a heap each, up to eight for each core, and every heap keeps some of
  /// what was freed: codecs start many threads. It saves 3 % of the memory of a transcode. Elsewhere
  /// nothing is changed.
  package static func limit() {
    hs_limit_heaps(Int32(clamping: ProcessInfo.processInfo.activeProcessorCount))
  }
}

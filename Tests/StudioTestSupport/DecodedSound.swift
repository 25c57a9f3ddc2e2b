import Foundation
import Libav

/// A file's sound as one channel of numbers, from its first moment on.
package struct DecodedSound: Sendable {
  package let samples: [Float]
  package let sampleRate: Int

  /// Decodes a whole file; nil when it has no sound.
  package init?(of path: String) throws {
    guard var reader = try FrameReader.openAudio(path, Cancellation()) else { return nil }
    let stream = reader.stream
    let graph = try FilterGraph.open(
      "[in0]aresample=async=1:first_pts=0,aformat=sample_fmts=flt:channel_layouts=mono[out]",
      inputs: [FilterInput(stream)], isAudio: true)
    var samples: [Float] = []
    func drain() throws {
      while let frame = try graph.take() {
        frame.withSamples { samples.append(contentsOf: $0) }
      }
    }
    while let frame = try reader.next() {
      try graph.push(frame)
      try drain()
    }
    try graph.finish()
    try drain()
    self.samples = samples
    sampleRate = stream.sampleRate
  }

  package var seconds: Double { Double(samples.count) / Double(sampleRate) }

  /// The strength of one frequency between two moments; 1 for a sine of full amplitude.
  package func strength(of frequency: Double, from start: Double, to end: Double) -> Double {
    let first = max(0, Int(start * Double(sampleRate)))
    let last = min(samples.count, Int(end * Double(sampleRate)))
    guard last > first else { return 0 }
    let step = 2 * Double.pi * frequency / Double(sampleRate)
    var (real, imaginary) = (0.0, 0.0)
    for index in first..<last {
      real += Double(samples[index]) * cos(step * Double(index))
      imaginary += Double(samples[index]) * sin(step * Double(index))
    }
    return 2 * (real * real + imaginary * imaginary).squareRoot() / Double(last - first)
  }

  /// The root of the mean square between two moments: 0 for silence.
  package func loudness(from start: Double, to end: Double) -> Double {
    let first = max(0, Int(start * Double(sampleRate)))
    let last = min(samples.count, Int(end * Double(sampleRate)))
    guard last > first else { return 0 }
    let sum = samples[first..<last].reduce(0.0) { $0 + Double($1) * Double($1) }
    return (sum / Double(last - first)).squareRoot()
  }
}

import Libav
package import Testing

extension Trait where Self == ConditionTrait {
  /// Leaves a test out where FFmpeg was built without an encoder.
  package static func needsEncoder(_ name: String) -> Self {
    .enabled(if: Encoder.exists(name), "this FFmpeg has no encoder \(name)")
  }
}

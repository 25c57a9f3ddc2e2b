/// The preset files of this folder as part of the program.
///
/// A new preset needs its file here, its line in `Package.swift`, and its line below; a test
/// compares the three.
public enum EmbeddedPresets {
  /// Every preset: the file's name and its bytes.
  public static var all: [(name: String, bytes: [UInt8])] {
    [
      ("web-h264.yaml", PackageResources.web_h264_yaml)
    ]
  }
}

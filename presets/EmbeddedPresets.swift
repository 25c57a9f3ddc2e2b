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

  /// How contact sheets can look: the name of each file in `sheets`, and its bytes.
  public static var sheets: [(name: String, bytes: [UInt8])] {
    [
      ("dark.yaml", PackageResources.dark_yaml), ("light.yaml", PackageResources.light_yaml),
      ("plain.yaml", PackageResources.plain_yaml),
    ]
  }
}

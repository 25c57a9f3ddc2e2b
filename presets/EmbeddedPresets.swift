/// The preset files of this folder as part of the program.
///
/// A new preset needs its file here, its line in `Package.swift`, and its line below; a test
/// compares the three.
public enum EmbeddedPresets {
  /// Every preset of `transcode`: the file's name and its bytes.
  public static var all: [(name: String, bytes: [UInt8])] {
    [
      ("archive-h264.yaml", PackageResources.archive_h264_yaml),
      ("audio-only.yaml", PackageResources.audio_only_yaml),
      ("avif.yaml", PackageResources.avif_yaml),
      ("dash.yaml", PackageResources.dash_yaml),
      ("editing-dnxhr.yaml", PackageResources.editing_dnxhr_yaml),
      ("editing-prores.yaml", PackageResources.editing_prores_yaml),
      ("gif.yaml", PackageResources.gif_yaml),
      ("hls.yaml", PackageResources.hls_yaml),
      ("lossless-ffv1.yaml", PackageResources.lossless_ffv1_yaml),
      ("proxy.yaml", PackageResources.proxy_yaml),
      ("small.yaml", PackageResources.small_yaml),
      ("social-landscape.yaml", PackageResources.social_landscape_yaml),
      ("social-square.yaml", PackageResources.social_square_yaml),
      ("social-vertical.yaml", PackageResources.social_vertical_yaml),
      ("web-av1.yaml", PackageResources.web_av1_yaml),
      ("web-h264.yaml", PackageResources.web_h264_yaml),
      ("web-h265.yaml", PackageResources.web_h265_yaml),
      ("web-vp9.yaml", PackageResources.web_vp9_yaml),
      ("webp.yaml", PackageResources.webp_yaml),
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

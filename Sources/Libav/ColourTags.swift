internal import CFFmpeg

/// What a stream or picture says of its colours; each part may be unspecified.
package struct ColourTags: Hashable, Sendable {
  private let range: UInt32
  private let primaries: UInt32
  private let transfer: UInt32
  private let matrix: UInt32

  init(
    range: AVColorRange, primaries: AVColorPrimaries, transfer: AVColorTransferCharacteristic,
    matrix: AVColorSpace
  ) {
    self.range = range.rawValue
    self.primaries = primaries.rawValue
    self.transfer = transfer.rawValue
    self.matrix = matrix.rawValue
  }

  /// BT.709 in limited range: what HD video is, and what web players take an untagged file for.
  package static let bt709 = ColourTags(
    range: AVCOL_RANGE_MPEG, primaries: AVCOL_PRI_BT709, transfer: AVCOL_TRC_BT709,
    matrix: AVCOL_SPC_BT709)

  /// BT.601 in limited range: what SD video is.
  package static let bt601 = ColourTags(
    range: AVCOL_RANGE_MPEG, primaries: AVCOL_PRI_SMPTE170M, transfer: AVCOL_TRC_SMPTE170M,
    matrix: AVCOL_SPC_SMPTE170M)

  /// BT.601's matrix in full range with sRGB's curve: what JPEG files are.
  package static let jpeg = ColourTags(
    range: AVCOL_RANGE_JPEG, primaries: AVCOL_PRI_BT709, transfer: AVCOL_TRC_IEC61966_2_1,
    matrix: AVCOL_SPC_BT470BG)

  /// By FFmpeg's names; what is nil, or not known to it, is unspecified.
  package init(range: String?, primaries: String?, transfer: String?, matrix: String?) {
    func number(_ name: String?, _ find: (UnsafePointer<CChar>?) -> Int32) -> UInt32? {
      let found = name?.withCString { find($0) } ?? -1
      return found < 0 ? nil : UInt32(found)
    }
    self.range = number(range, av_color_range_from_name) ?? AVCOL_RANGE_UNSPECIFIED.rawValue
    self.primaries =
      number(primaries, av_color_primaries_from_name) ?? AVCOL_PRI_UNSPECIFIED.rawValue
    self.transfer = number(transfer, av_color_transfer_from_name) ?? AVCOL_TRC_UNSPECIFIED.rawValue
    self.matrix = number(matrix, av_color_space_from_name) ?? AVCOL_SPC_UNSPECIFIED.rawValue
  }

  /// The same in full range.
  package var inFullRange: ColourTags {
    ColourTags(
      range: AVCOL_RANGE_JPEG, primaries: rawPrimaries, transfer: rawTransfer, matrix: rawMatrix)
  }

  /// Nothing said.
  package static let unspecified = ColourTags(
    range: AVCOL_RANGE_UNSPECIFIED, primaries: AVCOL_PRI_UNSPECIFIED,
    transfer: AVCOL_TRC_UNSPECIFIED, matrix: AVCOL_SPC_UNSPECIFIED)

  var rawRange: AVColorRange { AVColorRange(range) }
  var rawPrimaries: AVColorPrimaries { AVColorPrimaries(primaries) }
  var rawTransfer: AVColorTransferCharacteristic { AVColorTransferCharacteristic(transfer) }
  var rawMatrix: AVColorSpace { AVColorSpace(matrix) }

  /// FFmpeg's names; nil where unspecified.
  package var rangeName: String? { name(av_color_range_name(rawRange)) }
  package var primariesName: String? { name(av_color_primaries_name(rawPrimaries)) }
  package var transferName: String? { name(av_color_transfer_name(rawTransfer)) }
  package var matrixName: String? { name(av_color_space_name(rawMatrix)) }

  private func name(_ text: UnsafePointer<CChar>?) -> String? {
    guard let name = text.map({ String(cString: $0) }) else { return nil }
    return ["unknown", "unspecified", "reserved"].contains(name) ? nil : name
  }

  /// The matrix to decode with, in swscale's numbering: the tag, or what players assume without one.
  ///
  /// Players take untagged video of HD size for BT.709 and anything smaller for BT.601.
  func conversionMatrix(width: Int, height: Int) -> Int32 {
    switch rawMatrix {
    case AVCOL_SPC_BT709: SWS_CS_ITU709
    case AVCOL_SPC_FCC: SWS_CS_FCC
    case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: SWS_CS_ITU601
    case AVCOL_SPC_SMPTE240M: SWS_CS_SMPTE240M
    case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: SWS_CS_BT2020
    default: width >= 1280 || height > 576 ? SWS_CS_ITU709 : SWS_CS_ITU601
    }
  }

  /// The name the scale filter knows that matrix by.
  package func conversionMatrixName(width: Int, height: Int) -> String {
    switch conversionMatrix(width: width, height: height) {
    case SWS_CS_ITU709: "bt709"
    case SWS_CS_FCC: "fcc"
    case SWS_CS_SMPTE240M: "smpte240m"
    case SWS_CS_BT2020: "bt2020"
    default: "bt601"
    }
  }

  package var isFullRange: Bool { rawRange == AVCOL_RANGE_JPEG }
}

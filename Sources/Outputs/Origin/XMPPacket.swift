/// The packet of XMP in which a label stands in files; made and read here only.
///
/// Sources: XMP specification (ISO 16684-1), and IPTC Photo Metadata 2025.1 for the digital source
/// type, the prompt and the system.
enum XMPPacket {
  /// The largest packet that is read; real ones have a few kilobytes.
  static let mostBytes = 1 << 20

  enum Space {
    static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    static let dublinCore = "http://purl.org/dc/elements/1.1/"
    static let basic = "http://ns.adobe.com/xap/1.0/"
    static let iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  }

  /// The packet of a label: the same bytes for the same label, below 50 000 of them.
  static func bytes(_ label: OriginLabel) -> [UInt8] {
    var lines = [
      "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>",
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
      "<rdf:RDF xmlns:rdf=\"\(Space.rdf)\">",
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"\(Space.dublinCore)\" xmlns:xmp=\"\(Space.basic)\" "
        + "xmlns:Iptc4xmpExt=\"\(Space.iptc)\">",
    ]
    func add(_ name: String, _ text: String?) {
      guard let text else { return }
      lines.append("<\(name)>\(escaped(text))</\(name)>")
    }
    if let title = label.title {
      lines.append(
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">\(escaped(title))</rdf:li></rdf:Alt>"
          + "</dc:title>")
    }
    if let creator = label.creator {
      lines.append(
        "<dc:creator><rdf:Seq><rdf:li>\(escaped(creator))</rdf:li></rdf:Seq></dc:creator>")
    }
    if let rights = label.rights {
      lines.append(
        "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">\(escaped(rights))</rdf:li></rdf:Alt>"
          + "</dc:rights>")
    }
    add("xmp:CreateDate", label.created)
    add("Iptc4xmpExt:DigitalSourceType", label.source.description)
    add("Iptc4xmpExt:AISystemUsed", label.system)
    add("Iptc4xmpExt:AIPromptInformation", label.prompt)
    lines += ["</rdf:Description>", "</rdf:RDF>", "</x:xmpmeta>", "<?xpacket end=\"r\"?>"]
    return Array(lines.joined(separator: "\n").utf8)
  }

  private static func escaped(_ text: String) -> String {
    // By scalars: a mark that combines with the letter before must not hide it.
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

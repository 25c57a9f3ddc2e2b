/// Brings letters to the plain alphabet: accents are dropped, joined letters are taken apart.
enum LatinFolding {
  /// The plain letters that stand for a character; nil if there are none.
  static func plain(_ character: Character) -> String? {
    if let folded = table[character] { return folded }
    // A letter with marks that have no precomposed form: the letter alone.
    if let first = character.unicodeScalars.first, first.isASCII, first.value > 32 {
      return String(first)
    }
    return character.isWhitespace ? " " : nil
  }

  /// Each line: what to write, then the characters written so.
  private static let folds = """
    A ÀÁÂÃÄÅĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ
    a àáâãäåāăąǎạảấầẩẫậắằẳẵặ
    AE ÆǼ
    ae æǽ
    C ÇĆĈĊČ
    c çćĉċč
    D ĎĐÐ
    d ďđð
    E ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ
    e èéêëēĕėęěẹẻẽếềểễệ
    G ĜĞĠĢ
    g ĝğġģ
    H ĤĦ
    h ĥħ
    I ÌÍÎÏĨĪĬĮİỈỊ
    i ìíîïĩīĭįıỉị
    J Ĵ
    j ĵ
    K Ķ
    k ķĸ
    L ĹĻĽĿŁ
    l ĺļľŀł
    N ÑŃŅŇŊ
    n ñńņňŋ
    O ÒÓÔÕÖØŌŎŐỌỎỐỒỔỖỘỚỜỞỠỢƠ
    o òóôõöøōŏőọỏốồổỗộớờởỡợơ
    OE Œ
    oe œ
    R ŔŖŘ
    r ŕŗř
    S ŚŜŞŠȘ
    s śŝşšșſ
    SS ẞ
    T ŢŤŦȚ
    t ţťŧț
    Th Þ
    th þ
    U ÙÚÛÜŨŪŬŮŰŲỤỦỨỪỬỮỰƯ
    u ùúûüũūŭůűųụủứừửữựư
    W Ŵ
    w ŵ
    Y ÝŶŸỲỴỶỸ
    y ýÿŷỳỵỷỹ
    Z ŹŻŽ
    z źżž
    ' ‘’‚′
    " “”„″
    < ‹
    > ›
    << «
    >> »
    - ‐‑−
    """

  private static let table: [Character: String] = {
    var table: [Character: String] = [:]
    for line in folds.split(separator: "\n") {
      let parts = line.split(separator: " ")
      for character in parts[1] { table[character] = String(parts[0]) }
    }
    return table
  }()
}

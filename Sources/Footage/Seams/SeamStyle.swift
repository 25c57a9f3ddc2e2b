/// How a report of seams looks, by daylight and at night.
enum SeamStyle {
  static let sheet = """

    :root { --paper: #faf9f7; --card: #ffffff; --ink: #23211e; --quiet: #67625a; --line: #e3dfd8;
      --warn: #9a4a00; --warn-soft: #fdf0e0; --pass: #2f6b45; --pass-soft: #e8f3eb; --link: #1d5a96; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #1a1917; --card: #242320; --ink: #ece8e1; --quiet: #a8a196; --line: #3a3833;
        --warn: #f0b070; --warn-soft: #3a2a18; --pass: #8fcba3; --pass-soft: #1f3126; --link: #8fbfee; }
    }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; font-weight: 650; }
    h2 { font-size: 1.15rem; margin: 0; display: flex; flex-wrap: wrap; gap: .3rem .8rem;
      align-items: baseline; }
    .lead { margin: 0 0 1rem; color: var(--quiet); font-size: 1.05rem; }
    .note { border-left: 3px solid var(--warn); padding-left: .8rem; }
    .strip { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem; padding: 0; margin: 0 0 1.5rem; }
    .strip a { display: block; min-width: 2.2rem; padding: .2rem .5rem; text-align: center;
      border-radius: .4rem; text-decoration: none; font-variant-numeric: tabular-nums; }
    .strip a.pass { background: var(--pass-soft); color: var(--pass); }
    .strip a.warn { background: var(--warn-soft); color: var(--warn); font-weight: 650;
      text-decoration: underline; text-underline-offset: .2em; }
    a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem;
      padding: 1.25rem; margin: 0 0 1.5rem; }
    .badge { font-size: .85rem; font-weight: 600; border-radius: 1rem; padding: .1rem .7rem; }
    .pass .badge { background: var(--pass-soft); color: var(--pass); }
    .warn .badge { background: var(--warn-soft); color: var(--warn); }
    .names { margin: .3rem 0 1rem; color: var(--quiet); overflow-wrap: anywhere; }
    .pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .8rem; margin: 0 0 1rem; }
    figure { margin: 0; min-width: 0; }
    img { display: block; width: 100%; height: auto; border-radius: .35rem; background: var(--line);
      outline: 1px solid var(--line); outline-offset: -1px; }
    figcaption { font-size: .85rem; color: var(--quiet); margin-top: .3rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .93rem;
      font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .4rem .7rem .4rem 0; border-top: 1px solid var(--line);
      vertical-align: top; }
    thead th { border-top: 0; color: var(--quiet); font-weight: 500; white-space: nowrap; }
    tbody th { font-weight: 600; white-space: nowrap; }
    td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
    tr.warn .state { color: var(--warn); font-weight: 650; }
    tr.pass .state { color: var(--pass); }
    tr.aside, tr.aside th { color: var(--quiet); font-weight: 400; }
    details { margin-top: .8rem; font-size: .93rem; }
    summary { cursor: pointer; color: var(--link); }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    footer { color: var(--quiet); font-size: .88rem; }
    @media (max-width: 44rem) { .pictures { grid-template-columns: 1fr; } }
    @media print { body { max-width: none; padding: 0; } .card { break-inside: avoid; } }

    """
}

package dev.waybill.verifier.report;

/** The page's colours and type, on light and on dark screens, on wide and on narrow ones. */
final class ReportStyle {

  static final String CSS =
      """
      :root { color-scheme: light dark; --paper: #ffffff; --ink: #1e293b; --muted: #55637a;
        --line: #d5dde8; --card: #f4f7fb; --held: #15803d; --violated: #c81e1e; --doubt: #9a5b00;
        --publish: #2563eb; --stored: #0d9488; --delivered: #7c3aed; --position: #0f766e;
        --effect: #15803d; --owner: #64748b; --fault: #d97706; --shows: #fde68a }
      @media (prefers-color-scheme: dark) { :root { --paper: #0f172a; --ink: #e2e8f0;
        --muted: #a3b1c6; --line: #334155; --card: #1b2640; --held: #4ade80; --violated: #ff8a8a;
        --doubt: #fbbf24; --publish: #7fb0ff; --stored: #2dd4bf; --delivered: #b79cff;
        --position: #5eead4; --effect: #4ade80; --owner: #a3b1c6; --fault: #fbbf24;
        --shows: #57430b } }
      * { box-sizing: border-box }
      body { margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 70rem; background: var(--paper);
        color: var(--ink); line-height: 1.5;
        font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif }
      h1 { font-size: 1.5rem; line-height: 1.25; margin: .2rem 0 .6rem; overflow-wrap: anywhere }
      h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem }
      h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; overflow-wrap: anywhere }
      p { margin: .4rem 0; overflow-wrap: anywhere }
      .muted { color: var(--muted) }
      .small { font-size: .85rem }
      header { border-left: .4rem solid; padding-left: 1rem }
      header.held { border-color: var(--held) }
      header.violated { border-color: var(--violated) }
      header.inconclusive { border-color: var(--doubt) }
      .held > h1 { color: var(--held) }
      .violated > h1 { color: var(--violated) }
      .inconclusive > h1 { color: var(--doubt) }
      dl.figures { display: grid; gap: .6rem; margin: 1rem 0;
        grid-template-columns: repeat(auto-fill, minmax(7.2rem, 1fr)) }
      dl.figures div { background: var(--card); border-radius: .5rem; padding: .5rem .8rem }
      dl.figures dt { color: var(--muted); font-size: .85rem }
      dl.figures dd { margin: 0; font-size: 1.25rem; font-weight: 650;
        font-variant-numeric: tabular-nums }
      .scroll { overflow-x: auto }
      table { border-collapse: collapse; width: 100% }
      caption { text-align: left; font-weight: 650; padding: .6rem 0 .3rem }
      th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left;
        vertical-align: top }
      th { font-weight: 600 }
      td.number { text-align: right; font-variant-numeric: tabular-nums }
      tr.found td, tr.found th { color: var(--violated); font-weight: 650 }
      .points { table-layout: fixed; min-width: 44rem }
      .points th:first-child { width: 19% }
      .counts { min-width: 46rem }
      .counts th:not(:first-child) { text-align: right }
      .happened { font-weight: 650 }
      .badge { font-weight: 650; white-space: nowrap }
      .badge.as_declared { color: var(--held) }
      .badge.violated { color: var(--violated) }
      .badge.inconclusive { color: var(--doubt) }
      .badge.not_applicable { color: var(--muted) }
      pre { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; overflow-x: auto;
        white-space: pre-wrap; overflow-wrap: anywhere }
      ul { padding-left: 1.2rem }
      li { margin: .25rem 0; overflow-wrap: anywhere }
      ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem }
      ul.legend svg { vertical-align: -.25em; margin-right: .3rem }
      svg.timeline { display: block; max-width: none }
      svg text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
        fill: var(--ink) }
      svg .time { text-anchor: end; fill: var(--muted) }
      svg .beside { fill: var(--muted) }
      svg .on-path { font-weight: 650 }
      svg .lane { stroke: var(--line); stroke-width: 2 }
      svg .dead { stroke: var(--violated); stroke-width: 2; stroke-dasharray: 2 5 }
      svg .path { fill: none; stroke: var(--delivered); stroke-width: 1.5; stroke-opacity: .55 }
      svg .shows { fill: var(--shows); fill-opacity: .6 }
      svg .mark { stroke: var(--paper); stroke-width: 1 }
      svg .mark-line { stroke: var(--violated); stroke-width: 2.5 }
      .is-publish { fill: var(--publish) }
      .is-stored { fill: var(--stored) }
      .is-delivered { fill: var(--delivered) }
      .is-position { fill: var(--position) }
      .is-transaction { fill: var(--publish) }
      .is-effect, .is-restart { fill: var(--effect) }
      .is-ownership { fill: var(--owner) }
      .is-fault { fill: var(--fault) }
      """;

  private ReportStyle() {}
}

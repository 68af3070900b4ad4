package dev.waybill.orders.timeline;

/** The colours and type of a timeline, on light and on dark screens. */
final class TimelineStyle {

  static final String CSS =
      """
      text { font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; \
      fill: #1e293b }
      .background { fill: #ffffff }
      .title { font-size: 21px; font-weight: 650 }
      .lane-name { font-size: 15px; font-weight: 650 }
      .muted { fill: #64748b }
      .small { font-size: 12px; fill: #64748b }
      .tick { font-size: 12px; fill: #64748b; text-anchor: middle }
      .right { text-anchor: end }
      .held { fill: #15803d; font-weight: 650 }
      .broken { fill: #dc2626; font-weight: 650 }
      .grid { stroke: #e2e8f0; stroke-width: 1 }
      .baseline { stroke: #94a3b8; stroke-width: 1 }
      .outage { fill: #94a3b8; fill-opacity: 0.18 }
      .intake { fill: #64748b }
      .payment, .inventory { fill: #0d9488 }
      .notification { fill: #3b82f6 }
      .analytics { fill: #8b5cf6 }
      .again { fill: #f59e0b }
      .kill { stroke: #dc2626; stroke-width: 1.5 }
      .kill-badge { fill: #dc2626 }
      .kill-number { font-size: 11px; font-weight: 700; fill: #ffffff; text-anchor: middle }
      @media (prefers-color-scheme: dark) {
        text { fill: #e2e8f0 }
        .background { fill: #0f172a }
        .muted, .small, .tick { fill: #94a3b8 }
        .held { fill: #4ade80 }
        .broken { fill: #f87171 }
        .grid { stroke: #1e293b }
        .baseline { stroke: #475569 }
        .outage { fill: #94a3b8; fill-opacity: 0.14 }
        .intake { fill: #94a3b8 }
        .payment, .inventory { fill: #2dd4bf }
        .notification { fill: #60a5fa }
        .analytics { fill: #a78bfa }
        .again { fill: #fbbf24 }
        .kill { stroke: #f87171 }
        .kill-badge { fill: #dc2626 }
        .kill-number { fill: #ffffff }
      }
      """;

  private TimelineStyle() {}
}

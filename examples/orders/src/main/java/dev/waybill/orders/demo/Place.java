package dev.waybill.orders.demo;

/** Where a kill strikes. */
enum Place {
  INTAKE_IN_TRANSACTION("intake: orders published, transaction open"),
  INTAKE_UNREPORTED("intake: transaction committed, nobody told"),
  PAYMENT_IN_TRANSACTION("payment: charge made, transaction open"),
  INVENTORY_IN_TRANSACTION("inventory: movement made, transaction open"),
  NOTIFICATION_ACK_GAP("notification: mail sent, position not committed"),
  ANALYTICS_LOSS_GAP("analytics: position committed, line not written"),
  DATABASE("database: its server killed too, payment's transaction open"),
  RECOVERY("recovery: data directory being opened");

  private final String text;

  Place(String text) {
    this.text = text;
  }

  /** For people: where, and what was done and not yet done. */
  String text() {
    return text;
  }
}

package dev.waybill.orders.demo;

/** Where a strike hits: who, and what was done and not yet done. */
enum Place {
  INTAKE_IN_TRANSACTION("intake: orders published, transaction open"),
  INTAKE_UNREPORTED("intake: transaction committed, nobody told"),
  PAYMENT_IN_TRANSACTION("payment: charge made, transaction open"),
  INVENTORY_IN_TRANSACTION("inventory: movement made, transaction open"),
  NOTIFICATION_ACK_GAP("notification: mail sent, position not committed"),
  ANALYTICS_LOSS_GAP("analytics: position committed, line not written"),
  RECOVERY("recovery: data directory being opened"),
  DATABASE(
      Victim.DATABASE,
      PAYMENT_IN_TRANSACTION,
      "database: its server killed too, payment's transaction open"),
  LEADER(
      Victim.BROKER,
      PAYMENT_IN_TRANSACTION,
      "broker killed: leader of a partition of orders, payment's transaction open"),
  GROUP_COORDINATOR(
      Victim.BROKER,
      NOTIFICATION_ACK_GAP,
      "broker killed: coordinator of notification's group, position not committed"),
  TRANSACTION_COORDINATOR(
      Victim.BROKER,
      INTAKE_IN_TRANSACTION,
      "broker killed: coordinator of intake's transactions, one of them open"),
  ROLL(
      Victim.BROKER,
      INTAKE_IN_TRANSACTION,
      "brokers rolled: all three restarted, one after the other"),
  ZOMBIE(
      Victim.ZOMBIE,
      PAYMENT_IN_TRANSACTION,
      "zombie: stopped with payment's transaction open, woken when another had taken over");

  /** Who is struck. */
  enum Victim {
    /** The pipeline's process dies. */
    PIPELINE,
    /** So it does, and the database's server before it. */
    DATABASE,
    /** It lives on, and what it stands on does not. */
    BROKER,
    /** It is stopped, succeeded and woken. */
    ZOMBIE
  }

  private final Victim victim;
  private final Place trap;
  private final String text;

  Place(String text) {
    this.victim = Victim.PIPELINE;
    this.trap = this;
    this.text = text;
  }

  Place(Victim victim, Place trap, String text) {
    this.victim = victim;
    this.trap = trap;
    this.text = text;
  }

  Victim victim() {
    return victim;
  }

  /** Where the pipeline is held when it happens. */
  Place trap() {
    return trap;
  }

  /** For people. */
  String text() {
    return text;
  }
}

package dev.waybill.orders.database;

/**
 * Where a run's tables are.
 *
 * @param url of the database; may hold a password, {@link #toString} holds none
 * @param prefix what their names begin with
 */
public record TableAddress(String url, String prefix) {

  @Override
  public String toString() {
    return prefix + "* in " + DatabaseAddress.withoutSecrets(url);
  }
}

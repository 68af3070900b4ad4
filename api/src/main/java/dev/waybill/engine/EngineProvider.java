package dev.waybill.engine;

import java.util.Map;

/** Finds an engine by the scheme of its URL; registered with {@link java.util.ServiceLoader}. */
public interface EngineProvider {

  /** The scheme, {@code embedded} in {@code embedded:./data}. */
  String scheme();

  /**
   * Opens an engine.
   *
   * @param address what follows the scheme and its colon, without the query
   * @param options what follows the {@code ?} and what the caller adds; an unknown name is rejected
   * @throws dev.waybill.error.RejectedException if the address or an option is wrong
   */
  Engine open(String address, Map<String, String> options);
}

package dev.waybill.engine;

import dev.waybill.error.RejectedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * {@code scheme:address?name=value&…}, as {@code Waybill.open} takes it. Immutable.
 *
 * @param scheme which engine, {@code embedded} for instance
 * @param address what follows the scheme and its colon, without the query
 * @param options what follows the {@code ?}, decoded
 */
public record EngineUrl(String scheme, String address, Map<String, String> options) {

  public EngineUrl {
    options = Map.copyOf(options);
  }

  /**
   * Reads a URL; opens nothing.
   *
   * @throws RejectedException it is none
   */
  public static EngineUrl parse(String url) {
    int colon = url.indexOf(':');
    if (colon <= 0) {
      throw new RejectedException(
          "expected a URL like embedded:./data, found '" + url + "'; nothing was opened");
    }
    String rest = url.substring(colon + 1);
    int question = rest.indexOf('?');
    String address = question < 0 ? rest : rest.substring(0, question);
    Map<String, String> options = new LinkedHashMap<>();
    if (question >= 0 && question + 1 < rest.length()) {
      for (String pair : rest.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
          throw new RejectedException(
              "expected name=value after '?', found '" + pair + "' in '" + url + "'");
        }
        options.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return new EngineUrl(url.substring(0, colon), address, options);
  }

  /**
   * Opens the engine of that scheme, which is the caller's to close.
   *
   * @param moreOptions added to those of the URL, and stronger
   * @throws RejectedException no engine of that scheme is on the class path, or the address or an
   *     option is wrong; nothing was opened
   */
  public Engine open(Map<String, String> moreOptions) {
    List<EngineProvider> providers =
        ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    for (EngineProvider provider : providers) {
      if (provider.scheme().equals(scheme)) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.putAll(moreOptions);
        return provider.open(address, all);
      }
    }
    List<String> known = providers.stream().map(EngineProvider::scheme).sorted().toList();
    throw new RejectedException(
        "unknown scheme '"
            + scheme
            + "': expected one of "
            + known
            + "; add the engine's artifact (waybill-embedded for embedded:) or correct the URL");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

package dev.waybill;

import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineProvider;
import dev.waybill.error.RejectedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** {@code scheme:address?name=value&…}, as {@link Waybill#open} takes it. */
record EngineUrl(String scheme, String address, Map<String, String> options) {

  static EngineUrl parse(String url) {
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
    return new EngineUrl(url.substring(0, colon), address, Map.copyOf(options));
  }

  Engine open(Map<String, String> moreOptions) {
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

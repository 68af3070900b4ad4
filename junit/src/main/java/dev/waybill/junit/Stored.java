package dev.waybill.junit;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Something that a store of JUnit's closes with its context. JUnit before 5.13 closes only what is
 * a {@code CloseableResource}, later ones whatever is {@code AutoCloseable}.
 */
@SuppressWarnings("deprecation")
record Stored<T extends AutoCloseable>(T value)
    implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create("dev.waybill.junit");

  @Override
  public void close() throws Exception {
    value.close();
  }

  /** What the context or one above it has under the key, made in this context if there is none. */
  @SuppressWarnings("unchecked")
  static <T extends AutoCloseable> T in(ExtensionContext context, Object key, Supplier<T> make) {
    Object found =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(key, absent -> new Stored<>(make.get()), Object.class);
    return ((Stored<T>) found).value();
  }
}

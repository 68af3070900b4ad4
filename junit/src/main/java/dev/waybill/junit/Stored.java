package dev.waybill.junit;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Something that a store of JUnit's closes with its context. JUnit before 5.13 closes only what is
 * a {@code CloseableResource}, later ones whatever is {@code AutoCloseable}.
 */
@SuppressWarnings("deprecation")
record Stored<T>(T value, Consumer<? super T> end)
    implements ExtensionContext.Store.CloseableResource, AutoCloseable {

  static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create("dev.waybill.junit");

  @Override
  public void close() {
    end.accept(value);
  }

  /** What the context or one above it has of the type, made in this context if there is none. */
  static <T> T in(
      ExtensionContext context, Class<T> type, Supplier<T> make, Consumer<? super T> end) {
    Stored<?> found =
        Objects.requireNonNull(
            context
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(type, absent -> new Stored<>(make.get(), end), Stored.class));
    return type.cast(found.value());
  }
}

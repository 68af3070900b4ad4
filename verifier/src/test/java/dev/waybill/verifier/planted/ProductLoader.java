package dev.waybill.verifier.planted;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Loads the product again, for one hunter alone: what is altered there is altered nowhere else.
 * What histories are made of, what judges them and what applications see stays shared with the
 * test.
 */
final class ProductLoader extends ClassLoader {
  private static final List<String> AGAIN =
      List.of(
          "dev.waybill.log.",
          "dev.waybill.broker.",
          "dev.waybill.embedded.",
          "dev.waybill.runtime.",
          "dev.waybill.jdbc.",
          "dev.waybill.verifier.simulate.",
          "dev.waybill.verifier.planted.inside.");

  static {
    registerAsParallelCapable();
  }

  ProductLoader() {
    super(ProductLoader.class.getClassLoader());
  }

  /** A new object of a class of this loader. */
  <T> T create(String className, Class<T> as) {
    try {
      return as.cast(loadClass(className).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("expected a public " + className + " to be created", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (AGAIN.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = original(name);
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** The class as it was compiled. */
  static byte[] original(String name) throws ClassNotFoundException {
    try (InputStream in =
        ProductLoader.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

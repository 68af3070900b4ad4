package dev.waybill.compatibility.crash;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A released kafka-clients of before KIP-890, whose transactions keep one epoch, and the {@link
 * Copier} bound to it. All other classes are those of this JVM.
 */
final class OlderClients extends URLClassLoader {
  private static final Path JARS = Path.of("target", "older-clients");

  private OlderClients(List<URL> urls, ClassLoader parent) {
    super(urls.toArray(URL[]::new), parent);
  }

  static OlderClients load() throws IOException {
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> jars = Files.list(JARS)) {
      for (Path jar : jars.toList()) {
        urls.add(url(jar));
      }
    }
    urls.add(Copier.class.getProtectionDomain().getCodeSource().getLocation());
    return new OlderClients(urls, OlderClients.class.getClassLoader());
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("org.apache.kafka.") && !name.equals(Copier.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }
}

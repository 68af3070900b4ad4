package dev.waybill.verifier.planted;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Loads the product again, one method of it altered. What histories are made of, what judges them
 * and what applications see stays shared with the test.
 */
final class BugLoader extends ClassLoader {
  private static final List<String> AGAIN =
      List.of(
          "dev.waybill.log.",
          "dev.waybill.broker.",
          "dev.waybill.embedded.",
          "dev.waybill.runtime.",
          "dev.waybill.jdbc.",
          "dev.waybill.verifier.simulate.",
          "dev.waybill.verifier.planted.inside.");

  private static final Map<String, byte[]> ORIGINALS = new ConcurrentHashMap<>();

  static {
    registerAsParallelCapable();
  }

  private final @Nullable PlantedBug bug;

  /**
   * @param bug null for the product as it is
   */
  BugLoader(@Nullable PlantedBug bug) {
    super(BugLoader.class.getClassLoader());
    this.bug = bug;
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
    byte[] bytes = bytes(name);
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** What it makes the class of. */
  byte[] bytes(String name) throws ClassNotFoundException {
    byte[] original = ORIGINALS.get(name);
    if (original == null) {
      original = read(name);
      ORIGINALS.put(name, original);
    }
    return bug != null && bug.className().equals(name) ? altered(original, bug) : original;
  }

  private static byte[] read(String name) throws ClassNotFoundException {
    try (InputStream in =
        BugLoader.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The class with its one method altered.
   *
   * @throws TargetMovedException when there is nothing to alter
   */
  static byte[] altered(PlantedBug bug) {
    try {
      return altered(read(bug.className()), bug);
    } catch (ClassNotFoundException e) {
      throw new TargetMovedException("a class " + bug.className(), "none");
    }
  }

  private static byte[] altered(byte[] original, PlantedBug bug) {
    ClassNode node = new ClassNode();
    new ClassReader(original).accept(node, ClassReader.SKIP_FRAMES);
    bug.alteration().apply(find(node, bug));
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private static MethodNode find(ClassNode node, PlantedBug bug) {
    String wanted = bug.method();
    int slash = wanted.indexOf('/');
    String name = slash < 0 ? wanted : wanted.substring(0, slash);
    int arguments = slash < 0 ? -1 : Integer.parseInt(wanted, slash + 1, wanted.length(), 10);
    List<MethodNode> found = new ArrayList<>();
    for (MethodNode each : node.methods) {
      boolean fits =
          wanted.indexOf('(') > 0
              ? (each.name + each.desc).startsWith(wanted)
              : each.name.equals(name)
                  && (arguments < 0 || Type.getArgumentTypes(each.desc).length == arguments);
      if (fits) {
        found.add(each);
      }
    }
    if (found.size() != 1) {
      throw new TargetMovedException(
          "one method " + bug.method() + " in " + bug.className(), String.valueOf(found.size()));
    }
    return found.get(0);
  }
}

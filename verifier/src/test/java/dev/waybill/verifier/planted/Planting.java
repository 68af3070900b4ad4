package dev.waybill.verifier.planted;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A bug in the product of one loader, until it is closed. The class is redefined in place: the rest
 * of the product stays loaded and compiled, which makes a hunt many times as fast.
 */
final class Planting implements AutoCloseable {
  private static final Instrumentation MACHINE = ByteBuddyAgent.install();

  private final Class<?> type;
  private final byte[] original;

  /**
   * @throws TargetMovedException when there is nothing to alter
   */
  Planting(PlantedBug bug, ProductLoader product) {
    byte[] altered = altered(bug);
    try {
      original = ProductLoader.original(bug.className());
      type = Class.forName(bug.className(), true, product);
    } catch (ClassNotFoundException e) {
      throw new TargetMovedException("a class " + bug.className(), "none");
    }
    redefine(type, altered);
  }

  @Override
  public void close() {
    redefine(type, original);
  }

  private static void redefine(Class<?> type, byte[] bytes) {
    try {
      MACHINE.redefineClasses(new ClassDefinition(type, bytes));
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException("expected a class that can be redefined", e);
    }
  }

  /**
   * The class with its one method altered.
   *
   * @throws TargetMovedException when there is nothing to alter
   */
  static byte[] altered(PlantedBug bug) {
    try {
      return altered(ProductLoader.original(bug.className()), bug);
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

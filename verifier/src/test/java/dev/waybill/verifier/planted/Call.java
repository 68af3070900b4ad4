package dev.waybill.verifier.planted;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A call within a method: {@code "Owner.method"} where there is only one, {@code "Owner.method#2"}
 * for the second of several. The owner is named without its package.
 */
record Call(String owner, String name, int ordinal) {
  private static final int ONLY = 0;

  static Call of(String text) {
    int dot = text.indexOf('.');
    int hash = text.indexOf('#');
    return new Call(
        text.substring(0, dot),
        text.substring(dot + 1, hash < 0 ? text.length() : hash),
        hash < 0 ? ONLY : Integer.parseInt(text, hash + 1, text.length(), 10));
  }

  MethodInsnNode in(MethodNode method) {
    List<MethodInsnNode> found = new ArrayList<>();
    for (AbstractInsnNode each : method.instructions) {
      if (each instanceof MethodInsnNode call
          && call.name.equals(name)
          && call.owner.substring(call.owner.lastIndexOf('/') + 1).equals(owner)) {
        found.add(call);
      }
    }
    int index = Math.max(0, ordinal - 1);
    if (index >= found.size() || (ordinal == ONLY && found.size() > 1)) {
      throw new TargetMovedException(
          (ordinal == ONLY ? "one call" : "at least " + ordinal + " calls")
              + " of "
              + owner
              + "."
              + name
              + " in "
              + method.name,
          String.valueOf(found.size()));
    }
    return found.get(index);
  }
}

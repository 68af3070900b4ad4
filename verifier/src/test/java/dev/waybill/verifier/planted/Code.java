package dev.waybill.verifier.planted;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Small stretches of byte code. */
final class Code {
  private static final String INSIDE = "dev/waybill/verifier/planted/inside/";

  private Code() {}

  /** Counts that the place was reached. */
  static InsnList reached() {
    InsnList list = new InsnList();
    list.add(new MethodInsnNode(Opcodes.INVOKESTATIC, INSIDE + "Reached", "hit", "()V", false));
    return list;
  }

  static MethodInsnNode hook(String owner, String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, INSIDE + owner, name, descriptor, false);
  }

  /** Puts a value of that type on the stack; a number, a truth value or nothing. */
  static InsnList push(Type type, @Nullable Object value) {
    InsnList list = new InsnList();
    switch (type.getSort()) {
      case Type.VOID -> {}
      case Type.LONG -> list.add(new LdcInsnNode(((Number) present(value)).longValue()));
      case Type.BOOLEAN ->
          list.add(new InsnNode((Boolean) present(value) ? Opcodes.ICONST_1 : Opcodes.ICONST_0));
      case Type.INT, Type.SHORT, Type.BYTE ->
          list.add(new LdcInsnNode(((Number) present(value)).intValue()));
      default -> {
        if (value != null) {
          throw new IllegalArgumentException("expected null for " + type + ", found " + value);
        }
        list.add(new InsnNode(Opcodes.ACONST_NULL));
      }
    }
    return list;
  }

  private static Object present(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("expected a number or a truth value, found null");
    }
    return value;
  }

  static InsnNode pop(Type type) {
    return new InsnNode(type.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
  }

  static InsnNode leave(Type type) {
    return new InsnNode(type.getOpcode(Opcodes.IRETURN));
  }

  /** Takes the receiver and the arguments of a call off the stack. */
  static InsnList popArguments(MethodInsnNode call) {
    InsnList list = new InsnList();
    Type[] types = Type.getArgumentTypes(call.desc);
    for (int i = types.length - 1; i >= 0; i--) {
      list.add(pop(types[i]));
    }
    if (call.getOpcode() != Opcodes.INVOKESTATIC) {
      list.add(new InsnNode(Opcodes.POP));
    }
    return list;
  }

  /** Takes off the stack what a conditional jump looks at. */
  static InsnList popCondition(JumpInsnNode jump) {
    InsnList list = new InsnList();
    int opcode = jump.getOpcode();
    list.add(
        new InsnNode(
            opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE
                ? Opcodes.POP2
                : Opcodes.POP));
    return list;
  }

  static boolean isConditional(AbstractInsnNode node) {
    return node instanceof JumpInsnNode jump
        && jump.getOpcode() != Opcodes.GOTO
        && jump.getOpcode() != Opcodes.JSR;
  }
}

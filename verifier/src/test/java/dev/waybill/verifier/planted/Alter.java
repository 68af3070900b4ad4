package dev.waybill.verifier.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** What can be done to a method. Each finds exactly what it is to change, or throws. */
final class Alter {
  private Alter() {}

  // ---- the whole method

  /** The method does nothing. */
  static Alteration toNothing() {
    return toAnswer(null);
  }

  /** The method answers at once. */
  static Alteration toAnswer(@Nullable Object value) {
    return method -> {
      Type type = Type.getReturnType(method.desc);
      InsnList start = Code.reached();
      start.add(Code.push(type, value));
      start.add(Code.leave(type));
      method.instructions.insert(start);
    };
  }

  /** The method is another, which gets the receiver and the arguments. */
  static Alteration toHook(String hook) {
    return toHook("Hooks", hook);
  }

  /** As {@link #toHook(String)}, of another class of hooks. */
  static Alteration toHook(String owner, String hook) {
    return method -> {
      InsnList start = Code.reached();
      boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
      List<Type> types = new ArrayList<>();
      int slot = 0;
      if (!isStatic) {
        start.add(new VarInsnNode(Opcodes.ALOAD, slot++));
        types.add(Type.getType(Object.class));
      }
      for (Type each : Type.getArgumentTypes(method.desc)) {
        start.add(new VarInsnNode(each.getOpcode(Opcodes.ILOAD), slot));
        slot += each.getSize();
        types.add(erased(each));
      }
      Type result = Type.getReturnType(method.desc);
      call(start, owner, hook, types, result);
      start.add(Code.leave(result));
      method.instructions.insert(start);
    };
  }

  /** A hook makes another result of whatever the method answers. */
  static Alteration results(String owner, String hook) {
    return method -> {
      Type type = Type.getReturnType(method.desc);
      for (AbstractInsnNode each : method.instructions.toArray()) {
        if (each.getOpcode() == type.getOpcode(Opcodes.IRETURN)) {
          InsnList before = Code.reached();
          call(before, owner, hook, List.of(erased(type)), type);
          method.instructions.insertBefore(each, before);
        }
      }
    };
  }

  // ---- one call in it

  /** The call is not made; where it has a result, that is nothing, zero or false. */
  static Alteration without(String call) {
    return instead(call, null);
  }

  /** The call is not made; its result is the value. */
  static Alteration instead(String call, @Nullable Object value) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      InsnList other = Code.reached();
      other.add(Code.popArguments(found));
      Type type = Type.getReturnType(found.desc);
      other.add(Code.push(type, value != null ? value : nothing(type)));
      replace(method, found, other);
    };
  }

  private static @Nullable Object nothing(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN -> false;
      case Type.INT, Type.LONG, Type.SHORT, Type.BYTE -> 0;
      default -> null;
    };
  }

  /** The call is made, and its result forgotten: it is the value. */
  static Alteration ignoring(String call, @Nullable Object value) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      Type type = Type.getReturnType(found.desc);
      InsnList after = Code.reached();
      after.add(Code.pop(type));
      after.add(Code.push(type, value));
      method.instructions.insert(found, after);
    };
  }

  /** Another method of the same owner and shape is called. */
  static Alteration calling(String call, String other) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      found.name = other;
      method.instructions.insertBefore(found, Code.reached());
    };
  }

  /** The call's only argument is its result; the receiver is not asked. */
  static Alteration passing(String call) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      InsnList other = Code.reached();
      other.add(new InsnNode(Opcodes.SWAP));
      other.add(new InsnNode(Opcodes.POP));
      replace(method, found, other);
    };
  }

  /** The call's receiver is its result; the argument is dropped. */
  static Alteration keeping(String call) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      InsnList other = Code.reached();
      other.add(new InsnNode(Opcodes.POP));
      replace(method, found, other);
    };
  }

  /** A method of {@code Hooks} is called, with the receiver first. */
  static Alteration hooking(String call, String hook) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      List<Type> types = new ArrayList<>();
      if (found.getOpcode() != Opcodes.INVOKESTATIC) {
        types.add(Type.getType(Object.class));
      }
      for (Type each : Type.getArgumentTypes(found.desc)) {
        types.add(erased(each));
      }
      InsnList other = Code.reached();
      call(other, "Hooks", hook, types, Type.getReturnType(found.desc));
      replace(method, found, other);
    };
  }

  /** A method of {@code Hooks} makes another result of the call's. */
  static Alteration mapping(String call, String hook) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      InsnList after = Code.reached();
      Type type = Type.getReturnType(found.desc);
      call(after, "Hooks", hook, List.of(erased(type)), type);
      method.instructions.insert(found, after);
    };
  }

  /** The call, whose arguments are variables, is made before the line of another. */
  static Alteration moving(String call, String before) {
    return method -> {
      MethodInsnNode found = Call.of(call).in(method);
      AbstractInsnNode line = Call.of(before).in(method);
      while (line != null && !(line instanceof LineNumberNode)) {
        line = line.getPrevious();
      }
      int arguments =
          Type.getArgumentTypes(found.desc).length
              + (found.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1);
      InsnList moved = new InsnList();
      for (; arguments > 0; arguments--) {
        AbstractInsnNode argument = found.getPrevious();
        if (!(argument instanceof VarInsnNode)) {
          throw new TargetMovedException(call + " with variables as arguments", "others");
        }
        method.instructions.remove(argument);
        moved.insert(argument);
      }
      method.instructions.remove(found);
      moved.add(found);
      moved.add(Code.reached());
      method.instructions.insert(Objects.requireNonNull(line), moved);
    };
  }

  // ---- one condition in it

  /** The first condition after the call never holds: what it guards is passed over. */
  static Alteration neverIfAfter(String call) {
    return method -> settle(method, conditionAfter(method, call), true);
  }

  /** The first condition after the call always holds. */
  static Alteration alwaysIfAfter(String call) {
    return method -> settle(method, conditionAfter(method, call), false);
  }

  /** The n-th of so many conditional jumps is always taken: its condition never holds. */
  static Alteration neverIf(int n, int of) {
    return method -> settle(method, condition(method, n, of), true);
  }

  /** The n-th of so many conditional jumps is never taken: its condition always holds. */
  static Alteration alwaysIf(int n, int of) {
    return method -> settle(method, condition(method, n, of), false);
  }

  private static JumpInsnNode conditionAfter(MethodNode method, String call) {
    AbstractInsnNode node = Call.of(call).in(method);
    while (node != null && !Code.isConditional(node)) {
      node = node.getNext();
    }
    if (node == null) {
      throw new TargetMovedException("a condition after " + call + " in " + method.name, "none");
    }
    return (JumpInsnNode) node;
  }

  private static JumpInsnNode condition(MethodNode method, int n, int of) {
    List<JumpInsnNode> found = new ArrayList<>();
    for (AbstractInsnNode each : method.instructions) {
      if (Code.isConditional(each)) {
        found.add((JumpInsnNode) each);
      }
    }
    if (found.size() != of) {
      throw new TargetMovedException(
          of + " conditions in " + method.name, String.valueOf(found.size()));
    }
    return found.get(n - 1);
  }

  private static void settle(MethodNode method, JumpInsnNode jump, boolean taken) {
    InsnList other = Code.reached();
    other.add(Code.popCondition(jump));
    if (taken) {
      other.add(new JumpInsnNode(Opcodes.GOTO, jump.label));
    }
    replace(method, jump, other);
  }

  // ---- smaller things

  /** Another field of the same owner and type is read. */
  static Alteration reading(String field, String other) {
    return method -> {
      FieldInsnNode found = null;
      for (AbstractInsnNode each : method.instructions) {
        if (each instanceof FieldInsnNode read
            && read.name.equals(field)
            && (read.getOpcode() == Opcodes.GETFIELD || read.getOpcode() == Opcodes.GETSTATIC)) {
          if (found != null) {
            throw new TargetMovedException("one read of " + field + " in " + method.name, "more");
          }
          found = read;
        }
      }
      if (found == null) {
        throw new TargetMovedException("one read of " + field + " in " + method.name, "none");
      }
      found.name = other;
      method.instructions.insertBefore(found, Code.reached());
    };
  }

  /** What the call makes is not thrown: the method answers instead. */
  static Alteration notThrowing(String maker, @Nullable Object value) {
    return method -> {
      MethodInsnNode found = Call.of(maker).in(method);
      AbstractInsnNode next = found.getNext();
      if (next == null || next.getOpcode() != Opcodes.ATHROW) {
        throw new TargetMovedException("that " + maker + " is thrown in " + method.name, "not so");
      }
      InsnList other = Code.reached();
      Type type = Type.getReturnType(method.desc);
      other.add(new InsnNode(Opcodes.POP));
      other.add(Code.push(type, value));
      other.add(Code.leave(type));
      replace(method, next, other);
    };
  }

  /** The n-th of so many places of a number has another. False is 0, true is 1. */
  static Alteration number(int from, int n, int of, int to) {
    return method -> {
      List<AbstractInsnNode> found = new ArrayList<>();
      for (AbstractInsnNode each : method.instructions) {
        if (is(each, from)) {
          found.add(each);
        }
      }
      if (found.size() != of) {
        throw new TargetMovedException(
            of + " times " + from + " in " + method.name, String.valueOf(found.size()));
      }
      InsnList other = Code.reached();
      other.add(new LdcInsnNode(to));
      replace(method, found.get(n - 1), other);
    };
  }

  private static boolean is(AbstractInsnNode node, int number) {
    return node.getOpcode() >= Opcodes.ICONST_M1 && node.getOpcode() <= Opcodes.ICONST_5
        ? node.getOpcode() - Opcodes.ICONST_0 == number
        : node instanceof IntInsnNode push
            ? push.operand == number && push.getOpcode() != Opcodes.NEWARRAY
            : node instanceof LdcInsnNode load && Integer.valueOf(number).equals(load.cst);
  }

  private static Type erased(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY
        ? Type.getType(Object.class)
        : type;
  }

  private static void call(
      InsnList list, String owner, String hook, List<Type> types, Type result) {
    list.add(
        Code.hook(
            owner, hook, Type.getMethodDescriptor(erased(result), types.toArray(new Type[0]))));
    if (!erased(result).equals(result)) {
      list.add(new TypeInsnNode(Opcodes.CHECKCAST, result.getInternalName()));
    }
  }

  private static void replace(MethodNode method, AbstractInsnNode old, InsnList other) {
    method.instructions.insert(old, other);
    method.instructions.remove(old);
  }
}

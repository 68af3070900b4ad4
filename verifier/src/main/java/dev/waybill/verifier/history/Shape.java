package dev.waybill.verifier.history;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * How one kind of event stands in a line: its name and its fields are those of the record, so that
 * the two cannot drift apart.
 */
final class Shape {
  private static final Map<String, Shape> BY_NAME = new HashMap<>();
  private static final Map<Class<?>, Shape> BY_TYPE = new HashMap<>();

  static {
    for (Class<?> type : Event.class.getPermittedSubclasses()) {
      Shape shape = new Shape(type);
      BY_NAME.put(shape.name, shape);
      BY_TYPE.put(type, shape);
    }
  }

  /** One field of an event: text, a whole number, yes or no, or a word of an enumeration. */
  record Field(String name, SerializableString encoded, Class<?> type, MethodHandle read) {

    Object of(Event event) {
      try {
        return read.invokeExact((Object) event);
      } catch (Throwable e) {
        throw new IllegalStateException("no " + name + " in " + event, e);
      }
    }

    /** The word's value, or an error that lists the words. */
    Object word(String found) {
      Object[] words = type.getEnumConstants();
      for (Object word : words) {
        if (((Enum<?>) word).name().equals(found)) {
          return word;
        }
      }
      throw new IllegalArgumentException(
          "expected " + name + " to be one of " + List.of(words) + ", found " + found);
    }
  }

  final String name;
  final List<Field> fields;
  private final MethodHandle constructor;

  private Shape(Class<?> type) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      List<Field> found = new ArrayList<>();
      List<Class<?>> types = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        MethodHandle read =
            lookup
                .unreflect(component.getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
        found.add(
            new Field(
                component.getName(),
                new SerializedString(component.getName()),
                component.getType(),
                read));
        types.add(component.getType());
      }
      name = type.getSimpleName();
      fields = List.copyOf(found);
      constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.size())
              .asType(MethodType.methodType(Event.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an event that is no plain record: " + type, e);
    }
  }

  static Shape of(Event event) {
    Shape shape = BY_TYPE.get(event.getClass());
    if (shape == null) {
      throw new IllegalStateException("an event of no known kind: " + event);
    }
    return shape;
  }

  static Shape named(String name) {
    Shape shape = BY_NAME.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("expected a kind of event, found " + name);
    }
    return shape;
  }

  /**
   * @param values one per field, in their order
   */
  Event event(Object[] values) {
    try {
      return (Event) constructor.invokeExact(values);
    } catch (Throwable e) {
      throw new IllegalStateException("no " + name + " from its fields", e);
    }
  }
}

package dev.waybill.server.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.types.ArrayOf;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.NullableSchema;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * How many bytes a piece of a message takes, without building it. Made once from the schema that
 * kafka-clients publishes for each version, so it cannot disagree with its parser.
 *
 * <p>{@link #skip} moves the buffer's position over the piece, and takes one from the budget for
 * each element of an array and each tagged field, which are what becomes an object.
 */
sealed interface Shape {
  void skip(ByteBuffer bytes, Budget budget) throws BadFrameException;

  /** Elements that may still be decoded. */
  final class Budget {
    private final int allowed;
    private long left;

    Budget(int allowed) {
      this.allowed = allowed;
      this.left = allowed;
    }

    void take(long elements) throws BadFrameException {
      left -= elements;
      if (left < 0) {
        throw new BadFrameException(
            "expected at most " + allowed + " elements in a request, found more");
      }
    }
  }

  /** A fixed number of bytes. */
  record Fixed(int size) implements Shape {
    @Override
    public void skip(ByteBuffer bytes, Budget budget) throws BadFrameException {
      advance(bytes, size);
    }
  }

  /** A length of 2 or 4 bytes, or of 1 to 5 and one more than it says; then so many bytes. */
  record Sized(Length length) implements Shape {
    @Override
    public void skip(ByteBuffer bytes, Budget budget) throws BadFrameException {
      int size = length.read(bytes);
      if (size > 0) {
        advance(bytes, size);
      }
    }
  }

  /** A length, then so many elements. */
  record Many(Length length, Shape element) implements Shape {
    @Override
    public void skip(ByteBuffer bytes, Budget budget) throws BadFrameException {
      int count = length.read(bytes);
      if (count <= 0) {
        return;
      }
      if (count > bytes.remaining()) {
        throw new BadFrameException(
            "expected an array to fit in the remaining "
                + bytes.remaining()
                + " bytes, found a count of "
                + count);
      }
      budget.take(count);
      for (int i = 0; i < count; i++) {
        element.skip(bytes, budget);
      }
    }
  }

  /** One after the other. */
  record Struct(List<Shape> fields, boolean nullable) implements Shape {
    @Override
    public void skip(ByteBuffer bytes, Budget budget) throws BadFrameException {
      if (nullable && next(bytes) < 0) {
        return;
      }
      for (Shape field : fields) {
        field.skip(bytes, budget);
      }
    }
  }

  /**
   * Fields that are there or not, each with its tag and size, in the order of their tags (KIP-482);
   * unknown ones are passed over.
   */
  record Tagged(Map<Integer, Shape> known) implements Shape {
    @Override
    public void skip(ByteBuffer bytes, Budget budget) throws BadFrameException {
      int count = Length.unsignedVarint(bytes);
      if (count < 0 || count > bytes.remaining()) {
        throw new BadFrameException(
            "expected tagged fields to fit in the remaining "
                + bytes.remaining()
                + " bytes, found a count of "
                + count);
      }
      budget.take(count);
      int last = -1;
      for (int i = 0; i < count; i++) {
        int tag = Length.unsignedVarint(bytes);
        if (tag <= last) {
          throw new BadFrameException(
              "expected tagged fields in ascending order, found " + tag + " after " + last);
        }
        last = tag;
        int size = Length.unsignedVarint(bytes);
        int end = bytes.position();
        advance(bytes, size);
        Shape field = known.get(tag);
        if (field != null) {
          field.skip(bytes.duplicate().limit(bytes.position()).position(end), budget);
        }
      }
    }
  }

  /** The shape of one version of a message. */
  static Shape of(Type type) {
    if (type instanceof Schema schema) {
      List<Shape> fields = new ArrayList<>();
      for (BoundField field : schema.fields()) {
        Shape shape = of(field.def.type);
        int last = fields.size() - 1;
        if (shape instanceof Fixed more && last >= 0 && fields.get(last) instanceof Fixed before) {
          fields.set(last, new Fixed(before.size + more.size));
        } else {
          fields.add(shape);
        }
      }
      boolean nullable = schema instanceof NullableSchema;
      return fields.size() == 1 && !nullable
          ? fields.get(0)
          : new Struct(List.copyOf(fields), nullable);
    }
    if (type instanceof TaggedFields tagged) {
      Map<Integer, Shape> known = new HashMap<>();
      tagged.fields().forEach((tag, field) -> known.put(tag, of(field.type)));
      return new Tagged(Map.copyOf(known));
    }
    if (type.arrayElementType().isPresent()) {
      if (!(type instanceof CompactArrayOf) && !(type instanceof ArrayOf)) {
        throw new IllegalArgumentException("An array of another kind: " + type);
      }
      Length length = type instanceof CompactArrayOf ? Length.COMPACT : Length.INT;
      return new Many(length, of(type.arrayElementType().get()));
    }
    Shape simple = SIMPLE.get(type);
    if (simple == null) {
      throw new IllegalArgumentException("A type of another kind: " + type);
    }
    return simple;
  }

  /** The types that end the recursion. */
  Map<Type, Shape> SIMPLE =
      Map.ofEntries(
          Map.entry(Type.BOOLEAN, new Fixed(1)),
          Map.entry(Type.INT8, new Fixed(1)),
          Map.entry(Type.INT16, new Fixed(2)),
          Map.entry(Type.UINT16, new Fixed(2)),
          Map.entry(Type.INT32, new Fixed(4)),
          Map.entry(Type.UNSIGNED_INT32, new Fixed(4)),
          Map.entry(Type.INT64, new Fixed(8)),
          Map.entry(Type.FLOAT64, new Fixed(8)),
          Map.entry(Type.UUID, new Fixed(16)),
          Map.entry(Type.STRING, new Sized(Length.SHORT)),
          Map.entry(Type.NULLABLE_STRING, new Sized(Length.SHORT)),
          Map.entry(Type.COMPACT_STRING, new Sized(Length.COMPACT)),
          Map.entry(Type.COMPACT_NULLABLE_STRING, new Sized(Length.COMPACT)),
          Map.entry(Type.BYTES, new Sized(Length.INT)),
          Map.entry(Type.NULLABLE_BYTES, new Sized(Length.INT)),
          Map.entry(Type.COMPACT_BYTES, new Sized(Length.COMPACT)),
          Map.entry(Type.COMPACT_NULLABLE_BYTES, new Sized(Length.COMPACT)),
          Map.entry(Type.RECORDS, new Sized(Length.INT)),
          Map.entry(Type.NULLABLE_RECORDS, new Sized(Length.INT)),
          Map.entry(Type.COMPACT_RECORDS, new Sized(Length.COMPACT)),
          Map.entry(Type.COMPACT_NULLABLE_RECORDS, new Sized(Length.COMPACT)));

  private static byte next(ByteBuffer bytes) throws BadFrameException {
    try {
      return bytes.get();
    } catch (BufferUnderflowException e) {
      throw new BadFrameException("expected more bytes, found the end of the frame", e);
    }
  }

  private static void advance(ByteBuffer bytes, int by) throws BadFrameException {
    if (by < 0 || by > bytes.remaining()) {
      throw new BadFrameException(
          "expected " + Integer.toUnsignedString(by) + " more bytes, found " + bytes.remaining());
    }
    bytes.position(bytes.position() + by);
  }
}

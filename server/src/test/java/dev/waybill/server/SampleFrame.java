package dev.waybill.server;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.NullableSchema;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * A valid frame of any request, made from the protocol's own schema: zeros, one byte in every
 * string, one element in every array. Knows where its lengths stand, so that each can be made a
 * lie.
 */
public final class SampleFrame {
  /** How a length is written. */
  private enum Notation {
    SHORT,
    INT,
    /** An unsigned varint of one more. */
    COMPACT,
    /** An unsigned varint. */
    VARINT
  }

  /**
   * A length in the frame.
   *
   * @param field what it is the length of
   * @param isCount whether it counts elements rather than bytes
   */
  public record Claim(String field, int at, int width, Notation notation, boolean isCount) {
    @Override
    public String toString() {
      return field + (isCount ? "'s count" : "'s length") + " at byte " + at;
    }
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final List<Claim> claims = new ArrayList<>();

  private SampleFrame() {}

  public static SampleFrame of(ApiKeys key, short version) {
    SampleFrame frame = new SampleFrame();
    try {
      frame.write("header", RequestHeaderData.SCHEMAS[key.requestHeaderVersion(version)]);
      frame.write(key.name, key.messageType.requestSchemas()[version]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer whole = ByteBuffer.wrap(frame.bytes.toByteArray());
    whole.putShort(key.id).putShort(version).putInt(1);
    frame.bytes.reset();
    frame.bytes.writeBytes(whole.array());
    return frame;
  }

  /** A fresh copy of it, without its length. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  public List<Claim> claims() {
    return claims;
  }

  /** The bytes behind a length. */
  public int rest(Claim claim) {
    return bytes.size() - claim.at() - claim.width();
  }

  /** The frame with one length written anew, the way its place asks for. */
  public ByteBuffer with(Claim claim, int length) {
    SampleFrame changed = new SampleFrame();
    byte[] all = bytes.toByteArray();
    try {
      changed.out.write(all, 0, claim.at());
      changed.length(claim.notation(), length);
      changed.out.write(all, claim.at() + claim.width(), rest(claim));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return changed.bytes();
  }

  private void write(String field, Type type) throws IOException {
    if (type instanceof Schema schema) {
      if (schema instanceof NullableSchema) {
        out.writeByte(1);
      }
      for (BoundField each : schema.fields()) {
        write(field + "." + each.def.name, each.def.type);
      }
    } else if (type instanceof TaggedFields tagged) {
      tagged(field, tagged);
    } else if (type.arrayElementType().isPresent()) {
      claim(field, type instanceof CompactArrayOf ? Notation.COMPACT : Notation.INT, true, 1);
      write(field, type.arrayElementType().get());
    } else if (SIZED.containsKey(type)) {
      claim(field, SIZED.get(type), false, 1);
      out.writeByte('a');
    } else {
      out.write(new byte[FIXED.get(type)]);
    }
  }

  private void tagged(String field, TaggedFields tagged) throws IOException {
    claim(field + ".tags", Notation.VARINT, true, tagged.fields().size());
    for (var each : new TreeMap<>(tagged.fields()).entrySet()) {
      length(Notation.VARINT, each.getKey());
      SampleFrame content = new SampleFrame();
      content.write(field + "." + each.getValue().name, each.getValue().type);
      claim(field + "." + each.getValue().name, Notation.VARINT, false, content.bytes.size());
      int start = bytes.size();
      content.claims.forEach(
          in ->
              claims.add(
                  new Claim(in.field(), start + in.at(), in.width(), in.notation(), in.isCount())));
      content.bytes.writeTo(out);
    }
  }

  private void claim(String field, Notation notation, boolean isCount, int length)
      throws IOException {
    int at = bytes.size();
    length(notation, length);
    claims.add(new Claim(field, at, bytes.size() - at, notation, isCount));
  }

  private void length(Notation notation, int length) throws IOException {
    switch (notation) {
      case SHORT -> out.writeShort(length > Short.MAX_VALUE ? Short.MAX_VALUE : length);
      case INT -> out.writeInt(length);
      case COMPACT -> unsignedVarint(length + 1);
      case VARINT -> unsignedVarint(length);
    }
  }

  private void unsignedVarint(int value) throws IOException {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private static final Map<Type, Notation> SIZED =
      Map.ofEntries(
          Map.entry(Type.STRING, Notation.SHORT),
          Map.entry(Type.NULLABLE_STRING, Notation.SHORT),
          Map.entry(Type.COMPACT_STRING, Notation.COMPACT),
          Map.entry(Type.COMPACT_NULLABLE_STRING, Notation.COMPACT),
          Map.entry(Type.BYTES, Notation.INT),
          Map.entry(Type.NULLABLE_BYTES, Notation.INT),
          Map.entry(Type.COMPACT_BYTES, Notation.COMPACT),
          Map.entry(Type.COMPACT_NULLABLE_BYTES, Notation.COMPACT),
          Map.entry(Type.RECORDS, Notation.INT),
          Map.entry(Type.NULLABLE_RECORDS, Notation.INT),
          Map.entry(Type.COMPACT_RECORDS, Notation.COMPACT),
          Map.entry(Type.COMPACT_NULLABLE_RECORDS, Notation.COMPACT));

  private static final Map<Type, Integer> FIXED =
      Map.ofEntries(
          Map.entry(Type.BOOLEAN, 1),
          Map.entry(Type.INT8, 1),
          Map.entry(Type.INT16, 2),
          Map.entry(Type.UINT16, 2),
          Map.entry(Type.INT32, 4),
          Map.entry(Type.UNSIGNED_INT32, 4),
          Map.entry(Type.INT64, 8),
          Map.entry(Type.FLOAT64, 8),
          Map.entry(Type.UUID, 16));
}

package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.classic.Settled;
import dev.waybill.broker.group.classic.Settled.SettledMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A settled generation as bytes, within a record of {@link GroupRecordCodec}, whose primitives
 * these are.
 *
 * <pre>
 *   settled    generation varint · protocolType text · protocol text · leaderId text
 *              · count varint · count × member
 *   member     memberId text · isStatic u8 · instanceId text if static · clientId text
 *              · clientHost text · session varint ms · rebalance varint ms
 *              · count varint · count × (name text · metadata bytes) · assignment bytes
 *   bytes      length varint · as they are
 * </pre>
 */
final class SettledCodec {
  private SettledCodec() {}

  static void write(RecordWriter out, Settled settled) {
    out.varint(settled.generation())
        .text(settled.protocolType())
        .text(settled.protocol())
        .text(settled.leaderId())
        .varint(settled.members().size());
    for (SettledMember member : settled.members()) {
      out.text(member.memberId()).u8((byte) (member.instanceId().isPresent() ? 1 : 0));
      member.instanceId().ifPresent(out::text);
      out.text(member.clientId())
          .text(member.clientHost())
          .varint(member.sessionTimeout().toMillis())
          .varint(member.rebalanceTimeout().toMillis())
          .varint(member.protocols().size());
      for (Protocol protocol : member.protocols()) {
        out.text(protocol.name()).bytes(protocol.metadata().toByteArray());
      }
      out.bytes(member.assignment().toByteArray());
    }
  }

  static Settled read(RecordReader in) {
    int generation = in.varint32("generation");
    String protocolType = in.text();
    String protocol = in.text();
    String leaderId = in.text();
    int count = in.varint32("members");
    List<SettledMember> members = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      members.add(readMember(in));
    }
    return new Settled(generation, protocolType, protocol, leaderId, members);
  }

  private static SettledMember readMember(RecordReader in) {
    String memberId = in.text();
    Optional<String> instanceId = in.flag() ? Optional.of(in.text()) : Optional.empty();
    String clientId = in.text();
    String clientHost = in.text();
    Duration session = Duration.ofMillis(in.varint32("session timeout"));
    Duration rebalance = Duration.ofMillis(in.varint32("rebalance timeout"));
    int count = in.varint32("protocols");
    List<Protocol> protocols = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      protocols.add(new Protocol(in.text(), Opaque.copyOf(in.bytes())));
    }
    return new SettledMember(
        memberId,
        instanceId,
        clientId,
        clientHost,
        session,
        rebalance,
        protocols,
        Opaque.copyOf(in.bytes()));
  }
}

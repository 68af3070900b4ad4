package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Answer;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinReply.MemberIdRequired;
import dev.waybill.broker.group.classic.JoinReply.Peer;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client's side of the classic protocol: what it was told, and what it does next. */
final class SimulatedClassicMember {
  private static final long NONE = 0;

  private final ClassicWorld world;
  private final ClassicLedger ledger;
  private final boolean asksForId;
  final Optional<String> instance;
  String id = "";
  @Nullable Joined joined;
  boolean hasPart;
  boolean fenced;
  private List<Protocol> protocols;
  private boolean mustJoin = true;
  private long joining = NONE;
  private long syncing = NONE;

  SimulatedClassicMember(
      ClassicWorld world,
      ClassicLedger ledger,
      Optional<String> instance,
      boolean asksForId,
      String... protocols) {
    this.world = world;
    this.ledger = ledger;
    this.instance = instance;
    this.asksForId = asksForId;
    this.protocols = ClassicWorld.request(protocols).protocols();
  }

  int generation() {
    return joined == null ? -1 : joined.generation();
  }

  boolean isSettled() {
    return joined != null && hasPart && !mustJoin && joining == NONE;
  }

  void changeSubscription(int version) {
    protocols =
        protocols.stream()
            .map(each -> new Protocol(each.name(), ClassicWorld.bytes("version " + version)))
            .toList();
    mustJoin = true;
  }

  /** Its connection broke: what it waits for, nobody will tell it. */
  void disconnected() {
    mustJoin |= joining != NONE || syncing != NONE;
    joining = NONE;
    syncing = NONE;
  }

  /** Hears what there is to hear, then does the next thing. */
  void act() {
    try {
      if (joining != NONE) {
        hearOfJoin();
      } else if (syncing != NONE) {
        hearOfSync();
      } else if (mustJoin || joined == null) {
        mustJoin = false;
        hasPart = false;
        joining = world.join(request());
        hearOfJoin();
      } else if (!hasPart) {
        sync(joined);
        hearOfSync();
      } else if (world.heartbeat(joined)) {
        mustJoin = true;
      }
    } catch (GroupException refused) {
      refused(refused.error());
    }
  }

  private JoinRequest request() {
    return new JoinRequest(
        ClassicWorld.GROUP,
        id,
        instance,
        asksForId,
        true,
        "client",
        "/127.0.0.1",
        ClassicWorld.SESSION,
        ClassicWorld.REBALANCE,
        "consumer",
        protocols);
  }

  private void hearOfJoin() {
    if (!world.isAnswered(joining)) {
      return;
    }
    Answer answer = world.answer(joining);
    joining = NONE;
    if (answer instanceof Answer.Refusal refusal) {
      refused(refusal.reason().error());
      return;
    }
    if (((Answer.ToJoin) answer).reply() instanceof MemberIdRequired promised) {
      id = promised.memberId();
      mustJoin = true;
      return;
    }
    Joined reply = (Joined) ((Answer.ToJoin) answer).reply();
    id = reply.memberId();
    joined = reply;
    ledger.joined(reply);
  }

  private void sync(Joined member) {
    Map<String, Opaque> parts = new HashMap<>();
    boolean leads = member.leaderId().equals(member.memberId()) && !member.skipAssignment();
    Map<String, Opaque> owned = new HashMap<>();
    if (leads) {
      for (Peer peer : member.members()) {
        String owner = ClassicLedger.owner(peer.memberId(), peer.instanceId());
        Opaque part =
            ClassicWorld.bytes(
                "generation " + member.generation() + " gives " + owner + " by " + id);
        parts.put(peer.memberId(), part);
        owned.put(owner, part);
      }
    }
    syncing = world.sync(member, instance, parts);
    if (leads) {
      ledger.sharedOut(member.generation(), owned);
    }
  }

  private void hearOfSync() {
    if (!world.isAnswered(syncing)) {
      return;
    }
    Answer answer = world.answer(syncing);
    syncing = NONE;
    if (answer instanceof Answer.Refusal refusal) {
      refused(refusal.reason().error());
      return;
    }
    ledger.given(
        generation(),
        ClassicLedger.owner(id, instance),
        ((Answer.ToSync) answer).reply().assignment());
    hasPart = true;
  }

  private void refused(GroupError error) {
    joining = NONE;
    syncing = NONE;
    hasPart = false;
    joined = null;
    mustJoin = true;
    switch (error) {
      case UNKNOWN_MEMBER -> id = "";
      case FENCED_INSTANCE_ID -> fenced = true;
      case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION, GROUP_FULL -> {
        // It joins anew with the id it has.
      }
      default -> throw new AssertionError("A member of good faith was refused: " + error);
    }
  }
}

package dev.waybill.runtime.fake;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.Groups;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Caution;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An engine in memory, of which every part can be made to fail. One monitor guards it all. */
public final class FakeEngine implements Engine {

  public final Faults faults = new Faults();
  public final List<PublisherSettings> publishers = new ArrayList<>();
  public final List<ConsumerSettings> consumers = new ArrayList<>();
  public final List<String> closed = new ArrayList<>();

  final Map<String, FakeTopic> topics = new TreeMap<>();
  final Map<String, FakeGroup> groups = new TreeMap<>();
  final Map<String, FakeTransactions> sessions = new HashMap<>();
  public final List<String> sessionIds = new ArrayList<>();
  public final List<Duration> transactionTimeouts = new ArrayList<>();

  /** What is said of every topic that is asked for; general ones always. */
  public final List<Caution> cautions = new ArrayList<>();

  public int maxMessageBytes = 1024 * 1024;

  /** The most that a topic may be created with. */
  public int maxTopicMessageBytes = Integer.MAX_VALUE;

  private Set<Capability> can = EnumSet.allOf(Capability.class);
  private boolean isClosed;

  /** A partition is a list; a marker is a place without a message. */
  static final class FakeTopic {
    final TopicSettings settings;
    final List<List<StoredMessage>> partitions = new ArrayList<>();
    final int[] earliest;

    FakeTopic(TopicSettings settings) {
      this.settings = settings;
      this.earliest = new int[settings.partitions()];
      for (int i = 0; i < settings.partitions(); i++) {
        partitions.add(new ArrayList<>());
      }
    }

    FakeTopic grownTo(int count) {
      FakeTopic grown = new FakeTopic(settings.withPartitions(count));
      for (int i = 0; i < partitions.size(); i++) {
        grown.partitions.set(i, partitions.get(i));
        grown.earliest[i] = earliest[i];
      }
      return grown;
    }
  }

  static final class FakeGroup {
    final Map<TopicPartition, Long> committed = new TreeMap<>();
    final List<FakeConsumer> members = new ArrayList<>();
    final Map<TopicPartition, FakeConsumer> owners = new HashMap<>();
  }

  public FakeEngine without(Capability... missing) {
    can = EnumSet.copyOf(can);
    can.removeAll(Set.of(missing));
    return this;
  }

  // ---- what tests look at ----------------------------------------------------------------------

  public synchronized List<StoredMessage> messages(String topic) {
    List<StoredMessage> all = new ArrayList<>();
    FakeTopic found = topics.get(topic);
    if (found != null) {
      found.partitions.forEach(p -> p.stream().filter(m -> m != null).forEach(all::add));
    }
    return all;
  }

  public synchronized List<String> values(String topic) {
    return messages(topic).stream().map(m -> new String(m.value())).toList();
  }

  public synchronized long committed(String group, String topic, int partition) {
    FakeGroup found = groups.get(group);
    return found == null
        ? -1
        : found.committed.getOrDefault(new TopicPartition(topic, partition), -1L);
  }

  public synchronized int members(String group) {
    FakeGroup found = groups.get(group);
    return found == null ? 0 : found.members.size();
  }

  /** Stores bytes past every codec. */
  public synchronized void append(String topic, int partition, String key, byte[] value) {
    append(
        new TopicPartition(topic, partition),
        0,
        key == null ? null : key.getBytes(),
        value,
        Headers.empty());
  }

  /** A place without a message, as a transaction's marker leaves it. */
  public synchronized void appendMarker(String topic, int partition) {
    topics.get(topic).partitions.get(partition).add(null);
    notifyAll();
  }

  /** Retention takes everything below that offset. */
  public synchronized void retainFrom(String topic, int partition, int offset) {
    FakeTopic found = topics.get(topic);
    found.earliest[partition] = offset;
    for (int i = 0; i < offset; i++) {
      found.partitions.get(partition).set(i, null);
    }
  }

  long earliest(TopicPartition partition) {
    return topics.get(partition.topic()).earliest[partition.partition()];
  }

  /** The session of the group's members expires: what they own is taken. */
  public synchronized void expireMembers(String group) {
    FakeGroup found = groups.get(group);
    found.owners.clear();
    found.members.forEach(member -> member.lost = true);
    notifyAll();
  }

  synchronized long append(
      TopicPartition at, long timestamp, byte[] key, byte[] value, Headers headers) {
    List<StoredMessage> log = topics.get(at.topic()).partitions.get(at.partition());
    log.add(new StoredMessage(log.size(), timestamp, key, value, headers));
    notifyAll();
    return log.size() - 1;
  }

  void check(TopicPartition at, byte[] key, byte[] value, Headers headers) {
    requireOpen();
    FakeTopic topic = topics.get(at.topic());
    if (topic == null || at.partition() >= topic.partitions.size()) {
      throw new RejectedException("unknown partition " + at);
    }
    if (value != null && value.length > maxMessageBytes) {
      throw new RejectedException(
          "expected at most " + maxMessageBytes + " bytes, found " + value.length);
    }
    int bytes = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    for (Header header : headers) {
      bytes += header.name().length() + header.value().length;
    }
    if (bytes > topic.settings.maxMessageBytes()) {
      throw new RejectedException(
          "expected at most " + topic.settings.maxMessageBytes() + " bytes, found " + bytes);
    }
  }

  void requireOpen() {
    if (isClosed) {
      throw new RejectedException("the engine is closed");
    }
  }

  // ---- Engine ---------------------------------------------------------------------------------

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities("fake", can, List.of("the heap survives"));
  }

  @Override
  public synchronized List<Caution> cautions(Set<String> asked) {
    requireOpen();
    return cautions.stream()
        .filter(caution -> caution.topic().isEmpty() || asked.contains(caution.topic()))
        .toList();
  }

  @Override
  public Topics topics() {
    return new FakeTopics();
  }

  @Override
  public Groups groups() {
    return new FakeGroups();
  }

  @Override
  public synchronized EnginePublisher publisher(PublisherSettings settings) {
    requireOpen();
    publishers.add(settings);
    return new FakePublisher(settings);
  }

  @Override
  public synchronized EngineTransactions transactions(TransactionSettings settings) {
    requireOpen();
    faults.meet(Faults.Point.OPEN_TRANSACTIONS);
    sessionIds.add(settings.transactionalId());
    transactionTimeouts.add(settings.timeout());
    FakeTransactions session = new FakeTransactions(this, settings.transactionalId());
    sessions.put(settings.transactionalId(), session);
    return session;
  }

  @Override
  public synchronized EngineConsumer consumer(ConsumerSettings settings) {
    requireOpen();
    consumers.add(settings);
    return new FakeConsumer(this, settings);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    closed.add("engine");
    notifyAll();
  }

  private final class FakePublisher implements EnginePublisher {
    private final PublisherSettings settings;
    private boolean over;

    FakePublisher(PublisherSettings settings) {
      this.settings = settings;
    }

    @Override
    public void publish(
        TopicPartition partition,
        long timestampMillis,
        byte[] key,
        byte[] value,
        Headers headers,
        PublishCompletion completion) {
      long offset;
      WaybillException failure;
      synchronized (FakeEngine.this) {
        if (over) {
          throw new RejectedException("the publisher is closed");
        }
        check(partition, key, value, headers);
        faults.meet(Faults.Point.PUBLISH);
        failure = faults.take(Faults.Point.PUBLISH_ANSWER);
        long time = timestampMillis == NOW ? System.currentTimeMillis() : timestampMillis;
        offset = failure == null ? append(partition, time, key, value, headers) : -1;
      }
      if (failure != null) {
        completion.failed(failure);
        return;
      }
      switch (settings.acks()) {
        case NONE -> completion.done(partition, -1, Durability.UNCONFIRMED);
        case WRITTEN -> completion.done(partition, offset, Durability.WRITTEN);
        case SYNCED -> completion.done(partition, offset, Durability.SYNCED);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close(Duration timeout) {
      synchronized (FakeEngine.this) {
        over = true;
        closed.add(settings.acks() == Acks.NONE ? "unconfirmed publisher" : "publisher");
      }
    }
  }

  private final class FakeTopics implements Topics {
    @Override
    public void create(String name, TopicSettings settings) {
      if (!createIfMissing(name, settings)) {
        throw new RejectedException("topic " + name + " exists");
      }
    }

    @Override
    public boolean createIfMissing(String name, TopicSettings settings) {
      synchronized (FakeEngine.this) {
        requireOpen();
        if (settings.maxMessageBytes() > maxTopicMessageBytes) {
          throw new RejectedException("expected at most " + maxTopicMessageBytes + " a message");
        }
        return topics.putIfAbsent(name, new FakeTopic(settings)) == null;
      }
    }

    @Override
    public void addPartitions(String name, int partitions) {
      synchronized (FakeEngine.this) {
        requireOpen();
        FakeTopic topic = topics.get(name);
        if (topic == null || partitions <= topic.partitions.size()) {
          throw new RejectedException("topic " + name + " cannot grow to " + partitions);
        }
        topics.put(name, topic.grownTo(partitions));
      }
    }

    @Override
    public void delete(String name) {
      synchronized (FakeEngine.this) {
        topics.remove(name);
      }
    }

    @Override
    public List<String> list() {
      synchronized (FakeEngine.this) {
        return List.copyOf(topics.keySet());
      }
    }

    @Override
    public Optional<TopicDescription> describe(String name) {
      synchronized (FakeEngine.this) {
        requireOpen();
        FakeTopic topic = topics.get(name);
        if (topic == null) {
          return Optional.empty();
        }
        List<TopicDescription.PartitionDescription> partitions = new ArrayList<>();
        for (int i = 0; i < topic.partitions.size(); i++) {
          int end = topic.partitions.get(i).size();
          partitions.add(
              new TopicDescription.PartitionDescription(i, topic.earliest[i], end, end, -1));
        }
        return Optional.of(new TopicDescription(name, topic.settings, partitions));
      }
    }
  }

  private final class FakeGroups implements Groups {
    @Override
    public List<String> list() {
      synchronized (FakeEngine.this) {
        return List.copyOf(groups.keySet());
      }
    }

    @Override
    public Optional<GroupDescription> describe(String group) {
      synchronized (FakeEngine.this) {
        requireOpen();
        faults.meet(Faults.Point.DESCRIBE_GROUP);
        FakeGroup found = groups.get(group);
        if (found == null) {
          return Optional.empty();
        }
        List<GroupDescription.Position> positions = new ArrayList<>();
        Set<TopicPartition> all = new TreeSet<>(found.committed.keySet());
        all.addAll(found.owners.keySet());
        all.forEach(
            p ->
                positions.add(
                    new GroupDescription.Position(
                        p, found.committed.getOrDefault(p, -1L), end(p), ownerOf(found, p))));
        return Optional.of(new GroupDescription(group, "stable", 1, List.of(), positions));
      }
    }

    @Override
    public void reset(String group, String topic, StartPosition position) {
      throw new RejectedException("not in the fake");
    }

    @Override
    public void reset(String group, Map<TopicPartition, Long> next) {
      synchronized (FakeEngine.this) {
        requireOpen();
        FakeGroup found = groups.computeIfAbsent(group, name -> new FakeGroup());
        if (!found.members.isEmpty()) {
          throw new RejectedException("group " + group + " has members");
        }
        found.committed.putAll(next);
      }
    }

    @Override
    public void delete(String group) {
      throw new RejectedException("not in the fake");
    }
  }

  private static String ownerOf(FakeGroup group, TopicPartition partition) {
    FakeConsumer owner = group.owners.get(partition);
    return owner == null ? null : owner.memberId().orElseThrow();
  }

  long end(TopicPartition partition) {
    return topics.get(partition.topic()).partitions.get(partition.partition()).size();
  }
}

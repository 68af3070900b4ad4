package dev.waybill;

import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codec;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an application knows of a topic: its name, its codec, and which part of a message is its key
 * and which its id. Immutable and thread-safe.
 *
 * <pre>{@code
 * Topic<Order> orders =
 *     Topic.named("order-events").of(codec).key(Order::userId).id(Order::orderId).partitions(8);
 * }</pre>
 *
 * @param <T> the type of its messages
 */
public final class Topic<T> {

  private final String name;
  private final Codec<T> codec;
  private final Optional<Function<? super T, String>> key;
  private final Optional<Function<? super T, String>> id;
  private final Optional<TopicSettings> settings;

  private Topic(
      String name,
      Codec<T> codec,
      Optional<Function<? super T, String>> key,
      Optional<Function<? super T, String>> id,
      Optional<TopicSettings> settings) {
    this.name = name;
    this.codec = codec;
    this.key = key;
    this.id = id;
    this.settings = settings;
  }

  /** Begins a topic of that name. */
  public static Named named(String name) {
    return new Named(name);
  }

  /** A name that still needs a codec. */
  public static final class Named {
    private final String name;

    private Named(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    public <T> Topic<T> of(Codec<T> codec) {
      Objects.requireNonNull(codec, "codec");
      return new Topic<>(name, codec, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** Messages with equal keys stay in order. Without a key a message may go to any partition. */
  public Topic<T> key(Function<? super T, String> key) {
    return new Topic<>(name, codec, Optional.of(key), id, settings);
  }

  /** What tells a repeated message from a new one; travels in the header {@code waybill-id}. */
  public Topic<T> id(Function<? super T, String> id) {
    return new Topic<>(name, codec, key, Optional.of(id), settings);
  }

  /** Creates the topic with that many partitions on first use, unless it exists. */
  public Topic<T> partitions(int partitions) {
    return createdWith(settings.orElse(TopicSettings.defaults()).withPartitions(partitions));
  }

  /** Creates the topic with these settings on first use, unless it exists. */
  public Topic<T> createdWith(TopicSettings settings) {
    return new Topic<>(name, codec, key, id, Optional.of(settings));
  }

  public String name() {
    return name;
  }

  public Codec<T> codec() {
    return codec;
  }

  public Optional<Function<? super T, String>> keyFunction() {
    return key;
  }

  public Optional<Function<? super T, String>> idFunction() {
    return id;
  }

  /** What to create the topic with on first use; empty: it must exist. */
  public Optional<TopicSettings> settings() {
    return settings;
  }

  @Override
  public String toString() {
    return "topic " + name;
  }
}

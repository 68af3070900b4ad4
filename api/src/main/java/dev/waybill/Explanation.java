package dev.waybill;

import java.util.List;

/**
 * What is promised for every chain publisher → broker → consumer → effect. Immutable; {@code
 * toString} is the table that people read.
 *
 * @param engine the engine's name
 * @param chains one per pair of a publisher and a subscription of the same topic, and one per
 *     longer way: through topics that a subscription writes, or through an outbox and its relay. A
 *     topic that is only written, or only read, has a chain too, with the unknown end assumed
 *     at-least-once
 * @param otherReaders groups with members that are not in this process
 * @param assumptions what must hold for all of it
 */
public record Explanation(
    String engine, List<Chain> chains, List<OtherReader> otherReaders, List<String> assumptions) {

  public Explanation {
    chains = List.copyOf(chains);
    otherReaders = List.copyOf(otherReaders);
    assumptions = List.copyOf(assumptions);
  }

  /**
   * One chain.
   *
   * @param name such as {@code order-events → payment}
   * @param warnings what is declared but does not hold together, in sentences
   */
  public record Chain(String name, List<Hop> hops, Verdict verdict, List<String> warnings) {
    public Chain {
      hops = List.copyOf(hops);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * One hop.
   *
   * @param name {@code publish}, {@code store}, {@code deliver} or {@code effect}; through an
   *     outbox also {@code outbox} and {@code relay}. Further down a chain with the topic behind
   *     it: {@code store (payments)}
   * @param guarantee what was declared or follows
   * @param mechanism how it is kept, in one line
   * @param mayLose whether a message may be lost here
   * @param mayRepeat whether this hop itself may make a repeat
   * @param removesRepeats whether repeats made earlier end here
   * @param preconditions what must hold
   * @param notCovered what is not promised
   */
  public record Hop(
      String name,
      Guarantee guarantee,
      String mechanism,
      boolean mayLose,
      boolean mayRepeat,
      boolean removesRepeats,
      List<String> preconditions,
      List<String> notCovered) {
    public Hop {
      preconditions = List.copyOf(preconditions);
      notCovered = List.copyOf(notCovered);
    }
  }

  /**
   * What holds from end to end.
   *
   * @param mayLose some hop may lose
   * @param mayRepeat a repeat made at some hop is not removed by it or a later one
   * @param weakestHop the hop that decides, or {@code none}
   */
  public record Verdict(boolean mayLose, boolean mayRepeat, String weakestHop, String sentence) {}

  /**
   * A group of which this process knows who is in it, and not what they declared.
   *
   * @param topics what it has positions in, or is given
   * @param clients its members that are not in this process, who and where
   */
  public record OtherReader(String group, List<String> topics, List<String> clients) {
    public OtherReader {
      topics = List.copyOf(topics);
      clients = List.copyOf(clients);
    }
  }

  @Override
  public String toString() {
    return ExplanationTable.render(this);
  }
}

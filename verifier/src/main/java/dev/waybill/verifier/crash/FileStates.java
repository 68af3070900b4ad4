package dev.waybill.verifier.crash;

import dev.waybill.verifier.crash.PendingOperation.OfContent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Every content that one file may have after a power loss, each once. */
final class FileStates {
  /**
   * One of them.
   *
   * @param fates of each operation, by number
   * @param hash of the bytes
   */
  record Variant(int[] fates, long hash) {}

  private final byte[] durable;
  private final List<OfContent> operations;
  private final List<List<Fate>> fates = new ArrayList<>();
  private @Nullable List<Variant> known;
  private long tooMany = -1;

  FileStates(byte[] durable, List<OfContent> operations) {
    this.durable = durable;
    this.operations = operations;
    for (OfContent operation : operations) {
      fates.add(Fate.of(operation));
    }
  }

  List<Variant> all() {
    List<Variant> all = atMost(Long.MAX_VALUE);
    if (all == null) {
      throw new IllegalStateException("expected room for every state of a file");
    }
    return all;
  }

  /**
   * The same; null when there are more than so many, which is found out without seeing them all.
   */
  @Nullable List<Variant> atMost(long limit) {
    if (known == null && limit > tooMany) {
      known = new Walk(limit).all();
      tooMany = known == null ? limit : tooMany;
    }
    return known == null || known.size() > limit ? null : known;
  }

  /** Goes through the fates of one operation after the other. */
  private final class Walk {
    private final long limit;
    private final int[] chosen = new int[operations.size()];
    private final List<Variant> variants = new ArrayList<>();

    /** Which bytes were met after how many operations: the rest of the way is the same. */
    private final List<Set<Long>> met = new ArrayList<>();

    Walk(long limit) {
      this.limit = limit;
      for (int i = 0; i <= operations.size(); i++) {
        met.add(new HashSet<>());
      }
    }

    @Nullable List<Variant> all() {
      visit(0, durable);
      return variants.size() > limit ? null : variants;
    }

    private void visit(int number, byte[] bytes) {
      long hash = DiskImage.hash(bytes);
      if (variants.size() > limit || !met.get(number).add(hash)) {
        return;
      }
      if (number == operations.size()) {
        variants.add(new Variant(chosen.clone(), hash));
        return;
      }
      List<Fate> possible = fates.get(number);
      for (int fate = 0; fate < possible.size(); fate++) {
        chosen[number] = fate;
        visit(number + 1, possible.get(fate).apply(bytes, operations.get(number)));
      }
    }
  }

  /** Its bytes; not to be changed. */
  byte[] bytes(Variant variant) {
    byte[] bytes = durable;
    for (int i = 0; i < operations.size(); i++) {
      bytes = fates.get(i).get(variant.fates[i]).apply(bytes, operations.get(i));
    }
    return bytes;
  }

  /** How many ways there are to get there, equal contents counted apart. */
  double combinations() {
    double product = 1;
    for (List<Fate> each : fates) {
      product *= each.size();
    }
    return product;
  }

  Variant random(Random random, double keep) {
    int[] chosen = new int[operations.size()];
    for (int i = 0; i < chosen.length; i++) {
      int applied = 1;
      int other = random.nextInt(fates.get(i).size() - 1);
      chosen[i] = random.nextDouble() < keep ? applied : other + (other >= applied ? 1 : 0);
    }
    Variant variant = new Variant(chosen, 0);
    return new Variant(chosen, DiskImage.hash(bytes(variant)));
  }

  void describe(Variant variant, StringJoiner to) {
    for (int i = 0; i < operations.size(); i++) {
      to.add(operations.get(i) + ": " + fates.get(i).get(variant.fates[i]));
    }
  }
}

package dev.waybill.verifier.crash;

import dev.waybill.verifier.crash.PendingOperation.OfContent;
import dev.waybill.verifier.crash.PendingOperation.OfName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Every disk that a power loss at one instant may legally leave.
 *
 * <pre>
 *   names      each pending creation, rename and deletion is there or is not    2^n
 *   contents   per file that has a name: each pending write has one {@link Fate}
 *   state      one choice of names × one content for each of their files
 * </pre>
 *
 * <p>Files are independent of each other and of their names, which is what "in any order" comes to:
 * any part may have arrived without any other. Equal contents of a file and equal sets of names are
 * merged before they are multiplied.
 */
public final class CrashStates {
  private final Unsynced unsynced;
  private final List<OfName> nameChanges = new ArrayList<>();
  private final Map<Integer, FileStates> files = new HashMap<>();

  private CrashStates(Unsynced unsynced) {
    this.unsynced = unsynced;
    Map<Integer, List<OfContent>> byFile = new HashMap<>();
    for (PendingOperation operation : unsynced.operations()) {
      if (operation instanceof OfName name) {
        nameChanges.add(name);
      } else if (operation instanceof OfContent content) {
        byFile.computeIfAbsent(content.file(), file -> new ArrayList<>()).add(content);
      }
    }
    unsynced
        .contents()
        .forEach(
            (file, bytes) ->
                files.put(file, new FileStates(bytes, byFile.getOrDefault(file, List.of()))));
  }

  public static CrashStates of(Unsynced unsynced) {
    return new CrashStates(unsynced);
  }

  /** How many operations are pending. */
  public int operations() {
    return unsynced.operations().size();
  }

  /** How many choices there are before equal outcomes are merged. */
  public double combinations() {
    double product = Math.pow(2, nameChanges.size());
    for (FileStates each : files.values()) {
      product *= each.combinations();
    }
    return product;
  }

  /**
   * Whether {@link #forEach} shows so many states at most. Takes time with 2^names and the limit.
   */
  public boolean areAtMost(long limit) {
    return count(limit) <= limit;
  }

  /** How many states {@link #forEach} shows; of more than {@code limit}, some number above it. */
  double count(long limit) {
    double sum = 0;
    for (SortedMap<String, Integer> names : everyNames()) {
      double product = 1;
      for (int file : names.values()) {
        if (!unsynced.directories().contains(file)) {
          List<FileStates.Variant> variants = states(file).atMost(limit);
          if (variants == null) {
            return Double.POSITIVE_INFINITY;
          }
          product *= variants.size();
        }
      }
      sum += product;
      if (sum > limit) {
        break;
      }
    }
    return sum;
  }

  /** Shows every state; two of them are equal only where two files changed places. */
  public void forEach(Consumer<CrashState> visitor) {
    for (SortedMap<String, Integer> names : everyNames()) {
      new Product(names, visitor).fill(0, 0);
    }
  }

  /** Shows that many states, drawn at random; some may be equal. */
  public void sample(Random random, int count, Consumer<CrashState> visitor) {
    for (int i = 0; i < count; i++) {
      // Sometimes nearly everything survives, sometimes nearly nothing: both find other faults.
      double keep = random.nextInt(5) / 4.0;
      SortedMap<String, Integer> names = namesWith(change -> random.nextDouble() < keep);
      Product product = new Product(names, visitor);
      for (int file = 0; file < product.paths.size(); file++) {
        FileStates states = product.states.get(file);
        product.choose(file, states, states.random(random, keep));
      }
      product.show(product.chosenHash());
    }
  }

  private interface Choice {
    boolean keeps(int change);
  }

  private Set<SortedMap<String, Integer>> everyNames() {
    Set<SortedMap<String, Integer>> every = new HashSet<>();
    for (int mask = 0; mask < (1 << nameChanges.size()); mask++) {
      int kept = mask;
      every.add(namesWith(change -> ((kept >> change) & 1) == 1));
    }
    return every;
  }

  private SortedMap<String, Integer> namesWith(Choice choice) {
    TreeMap<String, Integer> names = new TreeMap<>(unsynced.names());
    for (int i = 0; i < nameChanges.size(); i++) {
      if (choice.keeps(i)) {
        nameChanges.get(i).applyTo(names);
      }
    }
    names.keySet().removeIf(path -> !hasParents(names, path));
    return names;
  }

  private static boolean hasParents(SortedMap<String, Integer> names, String path) {
    String at = RecordingDisk.parent(path);
    while (!at.isEmpty()) {
      if (!names.containsKey(at)) {
        return false;
      }
      at = RecordingDisk.parent(at);
    }
    return true;
  }

  private FileStates states(int file) {
    FileStates states = files.get(file);
    if (states == null) {
      throw new IllegalStateException("expected file " + file + " of a name, found none");
    }
    return states;
  }

  /** The states with one choice of names. */
  private final class Product {
    private final SortedMap<String, Integer> names;
    private final Consumer<CrashState> visitor;
    private final TreeSet<String> directories = new TreeSet<>();
    private final List<String> paths = new ArrayList<>();
    private final List<FileStates> states = new ArrayList<>();
    private final TreeMap<String, byte[]> current = new TreeMap<>();
    private final FileStates.Variant[] chosen;
    private long directoriesHash;

    Product(SortedMap<String, Integer> names, Consumer<CrashState> visitor) {
      this.names = names;
      this.visitor = visitor;
      names.forEach(
          (path, file) -> {
            if (unsynced.directories().contains(file)) {
              directories.add(path);
              directoriesHash += DiskImage.entryHash(path, 1);
            } else {
              paths.add(path);
              states.add(states(file));
            }
          });
      this.chosen = new FileStates.Variant[paths.size()];
    }

    void fill(int number, long hash) {
      if (number == paths.size()) {
        show(hash + directoriesHash);
        return;
      }
      FileStates of = states.get(number);
      for (FileStates.Variant variant : of.all()) {
        choose(number, of, variant);
        fill(number + 1, hash + DiskImage.entryHash(paths.get(number), variant.hash()));
      }
    }

    void choose(int number, FileStates of, FileStates.Variant variant) {
      chosen[number] = variant;
      current.put(paths.get(number), of.bytes(variant));
    }

    long chosenHash() {
      long hash = directoriesHash;
      for (int i = 0; i < chosen.length; i++) {
        hash += DiskImage.entryHash(paths.get(i), chosen[i].hash());
      }
      return hash;
    }

    void show(long hash) {
      FileStates.Variant[] these = chosen.clone();
      DiskImage image = new DiskImage(directories, new TreeMap<>(current));
      visitor.accept(new CrashState(image, hash, () -> story(these)));
    }

    private String story(FileStates.Variant[] these) {
      StringJoiner story = new StringJoiner("; ", "found " + names.keySet() + "; ", "");
      for (int i = 0; i < these.length; i++) {
        states.get(i).describe(these[i], story);
      }
      return story.toString();
    }
  }
}

package dev.waybill.verifier.crash;

import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk in memory that knows at every instant what is durable and what was done since.
 *
 * <pre>
 *   write, truncate ────────► pending ──sync──────────► durable contents
 *   create, rename, delete ─► pending ──syncDirectory─► durable names
 *
 *   unsynced()    both, for {@link CrashStates}
 *   killed()      the same disk for a new process: page cache and pending operations stay
 *   forgetful()   the same after a failed sync: page cache stays, and is clean
 * </pre>
 *
 * One thread. Whoever watches is called before every operation that changes or syncs something.
 */
public final class RecordingDisk implements Storage {
  /** Looks at a disk that is about to be changed; may not change it. */
  public interface Watcher {
    void beforeChange(RecordingDisk disk);
  }

  private final TreeMap<String, RecordedContent> names = new TreeMap<>();
  private final TreeMap<String, RecordedContent> durableNames = new TreeMap<>();
  private final Map<Integer, RecordedContent> contents = new HashMap<>();
  private final List<PendingOperation> pending = new ArrayList<>();
  private Watcher watcher = disk -> {};
  private int nextId;
  private long operations;

  /** An empty disk. */
  public RecordingDisk() {}

  /** A disk on which everything is durable. */
  public static RecordingDisk of(DiskImage image) {
    RecordingDisk disk = new RecordingDisk();
    for (String directory : image.directories()) {
      disk.found(directory, new RecordedContent(disk.nextId++, true));
    }
    image
        .files()
        .forEach(
            (path, bytes) -> disk.found(path, new RecordedContent(disk.nextId++, false, bytes)));
    return disk;
  }

  private void found(String path, RecordedContent content) {
    contents.put(content.id, content);
    names.put(path, content);
    durableNames.put(path, content);
  }

  /** Who looks on from now on. */
  public void watch(Watcher newWatcher) {
    watcher = newWatcher;
  }

  /** Changes and syncs so far. */
  public long operations() {
    return operations;
  }

  /** What is durable and what is not. */
  public Unsynced unsynced() {
    forgetNameless();
    TreeMap<String, Integer> byName = new TreeMap<>();
    durableNames.forEach((path, content) -> byName.put(path, content.id));
    Map<Integer, byte[]> bytes = new HashMap<>();
    Set<Integer> directories = new HashSet<>();
    for (RecordedContent content : contents.values()) {
      bytes.put(content.id, content.durable());
      if (content.directory) {
        directories.add(content.id);
      }
    }
    return new Unsynced(byName, bytes, directories, List.copyOf(pending));
  }

  /** What a process sees now. */
  public DiskImage seen() {
    TreeSet<String> directories = new TreeSet<>();
    TreeMap<String, byte[]> files = new TreeMap<>();
    names.forEach(
        (path, content) -> {
          if (content.directory) {
            directories.add(path);
          } else {
            ByteBuffer bytes = ByteBuffer.allocate(content.size());
            content.read(bytes, 0);
            files.put(path, bytes.array());
          }
        });
    return new DiskImage(directories, files);
  }

  /** This disk as the next process finds it when this one is killed. Later changes are separate. */
  public RecordingDisk killed() {
    RecordingDisk copy = new RecordingDisk();
    contents.forEach((id, content) -> copy.contents.put(id, content.copy()));
    names.forEach((path, content) -> copy.names.put(path, copy.content(content.id)));
    durableNames.forEach((path, content) -> copy.durableNames.put(path, copy.content(content.id)));
    copy.pending.addAll(pending);
    copy.nextId = nextId;
    return copy;
  }

  /**
   * The same, but every page is clean: a sync has failed and told someone who is dead. What is not
   * on the platter stays away, however often it is synced; only new bytes arrive.
   */
  public RecordingDisk forgetful() {
    RecordingDisk copy = killed();
    copy.pending.removeIf(PendingOperation.OfContent.class::isInstance);
    return copy;
  }

  private RecordedContent content(int id) {
    RecordedContent content = contents.get(id);
    if (content == null) {
      throw new IllegalStateException("expected file " + id + ", found none");
    }
    return content;
  }

  private RecordedContent content(String path) throws NoSuchFileException {
    RecordedContent content = names.get(path);
    if (content == null) {
      throw new NoSuchFileException(path);
    }
    return content;
  }

  private void next() {
    operations++;
    watcher.beforeChange(this);
  }

  void change(PendingOperation.OfContent operation, RecordedContent content) {
    next();
    content.apply(operation);
    pending.add(operation);
  }

  void sync(RecordedContent content) {
    next();
    pending.removeIf(
        operation -> {
          boolean arrives =
              operation instanceof PendingOperation.OfContent ofContent
                  && ofContent.file() == content.id;
          if (arrives) {
            content.arrived((PendingOperation.OfContent) operation);
          }
          return arrives;
        });
  }

  private void change(PendingOperation.OfName operation) {
    next();
    applyTo(names, operation);
    pending.add(operation);
  }

  private void applyTo(Map<String, RecordedContent> to, PendingOperation.OfName operation) {
    if (operation instanceof PendingOperation.Create create) {
      to.put(create.path(), content(create.file()));
    } else if (operation instanceof PendingOperation.Rename rename) {
      to.remove(rename.from());
      to.put(rename.to(), content(rename.file()));
    } else if (operation instanceof PendingOperation.Delete delete) {
      to.remove(delete.path());
    }
  }

  private RecordedContent create(String path, boolean directory) throws NoSuchFileException {
    String parent = parent(path);
    if (!parent.isEmpty() && !names.containsKey(parent)) {
      throw new NoSuchFileException(path, null, "its directory does not exist");
    }
    RecordedContent content = new RecordedContent(nextId++, directory);
    next();
    contents.put(content.id, content);
    PendingOperation.Create operation = new PendingOperation.Create(parent, path, content.id);
    applyTo(names, operation);
    pending.add(operation);
    return content;
  }

  static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  @Override
  public StorageFile open(String path, boolean createIfMissing) throws IOException {
    RecordedContent content =
        names.containsKey(path) || !createIfMissing ? content(path) : create(path, false);
    if (content.directory) {
      throw new FileAlreadyExistsException(path + " is a directory");
    }
    return new RecordedFile(this, path, content);
  }

  @Override
  public List<String> list(String directory) {
    List<String> entries = new ArrayList<>();
    for (String path : names.keySet()) {
      if (parent(path).equals(directory)) {
        entries.add(path.substring(path.lastIndexOf('/') + 1));
      }
    }
    Collections.sort(entries);
    return entries;
  }

  @Override
  public boolean exists(String path) {
    return path.isEmpty() || names.containsKey(path);
  }

  @Override
  public void createDirectories(String directory) throws IOException {
    if (!exists(directory)) {
      createDirectories(parent(directory));
      create(directory, true);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    RecordedContent content = content(from);
    if (!exists(parent(to)) || !parent(from).equals(parent(to))) {
      throw new NoSuchFileException(to, null, "renames stay in their directory here");
    }
    change(new PendingOperation.Rename(parent(to), from, to, content.id));
  }

  @Override
  public void delete(String path) throws IOException {
    if (content(path).directory && !list(path).isEmpty()) {
      throw new IOException(path + " is not empty");
    }
    change(new PendingOperation.Delete(parent(path), path));
  }

  @Override
  public long size(String path) throws IOException {
    return content(path).size();
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    if (!exists(directory)) {
      throw new FileNotFoundException(directory);
    }
    next();
    pending.removeIf(
        operation -> {
          boolean arrives =
              operation instanceof PendingOperation.OfName ofName
                  && ofName.directory().equals(directory);
          if (arrives) {
            applyTo(durableNames, (PendingOperation.OfName) operation);
          }
          return arrives;
        });
  }

  /** Files that no name leads to, now or after a crash, are of no interest any more. */
  private void forgetNameless() {
    Set<Integer> used = new HashSet<>();
    names.values().forEach(content -> used.add(content.id));
    durableNames.values().forEach(content -> used.add(content.id));
    for (PendingOperation operation : pending) {
      if (operation instanceof PendingOperation.Create create) {
        used.add(create.file());
      } else if (operation instanceof PendingOperation.Rename rename) {
        used.add(rename.file());
      }
    }
    contents.keySet().retainAll(used);
    pending.removeIf(
        operation ->
            operation instanceof PendingOperation.OfContent ofContent
                && !used.contains(ofContent.file()));
  }

  @Override
  public String description() {
    return "recorded:";
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

package dev.waybill.log.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that can lose its power. It knows, write by write, what is durable and what only
 * the page cache holds.
 *
 * <pre>
 *   write, truncate ──► pending changes ──sync──► durable bytes
 *   create, rename, delete ──► pending names ──syncDirectory──► durable names
 *
 *   crash(random)   power loss: each pending change applied, dropped, torn at 512 bytes or garbled,
 *                   each pending name kept or lost; the result is a new disk, everything durable
 *   kill()          process death: the page cache stays, the old handles are dead
 * </pre>
 *
 * The same operations and the same random numbers give the same disk: {@link #historyHash()}.
 */
public final class SimulatedStorage implements Storage {

  /** What can be done to a disk; each is counted when it happens. */
  public enum Fault {
    WRITE_DROPPED,
    WRITE_TORN,
    WRITE_GARBLED,
    NAME_LOST,
    SYNC_FAILED,
    WRITE_FAILED,
    DISK_FULL,
    POWER_LOST,
    BIT_FLIPPED
  }

  /** Every operation after the power is gone. */
  public static final class PowerLostException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public PowerLostException() {
      super("the simulated machine is off");
    }
  }

  /** Looks at every changing operation before it is done. */
  public interface Watcher {
    /**
     * May let time pass, and may crash or kill this disk: then the operation is not done.
     *
     * @param operation create, mkdir, rename, delete, write, truncate, sync or syncdir
     */
    void before(String operation, String path);
  }

  /**
   * What any legal crash keeps of a file: its name and its first bytes, whatever else is lost.
   *
   * @param identity the same object for as long as it is the same file
   * @param bytes the disk's own array; only the first {@code length} are meant, and not to be
   *     changed
   */
  public record Platter(String path, Object identity, byte[] bytes, int length) {}

  static final class NameChange {
    final String directory;
    final String added;
    final String removed;
    final SimulatedContent content;

    NameChange(String directory, String added, String removed, SimulatedContent content) {
      this.directory = directory;
      this.added = added;
      this.removed = removed;
      this.content = content;
    }

    void applyTo(Map<String, SimulatedContent> names) {
      if (removed != null) {
        names.remove(removed);
      }
      if (added != null) {
        names.put(added, content);
      }
    }
  }

  private final TreeMap<String, SimulatedContent> names = new TreeMap<>();
  private final TreeMap<String, SimulatedContent> durableNames = new TreeMap<>();
  private final List<NameChange> pendingNames = new ArrayList<>();
  private final EnumMap<Fault, Integer> faults = new EnumMap<>(Fault.class);

  private Watcher watcher;
  private boolean off;
  private long operations;
  private long powerLossAt = Long.MAX_VALUE;
  private long failSyncAt = Long.MAX_VALUE;
  private long failWriteAt = Long.MAX_VALUE;
  private long syncs;
  private long writes;
  private long bytesLeft = Long.MAX_VALUE;
  private long history = 1;

  /** An empty disk. */
  public SimulatedStorage() {}

  /** Has every changing operation of this disk looked at. */
  public synchronized SimulatedStorage watch(Watcher newWatcher) {
    watcher = newWatcher;
    return this;
  }

  /** What a crash now leaves of a directory's files in the worst case, by name. */
  public synchronized List<Platter> atWorst(String directory) {
    List<Platter> files = new ArrayList<>();
    durableNames
        .subMap(directory + "/", directory + "0")
        .forEach(
            (path, content) -> {
              if (!content.directory && !mayVanish(path)) {
                files.add(content.atWorst(path));
              }
            });
    return files;
  }

  private boolean mayVanish(String path) {
    for (NameChange change : pendingNames) {
      if (path.equals(change.removed) || path.equals(change.added)) {
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- faults

  /** Turns the power off in the middle of the n-th changing operation from now, counted from 1. */
  public synchronized SimulatedStorage losePowerAtOperation(long n) {
    powerLossAt = operations + n;
    return this;
  }

  /** Lets the n-th sync from now fail; its pages are clean afterwards, durable or not. */
  public synchronized SimulatedStorage failSync(long n) {
    failSyncAt = syncs + n;
    return this;
  }

  /** Lets the n-th write from now fail half way. */
  public synchronized SimulatedStorage failWrite(long n) {
    failWriteAt = writes + n;
    return this;
  }

  /** Lets the disk take that many bytes more. */
  public synchronized SimulatedStorage limitBytes(long bytes) {
    bytesLeft = bytes;
    return this;
  }

  /** Flips one bit of a file, durably. */
  public synchronized void flipBit(String path, long bit) throws IOException {
    content(path).flip(bit);
    count(Fault.BIT_FLIPPED);
  }

  /** How often something happened, on this disk and those it came from. */
  public synchronized int faults(Fault fault) {
    return faults.getOrDefault(fault, 0);
  }

  /** Changing operations so far. */
  public synchronized long operations() {
    return operations;
  }

  /** A number that depends on every operation and every byte so far. */
  public synchronized long historyHash() {
    return history;
  }

  /** Whether the power is gone. */
  public synchronized boolean isOff() {
    return off;
  }

  /** The disk as it may be found after the power failed now. This one is off from now on. */
  public synchronized SimulatedStorage crash(Random random) {
    SimulatedStorage after = new SimulatedStorage();
    after.faults.putAll(faults);
    after.history = history;
    // Sometimes nearly everything survives, sometimes nearly nothing: both find different faults.
    double keep = random.nextInt(5) / 4.0;
    TreeMap<String, SimulatedContent> found = new TreeMap<>(durableNames);
    for (NameChange change : pendingNames) {
      if (random.nextDouble() < keep) {
        change.applyTo(found);
      } else {
        after.count(Fault.NAME_LOST);
      }
    }
    Map<SimulatedContent, SimulatedContent> crashed = new IdentityHashMap<>();
    found.forEach(
        (path, content) -> {
          if (hasParents(found, path)) {
            SimulatedContent copy =
                crashed.computeIfAbsent(content, old -> old.crash(random, keep, after));
            after.names.put(path, copy);
            after.durableNames.put(path, copy);
          }
        });
    off = true;
    return after;
  }

  /** The same disk for a new process, after this one was killed: the page cache is still there. */
  public synchronized SimulatedStorage kill() {
    SimulatedStorage after = new SimulatedStorage();
    after.faults.putAll(faults);
    after.history = history;
    Map<SimulatedContent, SimulatedContent> copies = new IdentityHashMap<>();
    names.forEach((path, c) -> after.names.put(path, copies.computeIfAbsent(c, this::copyOf)));
    durableNames.forEach(
        (path, c) -> after.durableNames.put(path, copies.computeIfAbsent(c, this::copyOf)));
    for (NameChange change : pendingNames) {
      SimulatedContent content =
          change.content == null ? null : copies.computeIfAbsent(change.content, this::copyOf);
      after.pendingNames.add(
          new NameChange(change.directory, change.added, change.removed, content));
    }
    off = true;
    return after;
  }

  private SimulatedContent copyOf(SimulatedContent content) {
    return content.copy();
  }

  private static boolean hasParents(Map<String, SimulatedContent> found, String path) {
    for (String at = parent(path); !at.isEmpty(); at = parent(at)) {
      if (!found.containsKey(at)) {
        return false;
      }
    }
    return true;
  }

  void count(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  // ---------------------------------------------------------------- operations

  /** Notes a changing operation; true when the power fails in its middle. */
  private boolean change(String what, String path, long number, long hash) throws IOException {
    requirePower();
    if (watcher != null) {
      watcher.before(what, path);
      requirePower();
    }
    operations++;
    history = 31 * (31 * (31 * history + what.hashCode()) + path.hashCode()) + number;
    history = history * 0x9E3779B97F4A7C15L + hash;
    return operations >= powerLossAt;
  }

  private void lose() throws PowerLostException {
    off = true;
    count(Fault.POWER_LOST);
    throw new PowerLostException();
  }

  private void requirePower() throws IOException {
    if (off) {
      throw new PowerLostException();
    }
  }

  private SimulatedContent content(String path) throws IOException {
    SimulatedContent content = names.get(path);
    if (content == null) {
      throw new NoSuchFileException(path);
    }
    return content;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  private void name(NameChange change) {
    change.applyTo(names);
    pendingNames.add(change);
  }

  @Override
  public synchronized StorageFile open(String path, boolean createIfMissing) throws IOException {
    requirePower();
    SimulatedContent content = names.get(path);
    if (content == null) {
      if (!createIfMissing) {
        throw new NoSuchFileException(path);
      }
      requireParent(path);
      boolean last = change("create", path, 0, 0);
      content = new SimulatedContent(false);
      name(new NameChange(parent(path), path, null, content));
      if (last) {
        lose();
      }
    }
    if (content.directory) {
      throw new FileAlreadyExistsException(path + " is a directory");
    }
    return new SimulatedFile(path, content);
  }

  private void requireParent(String path) throws IOException {
    if (!parent(path).isEmpty() && !names.containsKey(parent(path))) {
      throw new NoSuchFileException(path, null, "its directory does not exist");
    }
  }

  @Override
  public synchronized List<String> list(String directory) throws IOException {
    requirePower();
    List<String> entries = new ArrayList<>();
    // '0' comes right after '/': these are the paths below the directory.
    int from = directory.isEmpty() ? 0 : directory.length() + 1;
    for (String path :
        (directory.isEmpty() ? names : names.subMap(directory + "/", directory + "0")).keySet()) {
      if (path.indexOf('/', from) < 0) {
        entries.add(path.substring(from));
      }
    }
    return entries;
  }

  @Override
  public synchronized boolean exists(String path) throws IOException {
    requirePower();
    return path.isEmpty() || names.containsKey(path);
  }

  @Override
  public synchronized void createDirectories(String directory) throws IOException {
    if (directory.isEmpty() || names.containsKey(directory)) {
      return;
    }
    createDirectories(parent(directory));
    boolean last = change("mkdir", directory, 0, 0);
    name(new NameChange(parent(directory), directory, null, new SimulatedContent(true)));
    if (last) {
      lose();
    }
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    SimulatedContent content = content(from);
    requireParent(to);
    boolean last = change("rename", from + ">" + to, 0, 0);
    name(new NameChange(parent(to), to, from, content));
    if (last) {
      lose();
    }
  }

  @Override
  public synchronized void delete(String path) throws IOException {
    requirePower();
    if (content(path).directory && !list(path).isEmpty()) {
      throw new IOException(path + " is not empty");
    }
    boolean last = change("delete", path, 0, 0);
    name(new NameChange(parent(path), null, path, null));
    if (last) {
      lose();
    }
  }

  @Override
  public synchronized long size(String path) throws IOException {
    requirePower();
    return content(path).size();
  }

  @Override
  public synchronized void syncDirectory(String directory) throws IOException {
    if (!exists(directory)) {
      throw new FileNotFoundException(directory);
    }
    if (change("syncdir", directory, 0, 0)) {
      lose();
    }
    failSyncIfDue(null);
    for (NameChange change : pendingNames) {
      if (change.directory.equals(directory)) {
        change.applyTo(durableNames);
      }
    }
    pendingNames.removeIf(change -> change.directory.equals(directory));
  }

  /** Lets the disk take as much as it likes again. */
  public synchronized void unlimit() {
    bytesLeft = Long.MAX_VALUE;
  }

  private void failSyncIfDue(SimulatedContent content) throws IOException {
    if (++syncs == failSyncAt) {
      count(Fault.SYNC_FAILED);
      if (content != null) {
        content.forgetPending();
      }
      throw new IOException("Input/output error (simulated)");
    }
  }

  @Override
  public String description() {
    return "simulated:";
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  private final class SimulatedFile implements StorageFile {
    private final String path;
    private final SimulatedContent content;
    private boolean closed;

    SimulatedFile(String path, SimulatedContent content) {
      this.path = path;
      this.content = content;
    }

    private void requireOpen() throws IOException {
      requirePower();
      if (closed) {
        throw new IOException(path + " is closed");
      }
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
      synchronized (SimulatedStorage.this) {
        requireOpen();
        return content.read(dst, position);
      }
    }

    @Override
    public void write(ByteBuffer src, long position) throws IOException {
      byte[] bytes = new byte[src.remaining()];
      src.get(bytes);
      synchronized (SimulatedStorage.this) {
        requireOpen();
        boolean last = change("write", path, position, Arrays.hashCode(bytes));
        if (++writes == failWriteAt) {
          content.write(position, Arrays.copyOf(bytes, bytes.length / 2));
          count(Fault.WRITE_FAILED);
          throw new IOException("Input/output error (simulated)");
        }
        long growth = Math.max(0, position + bytes.length - content.size());
        if (growth > bytesLeft) {
          int room = (int) Math.max(0, bytes.length - growth + bytesLeft);
          content.write(position, Arrays.copyOf(bytes, room));
          bytesLeft = 0;
          count(Fault.DISK_FULL);
          throw new IOException("No space left on device (simulated)");
        }
        bytesLeft -= growth;
        content.write(position, bytes);
        if (last) {
          lose();
        }
      }
    }

    @Override
    public void write(ByteBuffer[] srcs, long position) throws IOException {
      long at = position;
      for (ByteBuffer src : srcs) {
        int bytes = src.remaining();
        write(src, at);
        at += bytes;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (SimulatedStorage.this) {
        requireOpen();
        boolean last = change("truncate", path, size, 0);
        if (size < content.size()) {
          content.truncate(size);
        }
        if (last) {
          lose();
        }
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedStorage.this) {
        requireOpen();
        if (change("sync", path, 0, 0)) {
          lose();
        }
        failSyncIfDue(content);
        content.sync();
      }
    }

    @Override
    public void pin() throws IOException {
      synchronized (SimulatedStorage.this) {
        requireOpen();
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedStorage.this) {
        requireOpen();
        return content.size();
      }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, size() - position));
      read(bytes, position);
      return target.write(bytes.flip());
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

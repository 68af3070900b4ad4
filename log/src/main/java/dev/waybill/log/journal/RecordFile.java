package dev.waybill.log.journal;

import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checksummed, append-only file of entries (layout: {@link EntryFormat}). One thread at a time.
 *
 * <p>After a failed write or sync every later call throws: what is on disk is unknown until the
 * file has been opened anew.
 */
public final class RecordFile implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordFile.class);
  private static final String DRAFT = ".new";
  private static final int COPY_BYTES = 1024 * 1024;
  private static final int GROUP_BYTES = 256 * 1024;
  private static final int FIRST_PENDING_BYTES = 4 * 1024;
  private static final int KEPT_PENDING_BYTES = 1024 * 1024;

  private final Storage storage;
  private final String path;
  private StorageFile file;
  private long generation;
  private long written;
  private long synced;
  private boolean unsealed;
  private ByteBuffer pending = ByteBuffer.allocate(FIRST_PENDING_BYTES);
  private @Nullable IOException failure;

  private RecordFile(Storage storage, String path, StorageFile file, long generation, long length) {
    this.storage = storage;
    this.path = path;
    this.file = file;
    this.generation = generation;
    this.written = length;
    this.synced = length;
  }

  /**
   * An opened file.
   *
   * @param file the file; everything in it is durable
   * @param truncatedBytes bytes of an unfinished append that were cut off
   */
  public record Opened(RecordFile file, long truncatedBytes) {}

  /**
   * Opens a file, creating it when missing, and shows its entries in order. What was appended but
   * perhaps not synced is kept as far as it is whole, and is durable on return.
   *
   * @throws CorruptLogException when an entry is damaged that had been synced; the visitor may have
   *     seen the entries before it, which are no complete state
   */
  public static Opened open(Storage storage, String path, EntryVisitor visitor) throws IOException {
    if (storage.exists(path + DRAFT)) {
      storage.delete(path + DRAFT);
    }
    if (!storage.exists(path)) {
      StorageFile file = create(storage, path, 1, List.of());
      return new Opened(new RecordFile(storage, path, file, 1, EntryFormat.HEADER_BYTES), 0);
    }
    // A process killed in replaceWith may have left the rename in memory only.
    syncName(storage, path);
    StorageFile file = storage.open(path, false);
    try {
      return open(storage, path, file, visitor);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Opened open(Storage storage, String path, StorageFile file, EntryVisitor visitor)
      throws IOException {
    long size = file.size();
    ByteBuffer header = ByteBuffer.allocate(EntryFormat.HEADER_BYTES);
    file.read(header, 0);
    if (!EntryFormat.isHeader(header.flip())) {
      throw corrupt(storage, path, 0, "expected a header with a valid checksum, found none");
    }
    long generation = EntryFormat.generation(header);
    long sealedLength = EntryFormat.sealedLength(header);
    EntryScanner scanner = new EntryScanner(file, size, generation, sealedLength);
    scanner.scan(visitor);
    long end = scanner.end();
    if (end < scanner.durableMark()) {
      throw corrupt(
          storage,
          path,
          end,
          "expected whole entries up to byte "
              + scanner.durableMark()
              + ", which had been synced, found a damaged one");
    }
    if (end < size) {
      LOG.warn(
          "{}/{}: cut off {} bytes of an unfinished append behind byte {}. They had not been synced:"
              + " nothing acknowledged is lost.",
          storage.description(),
          path,
          size - end,
          end);
    }
    if (end == size && end == sealedLength) {
      return new Opened(new RecordFile(storage, path, file, generation, end), 0);
    }
    // The tail may be in the page cache only, and clean there: it is not trusted, but copied.
    StorageFile copy = copy(storage, path, file, generation, end);
    file.close();
    return new Opened(new RecordFile(storage, path, copy, generation, end), size - end);
  }

  private static CorruptLogException corrupt(
      Storage storage, String path, long position, String problem) {
    return new CorruptLogException(
        storage.description() + "/" + path,
        position,
        -1,
        problem,
        "Nothing is opened, because what follows had been acknowledged. Restore the file from a"
            + " backup of the whole data directory");
  }

  private static StorageFile copy(
      Storage storage, String path, StorageFile from, long generation, long end)
      throws IOException {
    return replace(
        storage,
        path,
        draft -> {
          draft.write(EntryFormat.header(generation, end), 0);
          ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_BYTES, end));
          for (long at = EntryFormat.HEADER_BYTES; at < end; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
            int read = from.read(chunk, at);
            if (read == 0) {
              throw new IOException(path + ": expected " + end + " bytes, found " + at);
            }
            draft.write(chunk.flip(), at);
            at += read;
          }
        });
  }

  private static StorageFile create(
      Storage storage, String path, long generation, Iterable<ByteBuffer> payloads)
      throws IOException {
    return replace(
        storage,
        path,
        draft -> {
          long at = EntryFormat.HEADER_BYTES;
          ByteBuffer group = ByteBuffer.allocate(FIRST_PENDING_BYTES);
          for (ByteBuffer payload : payloads) {
            int bytes = EntryFormat.ENTRY_BYTES + payload.remaining();
            if (group.remaining() < bytes) {
              at = writeGroup(draft, group, at);
              if (group.capacity() < Math.max(bytes, GROUP_BYTES)) {
                group = ByteBuffer.allocate(Math.max(bytes, GROUP_BYTES));
              }
            }
            EntryFormat.putEntry(group, generation, at + group.position(), 0, payload);
          }
          at = writeGroup(draft, group, at);
          draft.write(EntryFormat.header(generation, at), 0);
        });
  }

  private static long writeGroup(StorageFile draft, ByteBuffer group, long at) throws IOException {
    int bytes = group.position();
    draft.write(group.flip(), at);
    group.clear();
    return at + bytes;
  }

  private interface Content {
    void writeTo(StorageFile draft) throws IOException;
  }

  /** Writes a whole file and gives it its name only when all of it is durable. */
  private static StorageFile replace(Storage storage, String path, Content content)
      throws IOException {
    try (StorageFile draft = storage.open(path + DRAFT, true)) {
      draft.truncate(0);
      content.writeTo(draft);
      draft.sync();
    }
    storage.rename(path + DRAFT, path);
    syncName(storage, path);
    return storage.open(path, false);
  }

  private static void syncName(Storage storage, String path) throws IOException {
    storage.syncDirectory(path.substring(0, Math.max(path.lastIndexOf('/'), 0)));
  }

  /**
   * Adds an entry in memory; it is durable after {@link #sync()} and may be lost with the process
   * until then. The payload is copied, its position stays.
   *
   * @return where the file will end with it, in bytes
   * @throws IllegalArgumentException when the payload is empty
   */
  public long append(ByteBuffer payload) throws IOException {
    requireSound();
    if (!payload.hasRemaining()) {
      throw new IllegalArgumentException(path + ": expected an entry of 1 byte or more, found 0");
    }
    put(payload);
    unsealed = true;
    return sizeBytes();
  }

  private void put(ByteBuffer payload) {
    int bytes = EntryFormat.ENTRY_BYTES + payload.remaining();
    if (pending.remaining() < bytes) {
      int needed = Math.addExact(pending.position(), bytes);
      ByteBuffer larger =
          ByteBuffer.allocate(
              (int) Math.max(needed, Math.min(2L * pending.capacity(), Integer.MAX_VALUE / 2)));
      pending = larger.put(pending.flip());
    }
    EntryFormat.putEntry(pending, generation, sizeBytes(), synced, payload);
  }

  /** Writes what was appended; it then survives this process, but no power loss. */
  public void write() throws IOException {
    requireSound();
    if (pending.position() == 0) {
      return;
    }
    int bytes = pending.position();
    try {
      file.write(pending.flip(), written);
    } catch (IOException e) {
      throw fail(e);
    }
    written += bytes;
    pending =
        pending.capacity() > KEPT_PENDING_BYTES
            ? ByteBuffer.allocate(FIRST_PENDING_BYTES)
            : pending.clear();
  }

  /**
   * Returns when every entry appended before the call is durable. A seal is written behind them, so
   * that damage to the last of them is told from an unfinished append; it costs no sync of its own
   * and is not durable before the next one.
   */
  public void sync() throws IOException {
    write();
    if (!unsealed) {
      return;
    }
    try {
      file.sync();
    } catch (IOException e) {
      throw fail(e);
    }
    synced = written;
    unsealed = false;
    put(ByteBuffer.allocate(0));
    write();
  }

  /** Size in bytes, with what is not written yet. */
  public long sizeBytes() {
    return written + pending.position();
  }

  /**
   * Replaces all entries, appended ones included, by others: durably and as a whole, so that an
   * open after any crash shows either the old entries or the new.
   */
  public void replaceWith(Iterable<ByteBuffer> payloads) throws IOException {
    requireSound();
    try {
      StorageFile replacement = create(storage, path, generation + 1, payloads);
      file.close();
      file = replacement;
      generation++;
      pending.clear();
      written = replacement.size();
      synced = written;
      unsealed = false;
    } catch (IOException e) {
      throw fail(e);
    }
  }

  private IOException fail(IOException cause) {
    failure =
        new IOException(
            storage.description()
                + "/"
                + path
                + ": a write or sync failed ("
                + cause
                + "). Entries up to byte "
                + synced
                + " are durable, the outcome of later ones is unknown. Check the disk (space,"
                + " errors) and restart.",
            cause);
    return failure;
  }

  private void requireSound() throws IOException {
    IOException first = failure;
    if (first != null) {
      throw new IOException(first.getMessage(), first);
    }
  }

  /** Closes the file; what was not synced may be lost. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}

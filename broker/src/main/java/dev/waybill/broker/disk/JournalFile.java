package dev.waybill.broker.disk;

import dev.waybill.broker.journal.JournalCodec;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.log.journal.RecordFile;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The journal's records on disk, in order, one entry each. One thread at a time. */
final class JournalFile implements Closeable {
  private static final String PATH = "journal";
  private static final String TOPICS = "topics";

  private final Storage storage;
  private @Nullable RecordFile file;

  JournalFile(Storage storage) {
    this.storage = storage;
  }

  /**
   * Opens or creates the journal and shows its records; they are durable.
   *
   * @throws CorruptLogException when it is damaged below its durable mark, or missing beside
   *     messages
   */
  void open(Consumer<JournalRecord> visitor) throws IOException {
    if (!storage.exists(PATH) && !storage.list(TOPICS).isEmpty()) {
      // An empty journal would make orphans of all messages, and later topics write over them.
      throw new CorruptLogException(
          storage.description() + "/" + PATH,
          0,
          -1,
          "expected a journal beside the messages in " + TOPICS + ", found none",
          "Nothing was changed. Restore the file from a backup of the whole data directory");
    }
    try {
      file = RecordFile.open(storage, PATH, entry -> visitor.accept(decode(entry))).file();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes records; they survive the process, and power loss after {@link #sync}. */
  void append(List<byte[]> records) throws IOException {
    RecordFile journal = opened();
    for (byte[] record : records) {
      journal.append(ByteBuffer.wrap(record));
    }
    journal.write();
  }

  void sync() throws IOException {
    opened().sync();
  }

  /** Replaces all records by these, durably, all or none. */
  void replace(List<byte[]> records) throws IOException {
    opened().replaceWith(records.stream().map(ByteBuffer::wrap).toList());
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private static JournalRecord decode(ByteBuffer entry) {
    byte[] bytes = new byte[entry.remaining()];
    entry.get(bytes);
    try {
      return JournalCodec.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RecordFile opened() throws IOException {
    if (file == null) {
      throw new IOException("The journal is not open");
    }
    return file;
  }
}

package dev.waybill.verifier.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.log.journal.RecordFile;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A journal that was synced several times; its last entries were written and not synced. */
final class JournalFlips implements FlipSubject {
  private static final int SYNCED = 12;
  private static final int WRITTEN = 2;

  @Override
  public String name() {
    return "journal file";
  }

  @Override
  public DiskImage image() throws IOException {
    RecordingDisk disk = new RecordingDisk();
    try (RecordFile file = RecordFile.open(disk, JournalPath.FILE, entry -> {}).file()) {
      file.replaceWith(List.of(entry(0), entry(1), entry(2)));
      for (int i = 3; i < SYNCED; i++) {
        file.append(entry(i));
        if (i % 2 == 1) {
          file.sync();
        }
      }
      for (int i = SYNCED; i < SYNCED + WRITTEN; i++) {
        file.append(entry(i));
        file.write();
      }
    }
    return disk.seen();
  }

  private static ByteBuffer entry(int number) {
    return ByteBuffer.wrap(text(number).getBytes(UTF_8));
  }

  private static String text(int number) {
    return "entry " + number + " " + "of some length ".repeat(number % 4);
  }

  @Override
  public FlipOutcome judge(RecordingDisk damaged) {
    List<String> found = new ArrayList<>();
    boolean told = false;
    try {
      RecordFile.open(damaged, JournalPath.FILE, entry -> found.add(UTF_8.decode(entry).toString()))
          .file()
          .close();
    } catch (CorruptLogException e) {
      told = true;
    } catch (IOException | RuntimeException e) {
      return FlipOutcome.WRONG;
    }
    for (int i = 0; i < found.size(); i++) {
      if (i >= SYNCED + WRITTEN || !found.get(i).equals(text(i))) {
        return FlipOutcome.WRONG;
      }
    }
    if (told) {
      return FlipOutcome.REPORTED;
    }
    if (found.size() == SYNCED + WRITTEN) {
      return FlipOutcome.SAME;
    }
    return found.size() >= SYNCED ? FlipOutcome.UNSYNCED_LOST : FlipOutcome.SILENTLY_LOST;
  }
}

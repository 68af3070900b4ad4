package dev.waybill.verifier.crash;

import java.util.Map;

/**
 * Something that was done to a disk and that a power loss may still undo, as a whole or in part.
 */
public sealed interface PendingOperation {

  /** Changes bytes; durable with the file's sync. */
  sealed interface OfContent extends PendingOperation {
    /** The file, whatever its name is by now. */
    int file();
  }

  /** Changes names; durable with the directory's sync; arrives as a whole or not at all. */
  sealed interface OfName extends PendingOperation {
    /** The directory whose sync makes it durable. */
    String directory();

    /** Files by path, before and after. */
    void applyTo(Map<String, Integer> names);
  }

  /** The bytes are not to be changed. */
  record Write(int file, String path, int position, byte[] bytes) implements OfContent {
    @Override
    public String toString() {
      return "write of " + bytes.length + " bytes at " + position + " of " + path;
    }
  }

  record Truncate(int file, String path, int size) implements OfContent {
    @Override
    public String toString() {
      return "truncation of " + path + " to " + size + " bytes";
    }
  }

  /** A new file or directory. */
  record Create(String directory, String path, int file) implements OfName {
    @Override
    public void applyTo(Map<String, Integer> names) {
      names.put(path, file);
    }

    @Override
    public String toString() {
      return "creation of " + path;
    }
  }

  record Rename(String directory, String from, String to, int file) implements OfName {
    @Override
    public void applyTo(Map<String, Integer> names) {
      names.remove(from);
      names.put(to, file);
    }

    @Override
    public String toString() {
      return "rename of " + from + " to " + to;
    }
  }

  record Delete(String directory, String path) implements OfName {
    @Override
    public void applyTo(Map<String, Integer> names) {
      names.remove(path);
    }

    @Override
    public String toString() {
      return "deletion of " + path;
    }
  }
}

package dev.waybill.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The child's standard output. A line is one write to a pipe, shorter than a pipe's atomic write
 * (4,096 bytes): the parent reads all of it or nothing, whenever the child dies. Thread-safe.
 */
final class SignalOutput {

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  synchronized void say(Signal signal) {
    try {
      out.write((signal.line() + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the parent process hears no more; nothing is lost", e);
    }
  }
}

package dev.waybill.cli.command;

import dev.waybill.verifier.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the things that {@code waybill verify} runs; its options were found to be right. */
interface VerifyRun {

  /**
   * Where its files go.
   *
   * @param named with {@code --directory}, if any
   */
  default @Nullable Path directory(@Nullable Path named) {
    return named;
  }

  /**
   * Runs it, in the calling thread.
   *
   * @param more is given what else there is to print beside the report
   * @throws IOException files could not be written or read
   */
  Report run(VerifyFiles files, VerifyProgress progress, Map<String, Object> more)
      throws IOException, InterruptedException;
}

package dev.waybill.orders.audit;

import dev.waybill.orders.audit.RecordBatchReader.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Topics from the files of a data directory: {@code topics/TOPIC/PARTITION.ID}. */
record SegmentReader(Path data) implements TopicReader {

  @Override
  public List<Partition> read(String topic) throws IOException {
    List<Partition> partitions = new ArrayList<>();
    for (Path directory : directories(data.resolve("topics").resolve(topic))) {
      PartitionReader.Content content = PartitionReader.read(directory);
      partitions.add(
          new Partition(
              number(directory),
              content.committed().stream()
                  .map(stored -> new Message(stored.offset(), stored.value()))
                  .toList(),
              content.undecided().stream().map(StoredRecord::offset).toList()));
    }
    return partitions;
  }

  // A topic nobody has used yet has no directory.
  private static List<Path> directories(Path topic) throws IOException {
    if (!Files.exists(topic)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(topic)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static int number(Path directory) throws IOException {
    String name = String.valueOf(directory.getFileName());
    int dot = name.indexOf('.');
    try {
      return Integer.parseInt(dot < 0 ? name : name.substring(0, dot));
    } catch (NumberFormatException e) {
      throw new IOException(directory + ": expected PARTITION.ID; the topic was not read", e);
    }
  }
}

package dev.waybill.verifier.planted;

import java.util.List;
import java.util.stream.Stream;

/** All of them. */
final class PlantedBugs {
  private PlantedBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(
            DiskBugs.all(),
            CompactionBugs.all(),
            ProducerBugs.all(),
            TransactionBugs.all(),
            GroupBugs.all(),
            DeliveryBugs.all())
        .flatMap(List::stream)
        .toList();
  }
}

package dev.waybill.broker.core;

import dev.waybill.log.record.ControlRecords;
import java.nio.ByteBuffer;

/** Ends a transaction in one partition, so that readers need no journal to know how it ended. */
final class MarkerWriter {
  /** One broker, one coordinator, for ever. */
  private static final int COORDINATOR_EPOCH = 0;

  private final Rounds rounds;
  private final Backlog backlog;
  private final Moment moment;

  MarkerWriter(Rounds rounds, Backlog backlog, Moment moment) {
    this.rounds = rounds;
    this.backlog = backlog;
    this.moment = moment;
  }

  void place(Partition partition, long producerId, short epoch, boolean commit) {
    ByteBuffer marker =
        ControlRecords.endTransaction(
            commit ? ControlRecords.Type.COMMIT : ControlRecords.Type.ABORT,
            producerId,
            epoch,
            COORDINATOR_EPOCH,
            moment.wallMillis());
    backlog.reserve(marker.remaining());
    partition.place(marker, moment.wallMillis());
    rounds.write(partition, marker);
  }
}

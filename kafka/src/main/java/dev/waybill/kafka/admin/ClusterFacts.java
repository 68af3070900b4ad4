package dev.waybill.kafka.admin;

import java.util.List;

/**
 * A cluster as it says that it is.
 *
 * @param brokers how many are alive
 * @param limitsMinInSync a min.insync.replicas larger than the replication factor counts as the
 *     latter, as in brokers of 3.7 and later; others refuse whatever is published with acks=all
 * @param epochPerTransaction the end of a transaction gives a new epoch (transaction.version 2)
 * @param ownTopics those in which the cluster keeps positions and transactions, as they are, or
 *     will be when they are first needed
 */
record ClusterFacts(
    int brokers, boolean limitsMinInSync, boolean epochPerTransaction, List<TopicFacts> ownTopics) {

  /** Where committed positions are kept. */
  static final String POSITIONS = "__consumer_offsets";

  /** Where the states of transactions are kept. */
  static final String TRANSACTIONS = "__transaction_state";

  ClusterFacts {
    ownTopics = List.copyOf(ownTopics);
  }
}

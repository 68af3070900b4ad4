package dev.waybill.embedded.wrong;

/** One thing that an engine does wrong, and the behaviour that must find it. */
enum Fault {
  LOSES_A_MESSAGE_IT_ANSWERED("Publishing", "oneThreadsMessagesStayInOrder"),
  STORES_A_MESSAGE_TWICE("Publishing", "anIdempotentPublisherStoresEveryMessageOnce"),
  FORGETS_HEADERS("Publishing", "keyValueHeadersAndTimestampAreKept"),
  KNOWS_NO_TIME_OF_ITS_OWN("Publishing", "aMessageWithoutATimeGetsThatOfItsPublish"),
  MAKES_EMPTY_WHAT_IS_ABSENT("Publishing", "whatIsAbsentStaysAbsent"),
  RETURNS_MESSAGES_OUT_OF_ORDER("Polling", "everyMessageIsReturnedOnceAndInOffsetOrder"),
  RETURNS_A_BATCH_TWICE("Polling", "everyMessageIsReturnedOnceAndInOffsetOrder"),
  IGNORES_PAUSES("Polling", "aPausedPartitionBringsNothing"),
  FORGETS_POSITIONS("Positions", "aMemberReadsFromTheStartAndGoesOn"),
  ACCEPTS_COMMITS_OF_A_LOST_PARTITION("Groups", "aMemberThatDoesNotPollLosesItsPartitions"),
  GIVES_PARTITIONS_UP_WITHOUT_ASKING("Groups", "aSecondMemberGetsItsShareOnlyAfter"),
  REVEALS_ABORTED_MESSAGES("Transactions", "abortedMessagesAreNeverSeen"),
  FENCES_NO_OLDER_SESSION("Transactions", "aNewerSessionFencesTheOlderOne"),
  COMMITS_WHAT_FAILED("Transactions", "aFailedPublishMakesTheCommitThrow"),
  MOVES_POSITIONS_BEFORE_THE_COMMIT(
      "PositionsInTransactions", "positionsMoveWithTheCommitAndNotWithAnAbort");

  private final String suite;
  private final String behaviour;

  Fault(String suite, String behaviour) {
    this.suite = suite;
    this.behaviour = behaviour;
  }

  /** The suite that must find it. */
  String suite() {
    return suite;
  }

  /** How the name of a behaviour begins that must be broken. */
  String behaviour() {
    return behaviour;
  }
}

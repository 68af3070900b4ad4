package dev.waybill.compatibility;

/** Those of Kafka's command-line tools that make sense on one node, by their main classes. */
enum KafkaTool {
  TOPICS("org.apache.kafka.tools.TopicCommand"),
  CONFIGS("kafka.admin.ConfigCommand"),
  GET_OFFSETS("org.apache.kafka.tools.GetOffsetShell"),
  DELETE_RECORDS("org.apache.kafka.tools.DeleteRecordsCommand"),
  LOG_DIRS("org.apache.kafka.tools.LogDirsCommand"),
  CONSUMER_GROUPS("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"),
  GROUPS("org.apache.kafka.tools.GroupsCommand"),
  TRANSACTIONS("org.apache.kafka.tools.TransactionsCommand"),
  FEATURES("org.apache.kafka.tools.FeatureCommand"),
  BROKER_API_VERSIONS("org.apache.kafka.tools.BrokerApiVersionsCommand"),
  CONSOLE_CONSUMER("org.apache.kafka.tools.consumer.ConsoleConsumer"),
  VERIFIABLE_PRODUCER("org.apache.kafka.tools.VerifiableProducer"),
  VERIFIABLE_CONSUMER("org.apache.kafka.tools.VerifiableConsumer"),
  PRODUCER_PERFORMANCE("org.apache.kafka.tools.ProducerPerformance"),
  CONSUMER_PERFORMANCE("org.apache.kafka.tools.ConsumerPerformance"),
  MESSAGE_COPIER("org.apache.kafka.tools.TransactionalMessageCopier", "--broker-list");

  private final String mainClass;
  private final String addressOption;

  KafkaTool(String mainClass) {
    this(mainClass, "--bootstrap-server");
  }

  KafkaTool(String mainClass, String addressOption) {
    this.mainClass = mainClass;
    this.addressOption = addressOption;
  }

  String mainClass() {
    return mainClass;
  }

  String addressOption() {
    return addressOption;
  }
}

package dev.waybill.compatibility.difference;

import java.util.function.Supplier;

/** The conversations that there are. */
enum Talk {
  TOPICS(TopicConversation::new),
  RECORDS(ProduceConversation::new),
  SESSIONS(SessionConversation::new),
  TRANSACTIONS(TransactionConversation::new),
  GROUPS(GroupConversation::new),
  CONSUMER_GROUPS(ConsumerGroupConversation::new),
  CLUSTER(ClusterConversation::new);

  private final Supplier<Conversation> conversation;

  Talk(Supplier<Conversation> conversation) {
    this.conversation = conversation;
  }

  Conversation begin() {
    return conversation.get();
  }
}

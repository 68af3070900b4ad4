package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.ListGroupsRequest;

/** ListGroups: v0–5; states from v4, types from v5, both also to choose by, whatever their case. */
public final class ListGroupsHandler implements ApiHandler<ListGroupsRequest> {
  private final Broker broker;

  public ListGroupsHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_GROUPS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(ListGroupsRequest request, Caller caller) {
    return broker
        .groups()
        .thenCompose(
            names -> {
              List<CompletableFuture<Optional<GroupDescription>>> described =
                  names.keySet().stream().map(this::describe).toList();
              return CompletableFuture.allOf(described.toArray(CompletableFuture[]::new))
                  .thenApply(
                      all ->
                          answer(
                              request,
                              described.stream().flatMap(each -> each.join().stream()).toList()));
            });
  }

  /** Empty when it was deleted since it was listed. */
  private CompletableFuture<Optional<GroupDescription>> describe(String name) {
    return broker
        .describeGroup(name)
        .handle((group, gone) -> gone == null ? Optional.of(group) : Optional.empty());
  }

  private static ListGroupsResponseData answer(
      ListGroupsRequest request, List<GroupDescription> groups) {
    ListGroupsResponseData answer = new ListGroupsResponseData();
    for (GroupDescription group : groups) {
      String state = GroupNames.state(group);
      String type = GroupNames.type(group).toString();
      if (isAsked(request.data().statesFilter(), state)
          && isAsked(request.data().typesFilter(), type)) {
        answer
            .groups()
            .add(
                new ListedGroup()
                    .setGroupId(group.name())
                    .setProtocolType(GroupNames.protocolType(group))
                    .setGroupState(state)
                    .setGroupType(type));
      }
    }
    return answer;
  }

  private static boolean isAsked(List<String> filter, String value) {
    return filter.isEmpty()
        || filter.stream()
            .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT)));
  }
}

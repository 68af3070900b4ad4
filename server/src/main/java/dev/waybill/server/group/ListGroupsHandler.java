package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.GroupSummary;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    return broker.groups().thenApply(groups -> answer(request, groups));
  }

  private static ListGroupsResponseData answer(
      ListGroupsRequest request, Map<String, GroupSummary> groups) {
    ListGroupsResponseData answer = new ListGroupsResponseData();
    groups.forEach(
        (name, group) -> {
          String state = GroupNames.state(group.state(), group.classic());
          String type = GroupNames.type(group.kind()).toString();
          if (isAsked(request.data().statesFilter(), state)
              && isAsked(request.data().typesFilter(), type)) {
            answer
                .groups()
                .add(
                    new ListedGroup()
                        .setGroupId(name)
                        .setProtocolType(GroupNames.protocolType(group.kind()))
                        .setGroupState(state)
                        .setGroupType(type.toLowerCase(Locale.ROOT)));
          }
        });
    return answer;
  }

  private static boolean isAsked(List<String> filter, String value) {
    return filter.isEmpty()
        || filter.stream()
            .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT)));
  }
}

package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.DeleteGroupsRequest;

/** DeleteGroups: v0–3, of both protocols; refused one by one while they have members. */
public final class DeleteGroupsHandler implements ApiHandler<DeleteGroupsRequest> {
  private final Broker broker;

  public DeleteGroupsHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_GROUPS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(DeleteGroupsRequest request, Caller caller) {
    List<CompletableFuture<DeletableGroupResult>> results = new ArrayList<>();
    for (String name : request.data().groupsNames()) {
      DeletableGroupResult result = new DeletableGroupResult().setGroupId(name);
      results.add(
          broker
              .deleteGroup(name)
              .handle(
                  (deleted, failure) ->
                      failure == null
                          ? result
                          : result.setErrorCode(BrokerErrors.of(failure).code())));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              DeleteGroupsResponseData answer = new DeleteGroupsResponseData();
              results.forEach(each -> answer.results().add(each.join()));
              return answer;
            });
  }
}

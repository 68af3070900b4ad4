package dev.waybill.server.transaction;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.waybill.broker.Broker;
import dev.waybill.broker.transaction.TransactionDescription;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.ListTransactionsRequest;
import org.jspecify.annotations.Nullable;

/**
 * ListTransactions: v0–2. The transactional ids that pass all filters: by state and producer id,
 * from v1 by how long a transaction is open, from v2 by a regular expression (RE2) on the id.
 */
public final class ListTransactionsHandler implements ApiHandler<ListTransactionsRequest> {
  private final Broker broker;
  private final LongSupplier wallMillis;

  public ListTransactionsHandler(Broker broker, LongSupplier wallMillis) {
    this.broker = broker;
    this.wallMillis = wallMillis;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_TRANSACTIONS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      ListTransactionsRequest request, Caller caller) {
    ListTransactionsRequestData asked = request.data();
    Optional<Pattern> pattern = pattern(asked.transactionalIdPattern());
    // There may be many: not on the broker's thread.
    return broker.transactions().thenApplyAsync(all -> answer(asked, pattern, all), caller.loop());
  }

  private ListTransactionsResponseData answer(
      ListTransactionsRequestData asked,
      Optional<Pattern> pattern,
      List<TransactionDescription> all) {
    ListTransactionsResponseData answer = new ListTransactionsResponseData();
    for (String filter : asked.stateFilters()) {
      if (!WireStates.ALL.contains(filter)) {
        answer.unknownStateFilters().add(filter);
      }
    }
    long now = wallMillis.getAsLong();
    for (TransactionDescription each : all) {
      String state = WireStates.of(each.state());
      boolean wanted =
          (asked.stateFilters().isEmpty() || asked.stateFilters().contains(state))
              && (asked.producerIdFilters().isEmpty()
                  || asked.producerIdFilters().contains(each.identity().producerId()))
              && isOpenFor(asked.durationFilter(), each, now)
              && pattern.map(regex -> regex.matches(each.transactionalId())).orElse(true);
      if (wanted) {
        answer
            .transactionStates()
            .add(
                new TransactionState()
                    .setTransactionalId(each.transactionalId())
                    .setProducerId(each.identity().producerId())
                    .setTransactionState(state));
      }
    }
    return answer;
  }

  private static boolean isOpenFor(long millis, TransactionDescription transaction, long now) {
    return millis < 0
        || (transaction.startedMillis().isPresent()
            && now - transaction.startedMillis().getAsLong() > millis);
  }

  private static Optional<Pattern> pattern(@Nullable String asked) {
    try {
      return asked == null || asked.isEmpty()
          ? Optional.empty()
          : Optional.of(Pattern.compile(asked));
    } catch (PatternSyntaxException e) {
      throw new InvalidRegularExpression(
          "Expected a regular expression, found \"" + asked + "\": " + e.getMessage());
    }
  }
}

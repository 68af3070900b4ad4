package dev.waybill.embedded.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  /** Finished with the batch before it, it would be recycled while its post is still to come. */
  @Test
  void countsAsAnsweredOnlyOnceItsPostIsTaken() {
    Batch batch = new Batch(2_048, 2_048, true);

    batch.answer(new Appended(7, 7, Acks.SYNCED, false), null);
    boolean answeredBeforeThePost = batch.isAnswered();
    batch.takeAnswer();

    assertThat(answeredBeforeThePost).isFalse();
    assertThat(batch.appended()).isNotNull().extracting(Appended::baseOffset).isEqualTo(7L);
  }

  @Test
  void keepsNothingOfItsMessagesWhenItIsRecycled() {
    Batch batch = new Batch(2_048, 2_048, true);
    batch.append(1, null, new byte[10], List.of(), new Ignoring());
    Completions told = batch.completions();
    batch.answer(null, new IllegalStateException("refused"));
    batch.takeAnswer();

    batch.recycle();

    assertThat(batch.count()).isZero();
    assertThat(batch.isAnswered()).isFalse();
    assertThat(batch.completions().count()).isZero();
    assertThat(told.count()).isEqualTo(1);
  }
}

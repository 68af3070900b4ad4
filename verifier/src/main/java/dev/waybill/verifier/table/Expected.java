package dev.waybill.verifier.table;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.verifier.table.FailurePoint.ACK_LOST;
import static dev.waybill.verifier.table.FailurePoint.BROKER_DIES;
import static dev.waybill.verifier.table.FailurePoint.CONSUMER_DIES;
import static dev.waybill.verifier.table.FailurePoint.DROPPED;
import static dev.waybill.verifier.table.FailurePoint.TWICE;

import dev.waybill.Guarantee;

/**
 * What a cell must show. Who may lose must lose where a fault takes a message away, and who may
 * repeat must repeat where one takes an acknowledgement away: a table in which nothing ever goes
 * wrong has not looked.
 *
 * <pre>
 *                         1 dropped   2 broker dies   3 consumer dies   4 ack lost   5 twice
 *   at-most-once          loses       loses           loses             –            –
 *   at-least-once         –           –               –                 repeats      repeats
 *   exactly-once          –           –               –                 –            –
 * </pre>
 *
 * <p>On the deliver hop nothing is taken away by 1 and 2: what is in the log is fetched again, and
 * a position that was not stored is committed again by whoever lives. At most once with two owners
 * is the one case in which order is lost: the first one's handler, which may run on, ends after the
 * second one's.
 */
record Expected(boolean loses, boolean repeats, boolean reorders) {

  static Expected of(Guarantee guarantee, FailurePoint point, Hop hop) {
    boolean takesMessage =
        point == CONSUMER_DIES
            || ((point == DROPPED || point == BROKER_DIES) && hop != Hop.DELIVER);
    boolean takesAnswer = point == ACK_LOST || point == TWICE;
    return new Expected(
        guarantee == AT_MOST_ONCE && takesMessage,
        guarantee == AT_LEAST_ONCE && takesAnswer,
        guarantee == AT_MOST_ONCE && point == TWICE && hop == Hop.DELIVER);
  }

  /** Whether that is what was seen. */
  boolean matches(Tally seen) {
    return (seen.lost() > 0) == loses
        && (seen.repeated() > 0) == repeats
        && (seen.reordered() > 0) == reorders;
  }

  String text() {
    String text =
        loses
            ? "must lose, must not repeat"
            : repeats ? "must repeat, must not lose" : "must neither lose nor repeat";
    return text + (reorders ? ", must reorder" : ", must not reorder");
  }
}

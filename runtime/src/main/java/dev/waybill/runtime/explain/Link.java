package dev.waybill.runtime.explain;

import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import java.util.List;

/**
 * A hop in both its forms: the step that is reckoned with, and the words that people read.
 *
 * @param repair why what was published twice ends here, if it does
 */
record Link(
    String name,
    Step step,
    Guarantee guarantee,
    String mechanism,
    List<String> preconditions,
    List<String> notCovered,
    String repair) {

  Link {
    preconditions = List.copyOf(preconditions);
    notCovered = List.copyOf(notCovered);
  }

  /** A hop that repairs nothing, or only what nobody would take for a second message. */
  Link(
      String name,
      Step step,
      Guarantee guarantee,
      String mechanism,
      List<String> preconditions,
      List<String> notCovered) {
    this(name, step, guarantee, mechanism, preconditions, notCovered, "");
  }

  Link repairing(String how) {
    return new Link(name, step, guarantee, mechanism, preconditions, notCovered, how);
  }

  /** The same hop further down a chain of several topics, told apart by its topic. */
  Link of(String topic) {
    return new Link(
        name + " (" + topic + ")", step, guarantee, mechanism, preconditions, notCovered, repair);
  }

  Explanation.Hop toHop() {
    return new Explanation.Hop(
        name,
        guarantee,
        mechanism,
        step.loses(),
        !step.makes().isEmpty(),
        !step.removes().isEmpty(),
        preconditions,
        notCovered);
  }

  /** The guarantee that a step amounts to; a step that loses and repeats amounts to losing. */
  static Guarantee guaranteeOf(Step step) {
    if (step.loses()) {
      return Guarantee.AT_MOST_ONCE;
    }
    return step.makes().isEmpty() ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
  }
}

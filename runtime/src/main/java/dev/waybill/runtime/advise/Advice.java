package dev.waybill.runtime.advise;

import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.PublishHop;
import java.util.List;

/**
 * What is recommended.
 *
 * @param publish what to declare for the publisher
 * @param consume what to declare for the subscription
 * @param why the reason, in one sentence
 * @param cost what it costs beside the next weaker choice
 * @param hops the guarantee of every hop, and why
 * @param code the lines that declare it
 */
public record Advice(
    PublishHop publish,
    ConsumeHop consume,
    String why,
    String cost,
    List<HopAdvice> hops,
    List<String> code) {

  public Advice {
    hops = List.copyOf(hops);
    code = List.copyOf(code);
  }

  /** One hop's recommendation. */
  public record HopAdvice(String hop, String choice, String why) {}
}

package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import java.util.Map;

/** What happens to the struck message of each publisher. */
interface PublishFault {

  /** Before that publisher sends it. */
  void arm(Guarantee guarantee, String client);

  /** When every publisher has sent it. Returns when the fault is over. */
  void strike(Map<Guarantee, PublishScript.Sent> struck) throws Exception;

  /** How often it happened to that publisher's. */
  long bites(Guarantee guarantee, String client);
}

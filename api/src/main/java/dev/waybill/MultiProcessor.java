package dev.waybill;

/** Makes messages for several topics of an input message. Must have no other effect. */
@FunctionalInterface
public interface MultiProcessor<T> {

  void process(Delivery<T> delivery, Outputs outputs) throws Exception;

  /** Where the messages go. Valid during the call. */
  interface Outputs {
    <O> void publish(Topic<O> topic, O message);
  }
}

package dev.waybill;

import java.util.List;

/** Makes output messages of an input message. Must have no other effect: it may run again. */
@FunctionalInterface
public interface Processor<T, O> {

  /** The outputs, perhaps none. */
  List<O> process(T message) throws Exception;
}

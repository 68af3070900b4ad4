package dev.waybill.junit;

/**
 * Where Kafka clients reach the test's broker; a parameter or field of a {@link WaybillTest}.
 *
 * @param bootstrapServers the value of clients' {@code bootstrap.servers}, {@code 127.0.0.1:PORT}
 */
public record KafkaAddress(String bootstrapServers) {

  @Override
  public String toString() {
    return bootstrapServers;
  }
}

package dev.waybill.server.net;

import java.time.Duration;

/**
 * What connections may take.
 *
 * @param maxConnections connections at a time; more are closed at once
 * @param maxConnectionsPerAddress the same from one address
 * @param maxRequestBytes a longer frame closes its connection, in bytes
 * @param maxRequestElements array elements and tagged fields a request may have
 * @param maxInFlightBytes received and not yet answered, of all connections, in bytes; above it
 *     nothing more is read
 * @param maxPipelined requests of one connection begun and not yet answered; above it nothing more
 *     is read from it
 * @param idleTimeout a connection on which nothing happens and nothing is awaited is closed
 * @param frameTimeout a frame that was begun must be whole after this long
 * @param grace how long requests may take to be answered when the server stops
 * @param ioThreads event loops
 */
public record ConnectionSettings(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxRequestBytes,
    int maxRequestElements,
    long maxInFlightBytes,
    int maxPipelined,
    Duration idleTimeout,
    Duration frameTimeout,
    Duration grace,
    int ioThreads) {
  private static final int MIB = 1 << 20;

  /** Good for a small machine and a heap of 64 MB. */
  public static final ConnectionSettings DEFAULTS =
      new ConnectionSettings(
          10_000,
          10_000,
          16 * MIB,
          200_000,
          24L * MIB,
          64,
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())));

  public ConnectionSettings {
    requirePositive("maxConnections", maxConnections);
    requirePositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
    requirePositive("maxRequestBytes", maxRequestBytes);
    requirePositive("maxRequestElements", maxRequestElements);
    requirePositive("maxInFlightBytes", maxInFlightBytes);
    requirePositive("maxPipelined", maxPipelined);
    requirePositive("idleTimeout in ms", idleTimeout.toMillis());
    requirePositive("frameTimeout in ms", frameTimeout.toMillis());
    requirePositive("ioThreads", ioThreads);
  }

  public ConnectionSettings withMaxConnections(int connections, int perAddress) {
    return new ConnectionSettings(
        connections,
        perAddress,
        maxRequestBytes,
        maxRequestElements,
        maxInFlightBytes,
        maxPipelined,
        idleTimeout,
        frameTimeout,
        grace,
        ioThreads);
  }

  public ConnectionSettings withMaxRequestBytes(int bytes) {
    return new ConnectionSettings(
        maxConnections,
        maxConnectionsPerAddress,
        bytes,
        maxRequestElements,
        maxInFlightBytes,
        maxPipelined,
        idleTimeout,
        frameTimeout,
        grace,
        ioThreads);
  }

  public ConnectionSettings withMaxInFlightBytes(long bytes) {
    return new ConnectionSettings(
        maxConnections,
        maxConnectionsPerAddress,
        maxRequestBytes,
        maxRequestElements,
        bytes,
        maxPipelined,
        idleTimeout,
        frameTimeout,
        grace,
        ioThreads);
  }

  public ConnectionSettings withMaxPipelined(int requests) {
    return new ConnectionSettings(
        maxConnections,
        maxConnectionsPerAddress,
        maxRequestBytes,
        maxRequestElements,
        maxInFlightBytes,
        requests,
        idleTimeout,
        frameTimeout,
        grace,
        ioThreads);
  }

  public ConnectionSettings withIoThreads(int threads) {
    return new ConnectionSettings(
        maxConnections,
        maxConnectionsPerAddress,
        maxRequestBytes,
        maxRequestElements,
        maxInFlightBytes,
        maxPipelined,
        idleTimeout,
        frameTimeout,
        grace,
        threads);
  }

  public ConnectionSettings withTimeouts(Duration idle, Duration frame, Duration graceOnStop) {
    return new ConnectionSettings(
        maxConnections,
        maxConnectionsPerAddress,
        maxRequestBytes,
        maxRequestElements,
        maxInFlightBytes,
        maxPipelined,
        idle,
        frame,
        graceOnStop,
        ioThreads);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + value);
    }
  }
}

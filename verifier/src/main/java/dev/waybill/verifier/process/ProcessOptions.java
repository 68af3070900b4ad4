package dev.waybill.verifier.process;

import dev.waybill.Guarantee;
import dev.waybill.verifier.proxy.NetworkFault;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What to verify, and how.
 *
 * @param target what is verified
 * @param guarantees whose clients take part
 * @param faults done to processes; those that need our own broker are left out where it is not ours
 * @param network done to connections
 * @param permille of the requests that matter meet a fault of the network
 * @param duration of the faults; a run takes longer, for it ends at rest
 * @param seed of all that is drawn
 * @param directory for data, events and the history; an empty one, or one to be made
 */
public record ProcessOptions(
    Target target,
    Set<Guarantee> guarantees,
    Set<ProcessFault> faults,
    Set<NetworkFault> network,
    int permille,
    Duration duration,
    long seed,
    Path directory) {

  /** What may be verified. */
  public sealed interface Target {

    /** A server of ours in a child process, which can be broken, too. */
    record OwnServer() implements Target {}

    /**
     * A server that others run, in plain text. Topics are created there under a prefix of their
     * own, and deleted at the end; of groups only positions stay behind.
     */
    record Address(InetSocketAddress server) implements Target {}

    /** The engine in the application's own process: only its death can be played. */
    record Embedded() implements Target {}
  }

  public ProcessOptions {
    guarantees = Set.copyOf(guarantees);
    faults = Set.copyOf(faults);
    network = Set.copyOf(network);
    if (guarantees.isEmpty()) {
      throw new IllegalArgumentException("expected a guarantee to verify, found none");
    }
  }

  /** Everything, on a broker of ours. */
  public static ProcessOptions everything(Duration duration, long seed, Path directory) {
    return new ProcessOptions(
        new Target.OwnServer(),
        Set.of(Guarantee.values()),
        Set.of(ProcessFault.values()),
        Set.of(NetworkFault.values()),
        10,
        duration,
        seed,
        directory);
  }
}

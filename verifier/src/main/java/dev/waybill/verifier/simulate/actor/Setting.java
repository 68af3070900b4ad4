package dev.waybill.verifier.simulate.actor;

import dev.waybill.verifier.simulate.host.BrokerHost;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Link;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.Trace;
import dev.waybill.verifier.simulate.world.Weather;
import dev.waybill.verifier.simulate.world.World;

/** What every actor finds around it. */
public record Setting(World world, Trace trace, Weather weather, BrokerHost host, Rng rng) {

  public Remote connect(Program client) {
    return new Remote(host, client, new Link(world, weather, trace, rng, client), trace.coverage());
  }
}

/**
 * What every engine must do, as tests: one contract, many engines.
 *
 * <pre>
 *   EngineContract ─┬─ Administration, EngineLife, Publishing, Polling, Groups, Positions, Broadcast,
 *    (an engine's   │  Transactions, PositionsInTransactions      through the Engine SPI
 *     test class)   └─ AtMostOnce, AtLeastOnce, ExactlyOnce, IntoStore, FanOut, Replay, Failures,
 *                      BroadcastSubscriptions, Closing, Explaining     through Waybill.over(engine)
 *        │
 *        ├─ subject    what the engine's author says about it: how it is opened, how slow it is
 *        ├─ gate       a behaviour that needs what the engine lacks must be refused, and say what
 *        ├─ exchange   settings, messages and answers that the tests exchange with it
 *        ├─ store      a database in memory for effects
 *        └─ table      which engine does what, written while the tests run
 * </pre>
 *
 * <p>To hold an engine of your own to it, take {@code dev.waybill:waybill-contract} in test scope
 * (it brings JUnit and AssertJ) and write one class:
 *
 * <pre>{@code
 * class MyEngineContractTest extends EngineContract {
 *   @Override
 *   protected EngineUnderTest engineUnderTest() throws Exception {
 *     Path directory = Files.createTempDirectory("mine"); // for every behaviour anew, or a server's
 *     return new EngineUnderTest() {                      // address: topics have names of their own
 *       public String name() { return "mine"; }
 *       public Engine open() { return new MyProvider().open(directory.toString(), Map.of()); }
 *       public boolean severalAtOnce() { return false; }
 *       public void close() { delete(directory); }
 *     };
 *   }
 * }
 * }</pre>
 *
 * <p>Every run writes {@code target/contract/mine.tsv}; {@link dev.waybill.contract.ContractTable}
 * makes one table of several.
 */
@NullMarked
package dev.waybill.contract;

import org.jspecify.annotations.NullMarked;

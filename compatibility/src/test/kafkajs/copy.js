// Copies SOURCE to OUTPUT exactly once, ten messages a transaction, until LAST is copied. In the
// transaction that would copy HANG it stops before the commit, half of the messages sent, and waits
// for its end.
const { kafka, run } = require('./kafka');

const MESSAGES = 10;

run(async (source, output, id, last, hang) => {
  const consumer = kafka.consumer({ groupId: id, sessionTimeout: 6000, heartbeatInterval: 500 });
  const producer = kafka.producer({
    transactionalId: id,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [source], fromBeginning: true });

  const copy = async (partition, batch) => {
    const values = batch.map(({ value }) => value.toString());
    const messages = values.map((value) => ({ value }));
    const transaction = await producer.transaction();
    const half = Math.ceil(values.length / 2);
    await transaction.send({ topic: output, messages: messages.slice(0, half) });
    const offset = (BigInt(batch.at(-1).offset) + 1n).toString();
    await transaction.sendOffsets({
      consumerGroupId: id,
      topics: [{ topic: source, partitions: [{ partition, offset }] }],
    });
    if (values.includes(hang)) {
      console.log(`in the middle of ${values[0]} to ${values.at(-1)}`);
      await new Promise(() => setInterval(() => {}, 1000));
    }
    await transaction.send({ topic: output, messages: messages.slice(half) });
    await transaction.commit();
    console.log(`copied ${values[0]} to ${values.at(-1)}`);
    return values.includes(last);
  };

  await new Promise((done, failed) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
    const eachBatch = async ({ batch, resolveOffset, heartbeat, isRunning }) => {
      for (let i = 0; i < batch.messages.length && isRunning(); i += MESSAGES) {
        const messages = batch.messages.slice(i, i + MESSAGES);
        if (await copy(batch.partition, messages)) {
          done();
        }
        resolveOffset(messages.at(-1).offset);
        await heartbeat();
      }
    };
    consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(failed);
  });
  await consumer.disconnect();
  await producer.disconnect();
});

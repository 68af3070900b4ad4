// A read-process-write loop, one message a transaction, for SECONDS after half as many to warm up.
// Prints how many transactions a second it made.
const { kafka, run } = require('./kafka');

const MESSAGES = 1000;
const ids = { source: 'source', output: 'output', id: 'loop' };

const fill = async () => {
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: MESSAGES }, (none, n) => ({ value: String(n) }));
  await producer.send({ topic: ids.source, messages });
  await producer.send({ topic: ids.output, messages: [{ value: 'there' }] });
  await producer.disconnect();
};

// A broker that has just started loads its groups first, which kafkajs takes for a crash.
const awaitCoordinator = async () => {
  const admin = kafka.admin();
  await admin.connect();
  const group = { groupId: ids.id, topics: [ids.source] };
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.fetchOffsets(group);
      break;
    } catch (error) {
      if (attempt === 100) {
        throw error;
      }
      await new Promise((later) => setTimeout(later, 300));
    }
  }
  await admin.disconnect();
};

run(async (seconds) => {
  await fill();
  const consumer = kafka.consumer({ groupId: ids.id });
  const producer = kafka.producer({
    transactionalId: ids.id,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  await awaitCoordinator();
  await consumer.connect();
  await consumer.subscribe({ topics: [ids.source], fromBeginning: true });

  const copy = async (partition, { value, offset }) => {
    const transaction = await producer.transaction();
    await transaction.send({ topic: ids.output, messages: [{ value }] });
    const partitions = [{ partition, offset: (BigInt(offset) + 1n).toString() }];
    await transaction.sendOffsets({
      consumerGroupId: ids.id,
      topics: [{ topic: ids.source, partitions }],
    });
    await transaction.commit();
  };

  let count = 0;
  let isWarm = false;
  let start = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  await new Promise((done, failed) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
    const eachBatch = async ({ batch, heartbeat, resolveOffset, isRunning }) => {
      for (const message of batch.messages) {
        if (!isRunning()) {
          return;
        }
        await copy(batch.partition, message);
        resolveOffset(message.offset);
        await heartbeat();
        count++;
        if (!isWarm && elapsed() >= Number(seconds) / 2) {
          isWarm = true;
          count = 0;
          start = process.hrtime.bigint();
        } else if (isWarm && elapsed() >= Number(seconds)) {
          console.log((count / elapsed()).toFixed(3));
          done();
          return;
        }
      }
      // From the beginning again: how many there are does not matter.
      consumer.seek({ topic: ids.source, partition: batch.partition, offset: '0' });
    };
    consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(failed);
  });
  await consumer.disconnect();
  await producer.disconnect();
});

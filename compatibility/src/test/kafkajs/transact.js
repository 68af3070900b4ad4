// COUNT transactions back to back as TRANSACTIONAL_ID: the n-th sends n to OUTPUT and sets GROUP's
// position in SOURCE to n. Every third is aborted. Prints the position after each.
const { kafka, run } = require('./kafka');

run(async (transactionalId, source, output, groupId, count) => {
  const admin = kafka.admin();
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await admin.connect();
  await producer.connect();
  for (let n = 1; n <= Number(count); n++) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: output, messages: [{ value: String(n) }] });
    const partitions = [{ partition: 0, offset: String(n) }];
    await transaction.sendOffsets({
      consumerGroupId: groupId,
      topics: [{ topic: source, partitions }],
    });
    const committed = n % 3 !== 0;
    await (committed ? transaction.commit() : transaction.abort());
    const [{ partitions: [{ offset }] }] = await admin.fetchOffsets({ groupId, topics: [source] });
    console.log(`${committed ? 'committed' : 'aborted'} ${n} position ${offset}`);
  }
  await producer.disconnect();
  await admin.disconnect();
});

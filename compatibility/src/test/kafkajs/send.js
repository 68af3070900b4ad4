// Sends COUNT messages, FIRST, FIRST + 1, …, to TOPIC, and prints the offset of the first.
// HOW: acks 0, 1 or -1, or "idempotent", which also compresses. PARTITION: the key's unless given.
const { kafka, CompressionTypes, run } = require('./kafka');

run(async (topic, how, first, count, partition) => {
  const idempotent = how === 'idempotent';
  const producer = kafka.producer(idempotent ? { idempotent, maxInFlightRequests: 1 } : {});
  await producer.connect();
  const messages = Array.from({ length: Number(count) }, (_, i) => ({
    key: 'key',
    ...(partition && { partition: Number(partition) }),
    value: String(Number(first) + i),
    headers: { by: 'kafkajs' },
  }));
  const sent = idempotent
    ? await producer.send({ topic, compression: CompressionTypes.GZIP, messages })
    : await producer.send({ topic, acks: Number(how), messages });
  for (const { topicName, partition, baseOffset } of sent) {
    console.log(`sent ${topicName} ${partition} ${baseOffset}`);
  }
  await producer.disconnect();
});

// A member of GROUP that prints which partitions of TOPIC it is given and what it receives, until
// it is asked to end. Its fetches are short, since kafkajs beats its heart between them only.
const { kafka, run } = require('./kafka');

run(async (topic, groupId) => {
  const consumer = kafka.consumer({ groupId, heartbeatInterval: 200, maxWaitTimeInMs: 200 });
  process.once('SIGTERM', () => consumer.disconnect());
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    console.log(`assigned ${JSON.stringify(payload.memberAssignment[topic])}`)
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) =>
      console.log(`received ${message.value} of ${partition}`),
  });
});

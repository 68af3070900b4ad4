// Consumes TOPIC as GROUP from the first message that the group has not committed, prints what it
// receives, and ends after LAST.
// HOW: "auto" commits by itself; "manual" commits each message up to and with COMMIT, no other.
const { kafka, run } = require('./kafka');

run(async (topic, groupId, how, last, commit) => {
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise((received, failed) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
    const eachMessage = async ({ partition, message }) => {
      const value = message.value.toString();
      console.log(`received ${value} ${message.headers.by ?? ''}`.trim());
      if (how === 'manual' && Number(value) <= Number(commit)) {
        const offset = (BigInt(message.offset) + 1n).toString();
        await consumer.commitOffsets([{ topic, partition, offset }]);
      }
      if (value === last) {
        received();
      }
    };
    consumer.run({ autoCommit: how === 'auto', eachMessage }).catch(failed);
  });
  await consumer.disconnect();
});

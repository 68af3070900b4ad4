// What an operator does with TOPIC, which holds ten messages, and with GROUP, which has read them;
// prints what each step finds.
const { kafka, run } = require('./kafka');

run(async (topic, groupId) => {
  const admin = kafka.admin();
  await admin.connect();
  const say = (what, found) => console.log(`${what} ${JSON.stringify(found)}`);

  const { brokers, controller } = await admin.describeCluster();
  say('cluster', [brokers.length, controller]);

  say('created', await admin.createTopics({ topics: [{ topic: 'made', numPartitions: 2 }] }));
  say('again', await admin.createTopics({ topics: [{ topic: 'made', numPartitions: 2 }] }));
  await admin.createPartitions({ topicPartitions: [{ topic: 'made', count: 3 }] });
  const { topics } = await admin.fetchTopicMetadata({ topics: ['made'] });
  say('grown', topics[0].partitions.map(({ partitionId, leader }) => [partitionId, leader]).sort());

  const resource = { type: 2, name: 'made' };
  const configEntries = [{ name: 'retention.ms', value: '3600000' }];
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
  const { resources } = await admin.describeConfigs({
    resources: [{ ...resource, configNames: ['retention.ms'] }],
    includeSynonyms: false,
  });
  say('set', resources[0].configEntries.map(({ configName, configValue }) => [configName, configValue]));

  await admin.deleteTopics({ topics: ['made'] });
  say('deleted', !(await admin.listTopics()).includes('made'));

  const offsets = async () => (await admin.fetchTopicOffsets(topic))[0];
  say('offsets', await offsets());
  say('by time', await admin.fetchTopicOffsetsByTimestamp(topic, 0));
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] });
  say('cut', (await offsets()).low);

  const position = async () =>
    (await admin.fetchOffsets({ groupId, topics: [topic] }))[0].partitions[0].offset;
  const { groups } = await admin.listGroups();
  say('groups', groups.filter((group) => group.groupId === groupId));
  say('state', (await admin.describeGroups([groupId])).groups.map(({ state }) => state));
  say('position', await position());
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '7' }] });
  say('moved', await position());
  await admin.resetOffsets({ groupId, topic, earliest: true });
  say('reset', await position());
  await admin.deleteGroups([groupId]);
  say('left', (await admin.listGroups()).groups.filter((group) => group.groupId === groupId));
  await admin.disconnect();
});

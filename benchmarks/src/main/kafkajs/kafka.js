// The client that every program here uses; a program's first argument is the server's address.
process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
const { Kafka, CompressionTypes, logLevel } = require('kafkajs');

const [bootstrap, ...args] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.ERROR });

// Runs a program; one that fails says why and ends with 1.
const run = (program) =>
  program(...args).catch((error) => {
    console.error(error);
    process.exit(1);
  });

module.exports = { kafka, CompressionTypes, run };

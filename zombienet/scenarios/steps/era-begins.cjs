// Waits for an era: with "2", for the second after genesis.

const { step } = require('./step.cjs');

exports.run = step(({ api, activeEra, until, args: [era] }) =>
  until(`era ${era} has begun`, async () => (await activeEra(api)) >= Number(era)),
);

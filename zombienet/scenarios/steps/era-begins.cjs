// Waits for an era: "2" means the second era after genesis.

const { step } = require('./step.cjs');

exports.run = step(({ api, activeEra, waitUntil, args: [era] }) =>
  waitUntil(`era ${era} begins`, async () => (await activeEra(api)) >= Number(era)),
);

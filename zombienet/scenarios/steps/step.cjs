// Shared code of the steps. Zombienet loads them with `require`, so they are CommonJS and import modules inside.

/**
 * Makes a step for Zombienet. `body` receives a client of the node on the left of the line, and the
 * arguments after `with`. The line's `within` limits the time of the step.
 */
exports.step = (body) => async (name, network, args) => {
  const { ApiPromise, WsProvider } = await import('@polkadot/api');
  const chain = await import('../../lib/chain.mjs');
  // Zombienet enforces the limit of the line, so waiting here must not time out earlier.
  const waitUntil = (condition, ask) => chain.waitUntil(condition, ask, { seconds: 3600 });
  const connections = [];
  const connect = async (of) => {
    const provider = new WsProvider(network.nodesByName[of].wsUri);
    connections.push(provider);
    const api = await ApiPromise.create({ provider, noInitWarn: true });
    return Object.assign(api, { ask: (method, ...params) => provider.send(method, params) });
  };
  try {
    const api = await connect(name);
    const stashOf = async (validator) => {
      const { publicKey } = await chain.account(`//${validator[0].toUpperCase()}${validator.slice(1)}//stash`);
      return api.createType('AccountId', publicKey).toString();
    };
    return await body({ ...chain, waitUntil, connect, stashOf, api, name, network, args });
  } finally {
    for (const provider of connections) provider.disconnect();
  }
};

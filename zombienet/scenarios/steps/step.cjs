// What the steps share. Zombienet `require`s them: hence CommonJS, and modules are imported inside.

/**
 * A step, as Zombienet runs it: `body` gets a client of the node that is named on the left, and what
 * the line gives after `with`. The line's `within` limits how long it may take.
 */
exports.step = (body) => async (name, network, args) => {
  const { ApiPromise, WsProvider } = await import('@polkadot/api');
  const chain = await import('../../lib/chain.mjs');
  // The line's limit is the one that counts: nothing here gives up before.
  const until = (what, ask) => chain.until(what, ask, { seconds: 3600 });
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
    return await body({ ...chain, until, connect, stashOf, api, name, network, args });
  } finally {
    for (const provider of connections) provider.disconnect();
  }
};

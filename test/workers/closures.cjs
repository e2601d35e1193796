// Makers of the closures of the tests beside this file. The closures are exports of nothing: they travel by value.
'use strict';

const { createHash } = require('node:crypto');
const { basename } = require('node:path');

const label = (text) => `<${text}>`;

exports.makers = {
  /** Configuration, a helper, imports. */
  configured(prefix) {
    const config = { prefix, digits: 2 };
    return ({ n }) => label(`${config.prefix}${n.toFixed(config.digits)} ${basename('/a/b')} ${createHash('sha1').update(prefix).digest('hex').slice(0, 4)}`);
  },
  /** A variable that is assigned on both sides. */
  counter() {
    let count = 0;
    return { read: () => count, add: ({ by }) => (count += by), bump: () => { count += 1; } };
  },
  bound(name) {
    class Store {
      #entries = new Map([['a', 1]]);
      constructor() { this.name = name; }
      look({ key }) { return `${this.name}: ${this.#entries.get(key)}`; }
    }
    const store = new Store();
    return store.look.bind(store);
  },
  waiting(answer) {
    const steps = [];
    return async ({ ms }, { reportProgress, abortSignal }) => {
      for (let step = 0; step < 3; step += 1) {
        steps.push(step);
        reportProgress({ fraction: (step + 1) / 3, message: `${answer} ${steps.length}` });
        await new Promise((resolve) => setTimeout(resolve, ms));
        abortSignal.throwIfAborted();
      }
      return answer;
    };
  },
  unfit() {
    const open = { request: Promise.resolve(1) };
    return () => (open === undefined ? 0 : 1);
  },
  numbered(number) {
    const own = { number };
    return ({ n }) => n + own.number;
  },
  failing(word) {
    let failures = 0;
    return () => {
      failures += 1;
      throw new RangeError(`${word} ${failures}`);
    };
  },
};

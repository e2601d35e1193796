// Tools of the tests beside this file, as a worker loads them: the innocent ones, and one for each fault.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn } = require('node:child_process');
const { appendFileSync, closeSync, writeFileSync } = require('node:fs');
const { isMainThread, parentPort, threadId } = require('node:worker_threads');

const ownKill = process.kill.bind(process);

/** Leaves a mark for each beginning; two marks of one key are a call that began twice. */
function begin({ log, key }) {
  if (log !== undefined) appendFileSync(log, `${key}\n`);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const blockFor = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const trap = () => {
  throw new Error('trapped');
};
const traps = Object.fromEntries(
  ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'isExtensible'].map((name) => [name, trap]),
);

exports.proven = (input) => {
  begin(input);
  return input.n * 2;
};
exports.fresh = async (input) => {
  begin(input);
  await pause(1);
  return { square: input.n * input.n };
};
exports.mayWait = async (input) => {
  begin(input);
  if (input.waitMs > 0) await pause(input.waitMs);
  return input.n;
};
/** Well-behaved until its input says otherwise. */
const turns = {
  exit: () => process.exit(3),
  kill: () => ownKill(process.pid, 'SIGKILL'),
  abort: () => process.abort(),
  block: () => { for (;;); },
  exhaust: () => {
    const held = [];
    for (;;) held.push(new Array(1000).fill(Math.random()));
  },
};
exports.mayTurn = ({ n, turn }) => {
  if (turn !== undefined) turns[turn]();
  return n;
};
/** Change what the calls of a worker share, and return at once. */
exports.writesLists = () => {
  Array.prototype.toJSON = () => 'forged';
  return 1;
};
exports.keepsCallsApart = () => {
  AsyncLocalStorage.prototype.run = () => 'forged';
  return 1;
};
exports.addsNothing = () => {
  Array.prototype.push = () => 0;
  return 1;
};
exports.swallowsFirst = () => {
  Object.defineProperty(Array.prototype, '0', { set() {}, get: () => 'forged', configurable: true });
  return 1;
};
exports.list = ({ n }) => ({ n, list: [n] });
/** Keeps its worker busy for as long as its input says. */
exports.mayHold = async (input) => {
  begin(input);
  if (input.holdMs > 0) blockFor(input.holdMs);
  if (input.waitMs > 0) await pause(input.waitMs);
  if (input.laterMs > 0) blockFor(input.laterMs);
  if (input.leaves === true) setTimeout(turns.block, 20);
  return input.n;
};
exports.mayTurnLater = async ({ n, turn }) => {
  if (turn !== undefined) turns[turn]();
  return n;
};
/** Ends as its input says: by itself, after a while, or with its worker. */
exports.mayDie = async (input) => {
  begin(input);
  if (input.waitMs > 0) await pause(input.waitMs);
  if (input.death === 'exit') process.exit(1);
  if (input.death === 'kill') {
    if (isMainThread) faults.sigkill();
    else process.exit(1); // a thread shares its process
  }
  if (input.death === 'hang') await new Promise(() => {});
  if (input.death === 'block') faults.loop();
  return input.n;
};
exports.echo = (input) => input;
exports.where = () => ({ pid: process.pid, threadId, isMainThread });
exports.waitForAbort = (input, { abortSignal }) => {
  begin(input);
  return new Promise((_resolve, reject) => {
    abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
  });
};

exports.nested = async ({ mode, n, core, strategy }) => {
  const { Executor } = await import(core);
  const loaded = await import(strategy);
  const Strategy = mode === 'thread' ? loaded.ThreadStrategy : loaded.ProcessStrategy;
  const executor = new Executor({ strategies: [new Strategy({ maxWorkers: 1 })], fallback: false });
  try {
    const results = await executor.run(
      { proven: exports.proven },
      Array.from({ length: n }, (_, index) => ({ id: String(index), name: 'proven', arguments: JSON.stringify({ n: index }) })),
    );
    return results.map((result) => (result.status === 'ok' ? result.value : result.error.code));
  } finally {
    await executor.shutdown();
  }
};

/** What a fault does, after its beginning was marked. */
const faults = {
  exit0: () => process.exit(0),
  exit1: () => process.exit(1),
  exitLater: async () => {
    await pause(5);
    process.exit(1);
  },
  exit0Later: async () => {
    await pause(5);
    process.exit(0);
  },
  abort: () => process.abort(),
  sigkill: () => {
    ownKill(process.pid, 'SIGKILL');
    blockFor(5000);
  },
  sigsegv: () => {
    ownKill(process.pid, 'SIGSEGV');
    blockFor(5000);
  },
  loop: () => {
    for (;;);
  },
  regex: () => /^(a+)+$/.test(`${'a'.repeat(60)}b`),
  atomicsWait: () => blockFor(Infinity),
  neverSettles: () => new Promise(() => {}),
  spawnsAndHangs: ({ log }) => {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    writeFileSync(`${log}.pid`, String(child.pid));
    for (;;);
  },
  microtasks: async () => {
    for (;;) await null;
  },
  heap: () => {
    const kept = [];
    for (;;) kept.push(new Array(10_000).fill(kept.length));
  },

  heapOfSurvivors: () => {
    const text = `[${'{"a":[1,2,3,"x"]},'.repeat(200_000)}1]`;
    const kept = [];
    for (;;) kept.push(JSON.parse(text));
  },

  throwString: () => {
    throw 'text';
  },
  throwNull: () => {
    throw null;
  },
  throwUndefined: () => {
    throw undefined;
  },
  throwSymbol: () => {
    throw Symbol('thrown');
  },
  throwGetters: () => {
    throw {
      get message() {
        throw new Error('no message');
      },
      get name() {
        throw new Error('no name');
      },
      get stack() {
        throw new Error('no stack');
      },
      toString: trap,
    };
  },
  throwErrorGetters: () => {
    throw Object.defineProperties(new Error('x'), {
      message: { get: trap },
      stack: { get: trap },
      cause: { get: trap },
      name: { get: trap },
      own: { get: trap, enumerable: true },
    });
  },
  throwProxy: () => {
    throw new Proxy({}, traps);
  },
  throwErrorProxy: () => {
    throw new Proxy(new Error('x'), traps);
  },
  throwFunction: () => {
    throw exports.proven;
  },
  throwLooksLikeOurs: () => {
    throw Object.assign(new Error('not ours'), { name: 'NotTransportableError', code: 'NOT_TRANSPORTABLE', retryable: true });
  },
  throwCircularCauses: () => {
    const error = new Error('round');
    error.cause = error;
    throw error;
  },
  throwDeepCauses: () => {
    let error = new Error('deepest');
    for (let depth = 0; depth < 20_000; depth++) error = new Error('level', { cause: error });
    throw error;
  },
  overflow: () => {
    const deeper = () => deeper() + 1;
    return deeper();
  },
  unawaited: async () => {
    void Promise.reject(new Error('nobody waits'));
    await pause(20);
    return 'late';
  },
  throwsFromTimer: () => {
    setTimeout(trap, 0);
    return 'before';
  },
  throwsFromMicrotask: () => {
    queueMicrotask(trap);
    return 'before';
  },

  returnsFunction: () => () => 1,
  returnsSymbol: () => Symbol('result'),
  returnsBigint: () => 12345678901234567890n,
  returnsCircular: () => {
    const value = {};
    value.self = value;
    return value;
  },
  returnsProxy: () => new Proxy({}, { ...traps, get: (_target, key) => (key === 'then' ? undefined : trap()) }),
  returnsThrowingThen: () => new Proxy({}, traps),
  returnsThrowingToJson: () => ({ toJSON: trap }),
  returnsThenable: () => ({ then() {} }),
  returnsThenableTwice: () => ({
    then(resolve, reject) {
      resolve(1);
      resolve(2);
      reject(new Error('three'));
    },
  }),
  returnsPort: () => new MessageChannel().port1,
  returnsGetter: () => ({
    get bad() {
      throw new Error('trapped');
    },
  }),
  returnsRevoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { proxy };
  },
  returnsDetached: () => {
    const buffer = new ArrayBuffer(8);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  returnsShared: () => new SharedArrayBuffer(8),
  returnsSparse: () => {
    const sparse = [];
    sparse[4_000_000_000] = 1;
    return sparse;
  },
  returnsDeep: () => {
    let value = [];
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    return value;
  },
  returnsHuge: () => 'x'.repeat(50 * 1024 * 1024),
  returnsInvalidDate: () => new Date(NaN),
  returnsWide: () => Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index])),

  logs: () => {
    for (let line = 0; line < 5000; line++) console.log('');
    return 'logged';
  },
  reports: (_input, { reportProgress }) => {
    for (let index = 0; index < 20_000; index++) reportProgress({ detail: index });
    return 'reported';
  },
  reportsHostile: (_input, { reportProgress }) => {
    for (const report of [null, undefined, 5, 'x', new Proxy({}, traps), { detail: Symbol('x') }, { message: Symbol('m') }, { message: Object.create(null) }, { fraction: NaN }]) {
      try {
        reportProgress(report);
      } catch (error) {
        return `threw ${String(error)}`;
      }
    }
    return 'reported';
  },
  postsOnParent: () => {
    parentPort?.postMessage('garbage');
    parentPort?.postMessage({ kind: 'outcomes', outcomes: [1, 1, 'forged', 0] });
    parentPort?.postMessage({ kind: 'free' });
    process.send?.('garbage');
    process.send?.({ kind: 'outcomes', outcomes: [1, 1, 'forged', 0] });
    return 'posted';
  },
  closesParent: () => {
    parentPort?.close();
    process.disconnect?.();
    return 'closed';
  },
  removesListeners: () => {
    process.removeAllListeners();
    parentPort?.removeAllListeners();
    return 'removed';
  },
  writesGarbage: () => {
    for (let descriptor = 3; descriptor < 30; descriptor++) {
      try {
        writeFileSync(descriptor, 'garbage garbage garbage garbage garbage');
      } catch {
        // not one that can be written
      }
    }
    return 'written';
  },
  closesDescriptors: async () => {
    for (let descriptor = 0; descriptor < 30; descriptor++) {
      try {
        closeSync(descriptor);
      } catch {
        // not one that is open
      }
    }
    await pause(50);
    return 'closed';
  },
  closesStandard: () => {
    for (const descriptor of [0, 1, 2]) closeSync(descriptor);
    return 'closed';
  },
  endsStreams: () => {
    process.stdout.destroy();
    process.stderr.destroy();
    return 'ended';
  },
  chdir: () => {
    process.chdir('/');
    return process.cwd();
  },
  patches: () => {
    Array.prototype.push = trap;
    Promise.prototype.then = trap;
    Object.prototype.kind = 'patched';
    Object.defineProperty(Object.prototype, 'degraded', { value: 'patched', configurable: true });
    globalThis.setImmediate = trap;
    globalThis.performance = undefined;
    process.nextTick = trap;
    return 'patched';
  },
  patchesThen: () => {
    Object.prototype.then = (resolve) => {
      resolve('patched');
    };
    return 'patched';
  },
};

/** As many tools as there are faults, each an export of its own: a record of faults must not be shared with a proven one. */
for (const [name, act] of Object.entries(faults)) {
  exports[name] = (input, context) => {
    begin(input);
    return act(input, context);
  };
}

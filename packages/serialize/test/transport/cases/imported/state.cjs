// A CommonJS module that rows import and require.
const offset = 100;
let calls = 0;
exports.offset = offset;
exports.add = (a) => a + offset;
exports.call = () => (calls += 1);
exports.Store = class Store {
  constructor(name) {
    this.name = name;
  }
};
exports.settings = { depth: 2, nested: { on: true } };

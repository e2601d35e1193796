// What a row of the table is. CommonJS, so that rows can stand in modules of every kind.

/**
 * Starts a list of rows.
 *
 * `carries(name, args, expected, make, options?)`: the function that `make` gives is called with `args`, at home and away; both
 * times `expected` must come of it. `refuses(name, path, message, make, options?)`: nothing may be sent; the error's `path` and
 * `message` (a pattern) say why. Options go to `serializeFunction`. `make` is called once per run, just before the transport.
 */
exports.listRows = () => {
  const rows = [];
  const add = (row) => {
    if (rows.some(({ name }) => name === row.name)) throw new Error(`two rows are called "${row.name}"`);
    rows.push(row);
  };
  return {
    rows,
    carries: (name, args, expected, make, options) => add({ name, args, expected, make, options }),
    refuses: (name, path, message, make, options) => add({ name, path, message, make, options }),
  };
};

/** In place of an expected value: whatever the function gives at home. */
exports.asAtHome = Symbol.for('as at home');

/** In place of an expected value: that the function throws such an error. */
exports.throws = (name, message) => ({ [Symbol.for('throws')]: [name, message] });

/**
 * Makes a function of a formula in Python's syntax, `lambda x: 3*x**2 - 1`: numbers, one parameter, `+ - * / **`, brackets.
 * Python's precedence: `**` binds from the right and tighter than a sign before it, looser than a sign after it.
 *
 * @param {string} text
 * @returns {(value: number) => number}
 */
export function parseFormula(text) {
  const lambda = /^\s*lambda\s+([A-Za-z_]\w*)\s*:(.*)$/s.exec(text);
  if (lambda === null) throw new SyntaxError(`expected "lambda x: …", got ${JSON.stringify(text)}`);
  const [, parameter, body = ''] = lambda;
  const tokens = body.match(/\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+|\*\*|[A-Za-z_]\w*|\S/g) ?? [];
  let position = 0;

  /** @param {string[]} operators */
  const accept = (...operators) => {
    const token = tokens[position];
    if (token === undefined || !operators.includes(token)) return undefined;
    position++;
    return token;
  };

  /** @returns {(value: number) => number} */
  function sum() {
    let left = product();
    for (let operator = accept('+', '-'); operator !== undefined; operator = accept('+', '-')) {
      const [a, b, sign] = [left, product(), operator === '+' ? 1 : -1];
      left = (value) => a(value) + sign * b(value);
    }
    return left;
  }

  /** @returns {(value: number) => number} */
  function product() {
    let left = signed();
    for (let operator = accept('*', '/'); operator !== undefined; operator = accept('*', '/')) {
      const [a, b, divides] = [left, signed(), operator === '/'];
      left = (value) => (divides ? a(value) / b(value) : a(value) * b(value));
    }
    return left;
  }

  /** @returns {(value: number) => number} */
  function signed() {
    const sign = accept('+', '-');
    if (sign === undefined) return power();
    const operand = signed();
    return sign === '-' ? (value) => -operand(value) : operand;
  }

  /** @returns {(value: number) => number} */
  function power() {
    const base = atom();
    if (accept('**') === undefined) return base;
    const exponent = signed();
    return (value) => base(value) ** exponent(value);
  }

  /** @returns {(value: number) => number} */
  function atom() {
    if (accept('(') !== undefined) {
      const inner = sum();
      if (accept(')') === undefined) throw new SyntaxError(`expected ")" in ${JSON.stringify(text)}`);
      return inner;
    }
    const token = tokens[position++];
    if (token === parameter) return (value) => value;
    const number = Number(token);
    if (token === undefined || Number.isNaN(number)) {
      throw new SyntaxError(`expected a number or ${parameter} in ${JSON.stringify(text)}, got ${token ?? 'the end'}`);
    }
    return () => number;
  }

  const formula = sum();
  if (position < tokens.length) throw new SyntaxError(`expected the end in ${JSON.stringify(text)}, got ${tokens[position]}`);
  return formula;
}

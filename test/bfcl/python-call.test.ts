import { describe, expect, it } from 'vitest';
import { parsePythonCall } from './python-call.ts';

describe('parsePythonCall', () => {
  it.each([
    ['now()', {}],
    ['f(a=1, b=-2.5, c=1.6e-19, d=1_000, e=.5)', { a: 1, b: -2.5, c: 1.6e-19, d: 1000, e: 0.5 }],
    ['f(a=True,b=False,c=None,)', { a: true, b: false, c: null }],
    [`f(a='it', b="Schindler's List", c='\\'\\n')`, { a: 'it', b: "Schindler's List", c: "'\n" }],
    [`f(function='lambda x: 3*x**2 + 2*x - 1', x=4)`, { function: 'lambda x: 3*x**2 + 2*x - 1', x: 4 }],
    ['f(a=[[1, 2], [3]], b=(3, 4), c=(5), d=(6,), e=[], g=())', { a: [[1, 2], [3]], b: [3, 4], c: 5, d: [6], e: [], g: [] }],
    [`f(a={'k': [1], 'm': {}})`, { a: { k: [1], m: {} } }],
  ])('reads %s', (text, expected) => {
    expect(parsePythonCall(text).arguments).toEqual(expected);
  });

  it('gives the name, dots included', () => {
    expect(parsePythonCall('math_toolkit.sum(a = 1)')).toEqual({ name: 'math_toolkit.sum', arguments: { a: 1 } });
  });

  it.each([
    ['f', 'expected "(" at character 1, got the end'],
    ['f(1)', 'expected the name of an argument at character 2'],
    ['f(a=b)', 'expected a literal'],
    ['f(a=1', 'got the end'],
    ['f(a=1) + 2', 'expected the end at character 7'],
    [`f(a='x`, 'expected the end of a string'],
    ['f(a=1, a=2)', 'expected another argument than a again'],
    ['f(a=9007199254740993)', 'expected a number that JavaScript can hold'],
    ['f(a=[1 2])', 'expected "]"'],
  ])('refuses %s', (text, message) => {
    expect(() => parsePythonCall(text)).toThrow(message);
  });
});

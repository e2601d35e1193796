import { describe, expect, it } from 'vitest';
import { inheritableArguments, inheritableNodeOptions } from './child-arguments.ts';

describe('inheritableArguments', () => {
  it('keeps what shapes how code is loaded and run', () => {
    const kept = ['--import', 'tsx', '--conditions=dev', '--max-old-space-size=100', '-r', './setup.cjs', '--enable-source-maps'];
    expect(inheritableArguments(kept)).toEqual(kept);
  });

  it('leaves out what makes Node do something else, with its value, and what two processes cannot share', () => {
    const given = ['-e', 'code()', '--input-type=module', '--inspect=9229', '--inspect-brk', '--watch', '--test', '--cpu-prof', '--cpu-prof-interval', '200', '--trace-warnings', '-p', '-1'];
    expect(inheritableArguments(given)).toEqual(['--trace-warnings']);
  });
});

describe('inheritableNodeOptions', () => {
  it('leaves the inspector out', () => {
    expect(inheritableNodeOptions('--inspect=0.0.0.0:9229 --import tsx --inspect-brk')).toBe('--import tsx');
  });
});

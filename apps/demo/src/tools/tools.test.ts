import { describe, expect, it } from 'vitest';
import { compressFiles } from './compress-files.ts';
import { throwError } from './faulty.ts';
import { findPrimes } from './find-primes.ts';
import { mortgageTable } from './mortgage-table.ts';
import { multiplyMatrices } from './multiply-matrices.ts';
import { searchFiles } from './search-files.ts';
import { textStatistics } from './text-statistics.ts';

describe('the tools compute what they say', () => {
  it('primes: the 25 below a hundred, with 8 pairs of twins', () => {
    expect(findPrimes({ below: 100 })).toEqual({ count: 25, largest: 97, twinPairs: 8 });
    expect(findPrimes({ below: 3 })).toEqual({ count: 1, largest: 2, twinPairs: 0 });
  });

  it('matrix product: of one entry each, the product of the two', () => {
    const { trace, largestEntry } = multiplyMatrices({ size: 1, seed: 1 });
    expect(trace).toBe(largestEntry);
    expect(multiplyMatrices({ size: 40, seed: 3 })).toEqual(multiplyMatrices({ size: 40, seed: 3 }));
    expect(multiplyMatrices({ size: 40, seed: 3 })).not.toEqual(multiplyMatrices({ size: 40, seed: 4 }));
  });

  it.each([
    [320_000, 3.4, 30],
    [90_000, 0, 10],
    [1_000, 50, 1],
  ])('mortgage: %d at %d percent over %d years is repaid to the cent', (principal, annualRatePercent, years) => {
    const table = mortgageTable({ principal, annualRatePercent, years });
    expect(table.years.at(-1)?.balance).toBe(0);
    expect(table.years.reduce((sum, year) => sum + Math.round(year.repaid * 100), 0)).toBe(principal * 100);
    expect(table.months).toBeLessThanOrEqual(years * 12);
  });

  it('mortgage: the textbook payment of 100 000 at 6 percent over 30 years', () => {
    expect(mortgageTable({ principal: 100_000, annualRatePercent: 6, years: 30 }).monthlyPayment).toBeCloseTo(599.55, 1);
  });

  it('files: compresses, counts and searches real ones', async () => {
    const license = textStatistics({ path: 'LICENSE', top: 1 });
    expect(license.words).toBeGreaterThan(100);
    expect(compressFiles({ path: 'LICENSE' }).gzipBytes).toBeLessThan(compressFiles({ path: 'LICENSE' }).bytes);
    const fractions: (number | undefined)[] = [];
    const context = {
      toolCallId: '1',
      toolName: 'search_files',
      abortSignal: new AbortController().signal,
      messages: [],
      context: {},
      reportProgress: ({ fraction }: { fraction?: number }) => fractions.push(fraction),
    };
    const found = await searchFiles({ path: 'apps/demo/src/tools', text: 'export function findPrimes', extension: '.ts' }, context);
    expect(found.first[0]).toMatch(/^apps\/demo\/src\/tools\/find-primes\.ts:\d+$/);
    expect(fractions).toEqual([0]);
  });

  it.each([['../outside'], ['/etc/passwd'], ['apps/../../outside'], ['no-such-folder']])('files: refuses %s', (path) => {
    expect(() => textStatistics({ path })).toThrow(/outside the repository|there is no file or folder/);
  });

  it('throws on purpose, for want of orders only', () => {
    expect(() => throwError({ orders: [] })).toThrow(RangeError);
    expect(throwError({ orders: [{ total: 5 }] })).toBe(5);
  });
});

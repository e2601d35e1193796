import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import * as compressFiles from './tools/compress-files.ts';
import * as convertCurrency from './tools/convert-currency.ts';
import * as faulty from './tools/faulty.ts';
import * as findPrimes from './tools/find-primes.ts';
import * as getWeather from './tools/get-weather.ts';
import * as mortgageTable from './tools/mortgage-table.ts';
import * as multiplyMatrices from './tools/multiply-matrices.ts';
import * as searchFiles from './tools/search-files.ts';
import * as textStatistics from './tools/text-statistics.ts';

const toolModules = [compressFiles, convertCurrency, faulty, findPrimes, getWeather, mortgageTable, multiplyMatrices, searchFiles, textStatistics];

describe('each tool of the catalogue', () => {
  it.each(Object.entries(catalogue))('%s has a description, a schema, and a function that is an export, so that it travels by reference', (_, tool) => {
    const exported: unknown[] = toolModules.flatMap((module) => Object.values(module));
    expect(exported).toContain(tool.execute);
    expect(tool.description).toMatch(/\.$/);
    expect(tool.inputSchema).toBeDefined();
  });
});

import type { Tool } from '@exec/core';
import { compressFilesTool } from './tools/compress-files.ts';
import { convertCurrencyTool } from './tools/convert-currency.ts';
import { exitProcessTool, killProcessTool, loopForeverTool, throwErrorTool } from './tools/faulty.ts';
import { findPrimesTool } from './tools/find-primes.ts';
import { getWeatherTool } from './tools/get-weather.ts';
import { mortgageTableTool } from './tools/mortgage-table.ts';
import { multiplyMatricesTool } from './tools/multiply-matrices.ts';
import { searchFilesTool } from './tools/search-files.ts';
import { textStatisticsTool } from './tools/text-statistics.ts';

/** The tools that the demo offers, by the names under which models call them. */
export const catalogue: Readonly<Record<string, Tool>> = {
  find_primes: findPrimesTool,
  multiply_matrices: multiplyMatricesTool,
  compress_files: compressFilesTool,
  text_statistics: textStatisticsTool,
  mortgage_table: mortgageTableTool,
  get_weather: getWeatherTool,
  convert_currency: convertCurrencyTool,
  search_files: searchFilesTool,
  loop_forever: loopForeverTool,
  exit_process: exitProcessTool,
  kill_process: killProcessTool,
  throw_error: throwErrorTool,
};

/** The tools that are faulty on purpose, and what each does. */
export const faultyTools: ReadonlyMap<string, string> = new Map([
  ['loop_forever', 'endless loop'],
  ['exit_process', 'process.exit'],
  ['kill_process', 'SIGKILL'],
  ['throw_error', 'throw'],
]);

import type { Tool, ToolContext } from '@exec/core';
import { z } from 'zod';
import { askWebApi } from './web-api.ts';

interface ConvertCurrencyInput {
  amount: number;
  from: string;
  to: string;
}

interface Converted {
  amount: number;
  currency: string;
  rate: number;
}

/** Asks the web server for a rate of exchange and converts an amount with it. */
export async function convertCurrency({ amount, from, to }: ConvertCurrencyInput, { abortSignal }: ToolContext): Promise<Converted> {
  const { rate } = await askWebApi<{ rate: number }>('/rate', { from, to }, abortSignal);
  return { amount: Math.round(amount * rate * 100) / 100, currency: to, rate };
}

export const convertCurrencyTool: Tool<ConvertCurrencyInput, Converted> = {
  description: 'Converts an amount of money from one currency to another.',
  inputSchema: z.strictObject({ amount: z.number(), from: z.string().length(3), to: z.string().length(3) }),
  execute: convertCurrency,
};

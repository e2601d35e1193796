import type { Tool } from '@exec/core';
import { z } from 'zod';

interface MortgageInput {
  principal: number;
  annualRatePercent: number;
  years: number;
}

interface MortgageYear {
  year: number;
  interest: number;
  repaid: number;
  balance: number;
}

interface MortgageTable {
  monthlyPayment: number;
  months: number;
  totalInterest: number;
  years: MortgageYear[];
}

/** An annuity loan, month by month in whole cents as a bank books it, summed up by year. The last payment settles the rounding. */
export function mortgageTable({ principal, annualRatePercent, years }: MortgageInput): MortgageTable {
  const monthlyRate = annualRatePercent / 100 / 12;
  const months = years * 12;
  const principalCents = Math.round(principal * 100);
  const exactPayment = monthlyRate === 0 ? principalCents / months : (principalCents * monthlyRate) / (1 - (1 + monthlyRate) ** -months);
  const payment = Math.ceil(exactPayment);
  const rows: MortgageYear[] = [];
  let balance = principalCents;
  let totalInterest = 0;
  let month = 0;
  while (balance > 0) {
    const row = { year: rows.length + 1, interest: 0, repaid: 0, balance: 0 };
    for (let inYear = 0; inYear < 12 && balance > 0; inYear += 1) {
      const interest = Math.round(balance * monthlyRate);
      month += 1;
      const repaid = month === months ? balance : Math.min(balance, payment - interest);
      balance -= repaid;
      row.interest += interest;
      row.repaid += repaid;
    }
    totalInterest += row.interest;
    rows.push({ year: row.year, interest: row.interest / 100, repaid: row.repaid / 100, balance: balance / 100 });
  }
  return { monthlyPayment: payment / 100, months: month, totalInterest: totalInterest / 100, years: rows };
}

export const mortgageTableTool: Tool<MortgageInput, MortgageTable> = {
  description: 'The payments of an annuity loan by year: interest, repayment and what is left.',
  inputSchema: z.strictObject({
    principal: z.number().positive().max(1e9),
    annualRatePercent: z.number().min(0).max(50),
    years: z.int().min(1).max(50),
  }),
  execute: mortgageTable,
};
